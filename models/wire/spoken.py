"""What the office says in its own words: texts in three languages, and the help lines that are named."""

from typing import Annotated

from pydantic import Field

from models.law.texts import Group, OfficeText
from models.wire.base import Items, Wire, Written
from models.wire.office import English, Name, RowWanted, Versioned


class HotlineWanted(RowWanted):
    """`code` is the number. Named in the first answer to each class of danger that is true, to whoever says an age
    below 18 (`young`), and when a matter of `topic`, or of one below it, was filed."""

    code: Annotated[str, Field(pattern=r"^[0-9][0-9-]{1,18}[0-9]$")]
    name: Name
    name_en: English = ""
    hours: Name | None = None
    hours_en: English = ""
    topic: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    self_harm: bool = False
    threat: bool = False
    emergency: bool = False
    child: bool = False
    at_home: bool = False
    young: bool = False


class HotlineEntry(HotlineWanted, Versioned):
    """A help line."""


class HotlineEntries(Items[HotlineEntry]):
    pass


_Said = Annotated[Written, Field(max_length=5000)]


class Texts(Wire):
    """A text in each language. `zh_Hant` null: converted from `zh_Hans`; `en` null: ours."""

    zh_Hans: _Said
    zh_Hant: _Said | None = None
    en: _Said | None = None


class TextView(Wire):
    """`own`: what the office says instead of ours (`shipped`), null where ours is in force; `shown`: what is read.
    `facts`: names in curly brackets that may stand in it, which are filled in."""

    code: OfficeText
    group: Group
    facts: list[str]
    staff: bool = Field(description="only staff read it, in Chinese")
    agreed: bool = Field(description="residents agree to it: another text is another version of the consent")
    shipped: Texts
    own: Texts | None
    shown: Texts
    version: int = Field(description="of what was read: the If-Match of a change")


class TextPreview(Wire):
    """As it is read, with the facts filled in."""

    zh_Hans: str
    zh_Hant: str
    en: str | None


class HotlineSaid(Wire):
    """As bots name it. `crisis`: the classes of danger."""

    number: str
    what: str
    en: str
    hours: str = ""
    hours_en: str = ""
    topic: str | None = None
    crisis: list[str]
    young: bool


class HotlinesRestored(Wire):
    changed: int = Field(description="lines that were other than those that this release came with")
