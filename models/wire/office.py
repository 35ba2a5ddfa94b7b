"""What an office is made of: places, topics, units, officials, who else helps, words to reply with.

Each `…RowWanted` is what is written, whole; each `…Entry` what is read: the same, with its version.
"""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from models.law.matters import Outcome
from models.law.people import Role
from models.law.places import Level
from models.law.states import State
from models.wire.accounts import Login
from models.wire.base import Code, Items, Line, Text, Wire, Written


def _one_line(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("control characters are not allowed here")
    return value.strip()


Name = Annotated[Line, Field(max_length=100)]
English = Annotated[Text, Field(max_length=200), AfterValidator(_one_line)]
"""Empty where there is no English form."""
Short = Annotated[Line, Field(max_length=40)]
Digits = Annotated[str, Field(min_length=6, max_length=15, pattern=r"^[0-9]+$")]


class RowWanted(Wire):
    """A row of the office; `active` false: it is given nothing new, and what has it keeps it."""

    code: Code
    active: bool = True


class Versioned(Wire):
    version: int = Field(description="of what was read: the If-Match of a change")


class AreaWanted(RowWanted):
    """`parent`: the code of the place one level up; `profile`: of its deadlines, null: as the place above."""

    code: Digits
    name: Name
    name_en: English = ""
    level: Level
    parent: Digits | None = None
    profile: Code | None = None


class TopicWanted(RowWanted):
    """`code` reads AABBCC and says what lies above: 030500 below 030000. `common`: offered first; `placed`: the
    resident is asked where."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    name: Name
    name_en: English = ""
    common: bool = False
    placed: bool = True


class UnitWanted(RowWanted):
    """`head` and `deputy` are logins: work without a person is the head's, and the deputy's while the head is away.
    `desk`: it receives; `discipline`: accusations go there and nowhere else."""

    name: Name
    name_en: English = ""
    level: Level
    area: Digits
    parent: Code | None = None
    phone: Short | None = None
    hours: Name | None = None
    hours_en: English = ""
    address: Annotated[Line, Field(max_length=200)] | None = None
    address_en: English = ""
    desk: bool = False
    discipline: bool = False
    head: Login | None = None
    deputy: Login | None = None


class OfficialWanted(RowWanted):
    """`account`: the login of the same person, who then hears as the one who holds the post."""

    name: Name
    post: Name
    post_en: English = ""
    portfolio: Annotated[Line, Field(max_length=200)]
    portfolio_en: English = ""
    level: Level
    account: Login | None = None


class ContactWanted(RowWanted):
    """Who else helps, named to the residents of the area and of those below it."""

    outcome: Outcome
    area: Digits
    name: Name
    name_en: English = ""
    phone: Short
    hours: Name | None = None
    place: Annotated[Line, Field(max_length=200)] | None = None


class TemplateWanted(RowWanted):
    """Words to begin a reply with, for cases of the topic (or one below it) in the state; null: of any."""

    title: Name
    topic: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    state: State | None = None
    text: Annotated[Written, Field(max_length=5000)]


class AreaEntry(AreaWanted, Versioned):
    """A place."""


class TopicEntry(TopicWanted, Versioned):
    """A topic."""


class UnitEntry(UnitWanted, Versioned):
    """A unit."""


class OfficialEntry(OfficialWanted, Versioned):
    """An official."""


class ContactEntry(ContactWanted, Versioned):
    """Who else helps."""


class TemplateEntry(TemplateWanted, Versioned):
    """Words to reply with."""


class AreaEntries(Items[AreaEntry]):
    pass


class TopicEntries(Items[TopicEntry]):
    pass


class UnitEntries(Items[UnitEntry]):
    pass


class OfficialEntries(Items[OfficialEntry]):
    pass


class ContactEntries(Items[ContactEntry]):
    pass


class TemplateEntries(Items[TemplateEntry]):
    pass


class AuditView(Wire):
    """`actor`: `staff:<id>` or `service:<name>`; `changed`: what was changed, a line for each field."""

    id: int
    at: AwareDatetime
    actor: str
    name: str = Field(description="of the member of staff")
    action: str
    target: str
    reason: str | None
    changed: list[str]


class AuditEntries(Items[AuditView]):
    pass


class FirstPassword(Wire):
    """Of a new account: made up, and shown this once."""

    login: str
    name: str
    password: str


class PersonWanted(Wire):
    """A role of a member of staff; whoever has several stands in several rows."""

    login: Login
    name: Name
    role: Role
    unit: Code | None = None


class Imported(Wire):
    """Rows of a sheet: new, changed, and as they were."""

    sheet: str
    made: int = 0
    changed: int = 0
    same: int = 0


class ImportDone(Wire):
    """`written` false: it was only looked whether all is well. `ignored`: columns that nothing is known of."""

    written: bool
    sheets: list[Imported]
    people: list[FirstPassword]
    ignored: list[str]


class SetUp(Wire):
    """A real county, with the first people who work there."""

    county_code: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="administrative code")]
    county: Name
    county_en: English = ""
    government: Name
    desk: Name
    desk_phone: Short
    desk_hours: Name
    desk_address: Annotated[Line, Field(max_length=200)]
    discipline_unit: Name
    discipline_phone: Short
    clerk_login: Login
    clerk_name: Name
    supervisor_login: Login
    supervisor_name: Name
    discipline_login: Login
    discipline_name: Name
    discipline2_login: Login = Field(description="a second one: fewer than two, and no accusations are taken")
    discipline2_name: Name


class RemoveDemonstration(Wire):
    """Its name, as a sign that it is meant."""

    county: Name


class MissingView(Wire):
    """Something that keeps promises from holding. `names`: the first of the units, years or people it is about."""

    code: str
    words: str
    count: int
    names: list[str]


class Missing(Wire):
    items: list[MissingView]


class SetUpDone(Wire):
    county: str
    people: list[FirstPassword]
