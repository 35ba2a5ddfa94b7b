"""The types that everything on the wire is made of."""

from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from models.law.channels import Channel
from models.law.facts import Facts, ProposalFacts, TaskFacts
from models.numbers import clean_code, clean_number
from models.phones import LONGEST, numbers
from models.visible import has_words, is_seen, visible
from models.words import wording
from models.words.languages import Locale

T = TypeVar("T")
MAX_TEXT = 20_000
"""Characters of one message or reply."""


def _sound(value: str) -> str:
    """JSON can spell half a surrogate pair; no database and no channel can carry it."""
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("half a surrogate pair is not a character") from None
    return value


def _printable(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("control characters are not allowed here")
    if not value.strip():
        raise ValueError("must not be blank")
    return value.strip()


def _worded(value: str) -> str:
    """Zero-width characters, blanks, marks, emoji and punctuation alone are no words."""
    if not has_words(value):
        raise ValueError("must not be blank")
    return value


def _phone(value: str) -> str:
    shown = visible(value).strip()
    if not numbers(shown):
        raise ValueError("no phone number stands in it")
    return " ".join(shown.split())


def _given(value: object) -> object:
    """What cannot be seen was not given."""
    return value if not isinstance(value, str) or is_seen(value) else None


def _named(value: object) -> object:
    return value if not isinstance(value, str) or has_words(value) else None


JsonObject = dict[str, Any]
"""JSON whose keys others say: Telegram's updates, the description of the API and its examples."""
_OPEN = GetPydanticSchema(lambda _, of: of(JsonObject))
"""Keys are declared, and not looked at as they cross HTTP: what was stored before is sent as it is."""
ToldFacts = Annotated[Facts, _OPEN]
ToldTaskFacts = Annotated[TaskFacts, _OPEN]
ToldProposalFacts = Annotated[ProposalFacts, _OPEN]
Text = Annotated[str, AfterValidator(_sound)]
Sought = Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(_printable)]
"""One printable line, stripped: what somebody looks for."""
Line = Annotated[Sought, AfterValidator(_worded)]
"""One printable line with words in it, stripped."""
Words = Annotated[Text, Field(min_length=1, max_length=MAX_TEXT)]
"""A person's words: kept exactly as they are, never stripped or normalised."""
Written = Annotated[Text, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_worded)]
"""Words a member of staff writes: kept as they are, never without a word in them."""
Said = Annotated[Words | None, BeforeValidator(_given)]
"""What a resident may add in words: kept as it is; None if nothing of it can be seen."""
Maybe = BeforeValidator(_named)
"""For a name or a place that may be left out: without a word in it, it is."""
Phone = Annotated[Text, Field(min_length=1, max_length=LONGEST), AfterValidator(_phone)]
"""A phone number in any way people write it, with the remark beside it ("微信同号"); see `models.phones`."""
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_.-]+$")]
FormAnswers = Annotated[dict[Code, Code], Field(max_length=30)]
"""Answers by the code of their question: what the form asks and no column holds."""
CaseNo = Annotated[Text, Field(max_length=40), AfterValidator(clean_number)]
BookingNo = CaseNo
QueryCode = Annotated[Text, Field(max_length=40), AfterValidator(clean_code)]
FileId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]

AddedFiles = Annotated[list[FileId], Field(max_length=10)]
"""Files that staff add: of each POST /v1/files gave the name."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Withheld(Wire):
    """Words to a resident that may wait a moment, in which who wrote them can take them back."""

    hold_seconds: Annotated[int, Field(ge=0, le=600, description="seconds until they leave; the pages hold them")] = 0


def wrong_field(why: str, *fields: str, given: object = None) -> ValidationError:
    """For a validator that looks at several fields: names the one that is lacking, or wrong as it is `given`, like any
    other. Of several `fields` any will do; the last is named."""
    kind = PydanticCustomError("needed", why, {"fields": list(fields)})
    return ValidationError.from_exception_data("", [InitErrorDetails(type=kind, loc=fields[-1:], input=given)])


class Items(Wire, Generic[T]):
    """How every list answers. `next` is the `cursor` of the page after this one; null: there is none."""

    items: list[T]
    next: str | None = None


class Problem(BaseModel):
    """RFC 9457 problem details. `errors` names the fields that were refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: str
    errors: list[dict[str, str]] = []
    request_id: str | None = None


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="seconds")


class ResidentRef(Wire):
    """Where a resident can be told: a chat of one of the bot's channels."""

    channel: Channel
    address: Annotated[Text, Field(min_length=1, max_length=128)]
    locale: Locale = "zh_Hans"
    origin: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = Field(
        None, description="a mark of the address that they write from today, by which alarms are bundled"
    )


class Part(Wire):
    """One piece of the original, in order: the resident's words, or a file sent before."""

    text: Words | None = None
    file: FileId | None = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if (self.text is None) == (self.file is None):
            raise ValueError("a part is either text or file")
        return self


class Named(Wire):
    code: str
    name: str


class Labelled(Named):
    """With its name in English; empty where it has none."""

    name_en: str = ""


class About(Wire):
    """What a case is about: how its button and the first line of its notices begin."""

    topic: Labelled | None = None
    area: Labelled | None = Field(None, description="below the county; null: no narrower place is known")
    excerpt: str = Field("", description="the beginning of the resident's own words")


def told_elsewhere(text: str, place: str, objection: str) -> str:
    """The words of a refusal or of guidance: why, where to go instead, what to do if one disagrees."""
    return wording("letter.elsewhere", text=text, place=place, objection=objection)
