"""The resident's side."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from models.law.crisis import Crisis
from models.law.events import EventKind
from models.law.live import Reason
from models.law.matters import Kind
from models.law.replies import Rating
from models.law.states import State
from models.law.tasks import TaskKind
from models.lines import one_line
from models.visible import is_seen
from models.wire.base import (
    About,
    CaseNo,
    Code,
    FormAnswers,
    Line,
    Maybe,
    Part,
    Phone,
    QueryCode,
    ResidentRef,
    Said,
    Text,
    ToldFacts,
    Wire,
    Written,
)
from models.wire.ledger import LeasedNotice
from models.wire.live import ChatLine
from models.words.languages import Locale

SAYS: Any = Field(
    None,
    exclude_if=lambda held: held is None,
    description="what the words tell of, where it is known; `accusation` needs a case of its own: 409 `apart`",
)


class CaseDraft(Wire):
    """What the dialog *submit* ends in: confirmed by the resident on a read-back."""

    kind: Kind = Kind.UNSURE
    topic: Code | None = None
    area: Code | None = None
    place: Annotated[Annotated[Text, Field(max_length=500)] | None, Maybe] = Field(
        None, description="the place in the resident's words"
    )
    elsewhere: bool = Field(False, description="the matter lies outside this county")
    parts: Annotated[list[Part], Field(min_length=1, max_length=200)]
    petitioner_count: Annotated[int, Field(ge=1, le=100_000)] = 1
    answers: FormAnswers = Field(
        {},
        exclude_if=lambda held: not held,
        description="what else the form asked, by the codes of question and answer",
    )
    on_behalf: bool = Field(False, description="written for someone else")
    name: Annotated[Annotated[Text, Field(max_length=100)] | None, Maybe] = None
    phone: Phone | None = None
    consent: Annotated[Line, Field(max_length=40)] = Field(description="version of the notice the resident agreed to")

    @property
    def anonymous(self) -> bool:
        return self.name is None and self.phone is None


class CaseCreate(CaseDraft):
    resident: ResidentRef

    @model_validator(mode="after")
    def told(self) -> Self:
        if not any(part.file is not None or is_seen(part.text or "") for part in self.parts):
            raise ValueError("nothing is told: neither a file nor anything to be seen")
        return self


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
    consent: Annotated[str, Field(pattern=r"^(photo|voice|place)(\+(photo|voice|place)){0,2}$")] | None = Field(
        None, description="what the resident agreed to apart for these parts; added to the consent of the case"
    )
    kind: Kind | None = SAYS


class RatingGiven(Wire):
    """`rating`: of the unit that handled it; `desk`: of the reception. At least one."""

    case_no: CaseNo
    rating: Rating | None = None
    desk: Rating | None = None
    text: Said = None
    code: QueryCode | None = None

    @model_validator(mode="after")
    def some(self) -> Self:
        if self.rating is None and self.desk is None:
            raise ValueError("rate the unit, the reception, or both")
        return self


class NotSolved(Wire):
    """The answer did not solve it: the case is opened again."""

    case_no: CaseNo
    text: Said = None
    code: QueryCode | None = None


class ReviewWanted(Wire):
    """Asks the unit above to look at the answer again (复查, 复核)."""

    case_no: CaseNo
    text: Said = None
    asked_at: AwareDatetime | None = Field(None, description="when the resident said so; now, if it is left out")
    code: QueryCode | None = None


class Withdrawal(Wire):
    """撤回, the resident's own act. `pressed`: whether anybody pressed them."""

    case_no: CaseNo
    pressed: Literal["no", "yes", "unsaid"]
    text: Said = None


class Undone(Wire):
    """A withdrawn case goes on."""

    case_no: CaseNo


class Complaint(Wire):
    """About the handling itself; `retaliation`: somebody makes the resident suffer for having spoken."""

    case_no: CaseNo
    text: Written
    retaliation: bool = False
    code: QueryCode | None = None
    kind: Kind | None = SAYS


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
    unit_en: str = ""
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
    facts: ToldFacts
    text: str | None = None


class ResidentCase(About):
    case_no: str
    state: State
    kind: Kind
    registered_at: AwareDatetime
    told_by: date | None
    answer_by: date | None = Field(None, description="the day by which the matter, or its review, is answered")
    expected_on: date | None = Field(
        None, description="by when eight in ten matters like it had their answer in the last year; no promise"
    )
    unit: str | None
    unit_en: str = Field("", description="in English, where it has such a form; likewise in the timeline's facts")
    phone: str | None = Field(None, description="of the unit that has it")
    rated: Rating | None
    rated_desk: Rating | None = None
    reopen_until: date | None = Field(None, description="the last day on which it can be opened again")
    review_until: date | None = Field(None, description="the last day on which the unit above can be asked")
    review_level: int | None = Field(None, description="1: 复查, 2: 复核")
    undo_until: date | None = Field(None, description="the last day on which a withdrawal can be taken back")
    anonymous: bool = True
    on_behalf: bool = False
    whom: str | None = Field(None, description="masked: whom the case is for, if it is for somebody else")
    urge_count: int = 0
    urged_at: AwareDatetime | None = None
    open_question: int | None = None
    timeline: list[ResidentEvent] = []


MOST_CALLED = 4_000
"""Characters of what is handed on with a call: of longer words the beginning and the end."""


def _clipped(value: object) -> object:
    """Nobody is refused a person because they wrote much."""
    if not isinstance(value, str) or len(value) <= MOST_CALLED:
        return value
    half = MOST_CALLED // 2 - 1
    return f"{value[:half]}\n…{value[-half:]}"


def _clipped_line(value: object) -> object:
    return one_line(value)[:200].strip() or None if isinstance(value, str) else value


class CallWanted(Wire):
    """The resident asks for a person. The desk gets a call task, or the one that is open gets these words too."""

    kind: Literal[TaskKind.CALL_RESIDENT, TaskKind.CRISIS, TaskKind.ERASURE] = TaskKind.CALL_RESIDENT
    phone: Phone | None = None
    crisis: Crisis | None = None
    words: Annotated[Said, BeforeValidator(_clipped)] = Field(None, description="what was said; of more, both ends")
    case_no: CaseNo | None = Field(None, description="of their own cases the one they speak of")
    when: Annotated[Line | None, Maybe, BeforeValidator(_clipped_line)] = Field(
        None, description="when they can be called"
    )
    reason: Reason | None = Field(None, description="why a person is wanted; `crisis` goes before it")
    draft: Annotated[Said, BeforeValidator(_clipped)] = Field(None, description="what stands in the form in hand")
    closed: bool = Field(False, description="the person was told that nobody is at the desk now")
    private: bool = Field(False, description="the matter in hand is an accusation: nothing of it is handed on")


class CallRequest(CallWanted):
    """The resident asks for a person. The desk gets a call task, or the one that is open gets these words too."""

    resident: ResidentRef
    lines: Annotated[list[ChatLine], Field(max_length=40)] = Field([], description="the chat's last messages, in order")


class Saying(Wire):
    """What is said to staff, or into the queue to them, while the form waits."""

    parts: Annotated[list[Part], Field(min_length=1, max_length=50)]


class Leaving(Wire):
    """The person goes back to the bot."""


class FileReceipt(Wire):
    file: str
    sha256: str
    size: int
    media_type: str
