"""What crosses HTTP between the bot, the API and integrators. Times are UTC; dates are local (Asia/Shanghai)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from models.numbers import clean_code, clean_number
from models.rules import (
    AppointmentState,
    CaseClass,
    Channel,
    EventKind,
    Kind,
    NoticeKind,
    Rating,
    Role,
    State,
    TaskKind,
)

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


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


Text = Annotated[str, AfterValidator(_sound)]
Line = Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(_printable)]
"""One printable line, stripped."""
Words = Annotated[Text, Field(min_length=1, max_length=MAX_TEXT)]
"""A person's words: kept exactly as they are, never stripped or normalised."""
Written = Annotated[Text, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_not_blank)]
"""Words a member of staff writes: kept as they are, never blank."""
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{4,18}[0-9]$")]
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_.-]+$")]
CaseNo = Annotated[Text, Field(max_length=40), AfterValidator(clean_number)]
BookingNo = CaseNo
QueryCode = Annotated[Text, Field(max_length=40), AfterValidator(clean_code)]
FileId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Locale = Literal["zh_Hans", "zh_Hant", "en"]


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


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


# --- the resident's side -------------------------------------------------------------------------------------------


class ResidentRef(Wire):
    """Where a resident can be told: a chat of one of the bot's channels."""

    channel: Channel
    address: Annotated[Text, Field(min_length=1, max_length=128)]
    locale: Locale = "zh_Hans"


class Part(Wire):
    """One piece of the original, in order: the resident's words, or a file sent before."""

    text: Words | None = None
    file: FileId | None = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if (self.text is None) == (self.file is None):
            raise ValueError("a part is either text or file")
        return self


class CaseDraft(Wire):
    """What the dialog *submit* ends in: confirmed by the resident on a read-back."""

    kind: Kind = Kind.UNSURE
    topic: Code | None = None
    area: Code | None = None
    place: Annotated[Text, Field(max_length=500)] | None = Field(None, description="the place in the resident's words")
    elsewhere: bool = Field(False, description="the matter lies outside this county")
    parts: Annotated[list[Part], Field(min_length=1, max_length=200)]
    petitioner_count: Annotated[int, Field(ge=1, le=100_000)] = 1
    on_behalf: bool = Field(False, description="written for someone else")
    name: Annotated[Text, Field(max_length=100)] | None = None
    phone: Phone | None = None
    consent: Annotated[Line, Field(max_length=40)] = Field(description="version of the notice the resident agreed to")

    @property
    def anonymous(self) -> bool:
        return self.name is None and self.phone is None


class CaseCreate(CaseDraft):
    resident: ResidentRef


class LeasedNotice(Wire):
    """A notification to deliver. `lease` proves who took it; the receipt needs it."""

    id: int
    lease: str
    kind: NoticeKind
    case_no: str | None
    channel: Channel
    address: str
    locale: Locale
    facts: dict[str, Any]
    text: str | None = Field(None, description="staff's words, to be shown word for word")
    repeated: bool = Field(False, description="it may have been shown before: the last sender did not report")


class CaseReceipt(Wire):
    case_no: str
    query_code: str
    told_by: date = Field(description="by this day the resident is told who handles it; not the date of a solution")
    provisional: bool
    notice: LeasedNotice | None = Field(None, description="the *received* notice, leased to the caller for 60 s")


class Addition(Wire):
    """Later words or files for a case. `code` is needed unless the caller's chat filed the case."""

    case_no: CaseNo
    parts: Annotated[list[Part], Field(min_length=1, max_length=100)]
    code: QueryCode | None = None
    question: Annotated[int, Field(ge=1, lt=2**31)] | None = Field(
        None, description="seq of staff's question this answers"
    )


class RatingGiven(Wire):
    case_no: CaseNo
    rating: Rating
    text: Words | None = None
    code: QueryCode | None = None


class StatusQuery(Wire):
    case_no: CaseNo
    query_code: QueryCode


class Urge(Wire):
    """催办, once a local day. `code` is needed unless the caller's chat filed the case."""

    case_no: CaseNo
    code: QueryCode | None = None


class Urged(Wire):
    case_no: str
    event: int
    count: int = Field(description="times this case has been urged")
    unit: str
    at: AwareDatetime


class Claim(StatusQuery):
    """Takes a case to the caller's chat: its notices come there from now on."""

    locale: Locale = "zh_Hans"


class Claimed(Wire):
    case_no: str
    moved: bool = Field(description="false: it was this chat's already")


class AnonymityWanted(Wire):
    """Leaves a name or a phone (what is not given stays as it is), or withdraws both (`anonymous`)."""

    case_no: CaseNo
    anonymous: bool = False
    name: Annotated[Line, Field(max_length=100)] | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if self.anonymous == (self.name is not None or self.phone is not None):
            raise ValueError("either anonymous, or a name or a phone")
        return self


class ResidentEvent(Wire):
    """A line of the timeline as the resident sees it."""

    seq: int
    kind: EventKind
    at: AwareDatetime
    facts: dict[str, Any]
    text: str | None = None


class ResidentCase(Wire):
    case_no: str
    state: State
    kind: Kind
    registered_at: AwareDatetime
    excerpt: str = Field(description="the beginning of the resident's own words")
    told_by: date | None
    unit: str | None
    rated: Rating | None
    anonymous: bool = True
    on_behalf: bool = False
    whom: str | None = Field(None, description="masked: whom the case is for, if it is for somebody else")
    urge_count: int = 0
    urged_at: AwareDatetime | None = None
    open_question: int | None = None
    timeline: list[ResidentEvent] = []


class CallRequest(Wire):
    """The resident asks for a person. The desk gets a call task."""

    kind: Literal[TaskKind.CALL_RESIDENT, TaskKind.CRISIS, TaskKind.ERASURE] = TaskKind.CALL_RESIDENT
    resident: ResidentRef
    phone: Phone | None = None
    crisis: Literal["C1", "C2", "C3"] | None = None


class FileReceipt(Wire):
    file: str
    sha256: str
    size: int
    media_type: str


# --- visit days ------------------------------------------------------------------------------------------------------


class VisitDayView(Wire):
    id: str
    date: date
    title: str
    level: str
    mode: str
    venue: str
    area: str
    official: str
    post: str
    portfolio: str
    companions: list[str]
    free: int = Field(description="places left over all slots")


class SlotView(Wire):
    id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    free: int


class HoldWanted(Wire):
    slot: Code


class Held(Wire):
    slot: str
    until: AwareDatetime


class AppointmentCreate(Wire):
    slot: Code
    case_no: CaseNo
    people: Annotated[int, Field(ge=1, le=5)]
    hold: Line | None = Field(None, description="the session whose hold becomes this appointment")
    resident: ResidentRef


class AppointmentView(Wire):
    booking_no: str
    state: AppointmentState
    case_no: str
    people: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    venue: str
    official: str
    post: str
    notice: LeasedNotice | None = None


class VisitEntry(Wire):
    """A booking as staff see it; all but the time is null where the case is not theirs to see: the place is taken."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    booking_no: str | None = None
    people: int | None = None
    case_no: str | None = None
    kind: Kind | None = None
    excerpt: str | None = None


class CancelWanted(Wire):
    resident: ResidentRef | None = None
    reason: Line | None = None


# --- the staff's side ------------------------------------------------------------------------------------------------


class Named(Wire):
    code: str
    name: str


class CaseRow(Wire):
    case_no: str
    state: State
    kind: Kind
    case_class: CaseClass | None
    topic: Named | None
    area: Named | None
    unit: Named | None
    handler: Named | None
    channel: Channel
    petition_date: date
    registered_at: AwareDatetime
    updated_at: AwareDatetime
    due_at: AwareDatetime | None
    overdue: bool
    petitioner_count: int
    anonymous: bool
    excerpt: str
    rating: Rating | None
    urge_count: int = 0
    urged_at: AwareDatetime | None = None
    many_today: bool = Field(False, description="filed above the daily number of one chat; look for duplicates")
    to_write_up: bool = Field(False, description="the original has no words, only recordings or pictures")
    written_up: str | None = Field(None, description="the beginning of what staff wrote of a wordless original")


class CasePage(Wire):
    items: list[CaseRow]
    next: str | None = Field(description="cursor of the next page")


class Spoken(Wire):
    """A piece of the original as staff see it, with the digest that proves it was not changed."""

    seq: int
    text: str | None
    file: str | None
    media_type: str | None = None
    size: int | None = None
    sha256: str
    at: AwareDatetime


class ObligationView(Wire):
    key: str
    opened_at: AwareDatetime
    due_nominal: date
    due_at: AwareDatetime
    provisional: bool
    met_at: AwareDatetime | None


class NoticeView(Wire):
    id: int
    kind: NoticeKind
    state: str
    channel: Channel
    created_at: AwareDatetime
    delivered_at: AwareDatetime | None
    reason: str | None


class CaseView(CaseRow):
    version: int
    elsewhere: bool
    place: str | None
    on_behalf: bool
    attended_count: int | None
    name: str | None = Field(description="masked")
    phone: str | None = Field(description="masked")
    consent: str
    words: list[Spoken]
    obligations: list[ObligationView]
    notices: list[NoticeView]
    actions: list[str]


class Revealed(Wire):
    name: str | None
    phone: str | None
    address: str | None


class RevealWanted(Wire):
    reason: Line


class EventView(Wire):
    seq: int
    kind: EventKind
    at: AwareDatetime
    actor: str
    facts: dict[str, Any]
    text: str | None
    digest: str


class CaseRegister(Wire):
    """A person who came, rang or wrote, taken down by staff (来信来访来电登记)."""

    channel: Literal[Channel.VISIT, Channel.PHONE, Channel.LETTER]
    petition_date: date
    text: Written
    kind: Kind = Kind.UNSURE
    topic: Code | None = None
    area: Code | None = None
    place: Line | None = None
    elsewhere: bool = False
    petitioner_count: Annotated[int, Field(ge=1, le=100_000)] = 1
    attended_count: Annotated[int, Field(ge=1, le=1000)] | None = None
    on_behalf: bool = False
    name: Line | None = None
    phone: Phone | None = None
    address: Line | None = None
    files: Annotated[list[FileId], Field(max_length=50)] = []


class Accept(Wire):
    case_class: CaseClass | None = None
    note: Written | None = None


class Assign(Wire):
    unit: Code
    handler: Line = Field(description="login of a named person of that unit")
    note: Written | None = None


class Note(Wire):
    text: Written


class WriteUp(Wire):
    """What is said in a recording or seen in a picture; it stands beside the original."""

    text: Written


class CodeWanted(Wire):
    """A lost query code: which document was checked, and why a new one is given."""

    checked: Line
    reason: Line


class CodeIssued(Wire):
    case_no: str
    query_code: str = Field(description="shown this once; the old one no longer works")


class Ask(Wire):
    text: Written


class Reply(Wire):
    text: Written


class Close(Wire):
    note: Written | None = None


class Moved(Wire):
    """The state after an action. `version` is the next If-Match."""

    case_no: str
    state: State
    version: int
    event: int


class StaffView(Wire):
    login: str
    name: str
    roles: list[Role]
    units: list[Named]


class TaskView(Wire):
    id: int
    kind: TaskKind
    case_no: str | None
    opened_at: AwareDatetime
    facts: dict[str, Any]
    done_at: AwareDatetime | None
    done_by: str | None
    result: str | None
    phone: str | None = Field(None, description="masked")


class TaskDone(Wire):
    result: Line


# --- notifications ---------------------------------------------------------------------------------------------------


class LeaseWanted(Wire):
    channels: Annotated[list[Channel], Field(min_length=1)]
    limit: Annotated[int, Field(ge=1, le=20)] = 20


class Leased(Wire):
    items: list[LeasedNotice]


class Receipt(Wire):
    """`sent`: handed to the channel, the proof that it was seen is still to come. `retry`: certainly not sent."""

    lease: Annotated[Text, Field(max_length=40)]
    outcome: Literal["sent", "delivered", "undeliverable", "retry"]
    reason: Line | None = None


class ManualRecord(Wire):
    """A clerk's record of telling a person by phone, at the counter or by post."""

    how: Literal["phone", "counter", "post"]
    result: Literal["spoke", "no_answer", "signed", "refused", "returned"]
    whom: Line | None = Field(None, description="whom they spoke to")
    at: datetime

    @model_validator(mode="after")
    def fits(self) -> Self:
        allowed = {
            "phone": {"spoke", "no_answer"},
            "counter": {"signed", "refused"},
            "post": {"signed", "refused", "returned"},
        }
        if self.result not in allowed[self.how]:
            raise ValueError(f"{self.how} ends in one of {sorted(allowed[self.how])}")
        if self.result == "spoke" and not self.whom:
            raise ValueError("say whom you spoke to")
        if self.at.tzinfo is None:
            raise ValueError("at needs a time zone")
        return self
