"""What staff read of a case, its tasks and themselves."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from models.law.channels import Channel
from models.law.events import EventKind
from models.law.matters import CaseClass, Cause, Kind, Outcome, Resolved, Route, Tier
from models.law.notices import NoticeKind
from models.law.people import Role
from models.law.replies import Adoption, OpinionResult, Rating, ReplyKind
from models.law.states import State
from models.law.tasks import TaskKind
from models.wire.base import (
    CaseNo,
    Code,
    FileId,
    FormAnswers,
    Items,
    Line,
    Named,
    Phone,
    ToldFacts,
    ToldTaskFacts,
    Wire,
    Written,
)
from models.wire.proposals import ProposalView
from models.wire.replies import Opinion


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
    title: str | None = Field(None, description="what it is about, as staff put it in a line")
    rating: Rating | None
    urge_count: int = 0
    urged_at: AwareDatetime | None = None
    many_today: bool = Field(False, description="filed above the daily number of one chat; look for duplicates")
    to_write_up: bool = Field(False, description="the original has no words, only recordings or pictures")
    written_up: str | None = Field(None, description="the beginning of what staff wrote of a wordless original")


class CasePage(Items[CaseRow]):
    pass


class Spoken(Wire):
    """A piece of the original as staff see it, with the digest that proves it was not changed. Of a file: as what media
    type it is `shown` (None: nothing of it can be), whether it has a `preview`, whether it `broke_off` on its way,
    and its `name`, as its sender calls it."""

    seq: int
    text: str | None
    file: str | None
    media_type: str | None = None
    size: int | None = None
    shown: str | None = None
    preview: bool = False
    broke_off: bool = False
    name: str | None = None
    sha256: str
    at: AwareDatetime


class DateChanged(Wire):
    """Why a date is no longer what it was. `old_at` and `new_at` are the ends that count for the resident's rights."""

    at: AwareDatetime
    actor: str
    reason: str
    old_nominal: date
    new_nominal: date
    old_at: AwareDatetime
    new_at: AwareDatetime


class ObligationView(Wire):
    key: str
    opened_at: AwareDatetime
    due_nominal: date
    due_at: AwareDatetime
    provisional: bool
    right: bool = Field(False, description="the resident's own right, not a duty of staff")
    done_at: AwareDatetime | None = Field(None, description="staff did it")
    met_at: AwareDatetime | None = Field(description="the resident was told, or provably could not be")
    late: bool = False
    void: bool = False
    limit: str | None = Field(None, description="key of the profile's limit; null when a person set the day")
    counted_from: date | None = None
    changes: list[DateChanged] = []


class AnswerView(Wire):
    """What staff sent on the matter; its words stand in the timeline, at `seq`."""

    seq: int
    kind: ReplyKind
    at: AwareDatetime
    thin: bool = Field(description="very short, or in the words of another answer: a supervisor looks at it first")
    passed: bool | None = Field(None, description="what the supervisor found; null: not looked at")
    looked_at: AwareDatetime | None = None
    result: OpinionResult | None = Field(None, description="of an opinion letter")
    adoption: Adoption | None = Field(None, description="of a suggestion")
    outcome: Outcome | None = None
    contact: str | None = Field(None, description="who else helps, by name")
    opinion: Opinion | None = Field(None, description="the parts of an opinion letter")


class Corrected(Wire):
    """A field that staff set or corrected; the event says who and when. Contact data is masked."""

    field: str
    before: str
    after: str


class NoticeView(Wire):
    id: int
    kind: NoticeKind
    state: str
    channel: Channel
    created_at: AwareDatetime
    delivered_at: AwareDatetime | None
    reason: str | None


class ReviewView(Wire):
    """A review of the answer at `reply_seq`, by the unit above; `outside` names a body that is not in this system."""

    id: int
    level: int
    reply_seq: int
    asked_at: AwareDatetime
    reviewed: Named
    unit: Named | None
    outside: str | None
    hearing_from: date | None
    hearing_until: date | None
    decided_at: AwareDatetime | None
    result: str | None


class CaseView(CaseRow):
    version: int
    elsewhere: bool
    place: str | None
    on_behalf: bool
    attended_count: int | None
    form_answers: FormAnswers = Field({}, description="what else the form asked, by the codes of question and answer")
    name: str | None = Field(description="masked")
    phone: str | None = Field(description="masked")
    consent: str
    words: list[Spoken]
    obligations: list[ObligationView]
    answers: list[AnswerView] = []
    reviews: list[ReviewView] = []
    proposals: list[ProposalView] = Field([], description="what takes two persons: open and decided")
    rating_desk: Rating | None = Field(None, description="of the reception")
    notices: list[NoticeView]
    actions: list[str]
    route: Route | None = None
    tier: Tier | None = None
    summary: str | None = Field(None, description="what it is about, as staff put it at length")
    cause: Cause | None = Field(None, description="信访原因, said at closing")
    resolved: Resolved | None = Field(None, description="as staff saw it at closing; not the resident's rating")
    unreachable_since: AwareDatetime | None = Field(
        None, description="since then the chat that is told takes no messages: a person has to"
    )


class Revealed(Wire):
    name: str | None
    phone: str | None
    address: str | None


class RevealWanted(Wire):
    reason: Line


class AddedFile(Wire):
    """A file that staff added, the `seq`-th of its event; the rest as of a piece of the original."""

    seq: int
    file: str
    media_type: str
    size: int
    shown: str | None
    preview: bool
    broke_off: bool
    name: str | None = None
    sha256: str


class EventView(Wire):
    seq: int
    kind: EventKind
    at: AwareDatetime
    actor: str
    facts: ToldFacts
    text: str | None
    digest: str
    files: list[AddedFile] = Field([], description="that staff added with it")
    changes: list[Corrected] = Field([], description="of a correction: what stood there before, and what since then")


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
    like: CaseNo | None = Field(
        None, description="a case of the same person: name, phone and address that are not given here are taken from it"
    )
    slip: bool = Field(
        False, description="number and code are handed over, or read out on the phone, at once: nobody calls for it"
    )

    sms: bool = Field(
        False, description="the person agreed that number, code and all news come by SMS to `phone`, a mobile number"
    )

    @model_validator(mode="after")
    def there(self) -> Self:
        if self.slip and self.channel is Channel.LETTER:
            raise ValueError("whoever wrote a letter is not there to take the slip")
        return self


class CodeIssued(Wire):
    case_no: str
    query_code: str = Field(description="shown this once; the old one no longer works")


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


class TaskSaid(Wire):
    """What somebody said who wants a person."""

    at: AwareDatetime
    text: str
    crisis: str | None = None


class ToTell(Wire):
    """A notice that a call tells."""

    id: int
    kind: NoticeKind
    case_no: str


class TaskView(Wire):
    id: int
    kind: TaskKind
    case_no: str | None
    opened_at: AwareDatetime
    facts: ToldTaskFacts
    done_at: AwareDatetime | None
    done_by: str | None
    result: str | None
    phone: str | None = Field(None, description="masked")
    said: list[TaskSaid] = Field([], description="what the person said, oldest first")
    when: str | None = Field(None, description="when the person can be called")
    tells: list[ToTell] = Field([], description="what is still to be told in this call")
    claimed_by: str | None = Field(None, description="who is at it")
    claimed_at: AwareDatetime | None = None


class TaskDone(Wire):
    result: Line
