"""A step of the procedure: its declaration (`Step`), the act at hand (`Work`), and the order of its checks (`run`).

Each step stands in a file of its own below `steps/`: who may, what it takes, what it refuses, what it writes, owes and
tells, and how its form is read. The route, its documented errors, the console's form and its offer come from there.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar, Unpack

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, queries, record
from api.cases.changes import CaseChanges
from api.cases.record import Journal
from api.context import Context
from api.errors import Conflict, VersionChanged
from api.security import Caller, need
from models.clock import local_date
from models.law.duties import MATTER, Duty, Subject
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import MOVES, Action, State, actions
from models.rights import Right
from models.tables import Case, CaseEvent, Notification, Obligation
from models.wire import Moved, Wire, Withheld

G = TypeVar("G", bound=BaseModel)


@dataclass(kw_only=True)
class Work(Generic[G]):
    """An act at hand, with the verbs of the procedure. `id`: of the part of the case that is meant; `after`: the state
    that the case goes to; `who` is None for the resident; `behalf`: how their act was taken down, if it was."""

    session: AsyncSession
    ctx: Context
    who: Caller | None
    case: Case
    given: G
    id: int = 0
    expected: int | None = None
    behalf: Facts = field(default_factory=Facts)
    after: State = field(init=False)
    _event: CaseEvent | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.after = State(self.case.state)

    @property
    def caller(self) -> Caller:
        assert self.who is not None, "only staff take this step"
        return self.who

    @property
    def staff_id(self) -> int:
        assert self.caller.staff_id is not None, "the routes let only staff in"
        return self.caller.staff_id

    @property
    def journal(self) -> Journal:
        """Of the case, as whoever acts writes it."""
        name, staff_id = (self.who.name, self.who.staff_id) if self.who else (record.RESIDENT, None)
        return Journal(self.session, self.ctx, self.case, name, staff_id)

    @property
    def event(self) -> CaseEvent:
        """What was appended last."""
        assert self._event is not None, "append first"
        return self._event

    @property
    def now(self) -> datetime:
        return self.ctx.clock.now()

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def unit(self) -> Facts:
        """The facts of the unit that has the case: its name and telephone."""
        return record.unit_facts(self.case.lead_unit)

    async def append(
        self, kind: EventKind, /, *, facts: Facts | None = None, body: str | None = None, **changes: Unpack[CaseChanges]
    ) -> CaseEvent:
        """Writes the event into the journal and `changes` into the case. VersionChanged if another was faster."""
        said: Facts = {**(facts or {}), **self.behalf}
        self._event = await self.journal.append(kind, facts=said, body=body, expected=self.expected, **changes)
        self.expected = None
        return self._event

    async def owe(self, kind: NoticeKind, facts: Facts, *, meets: Iterable[str] = ()) -> Notification:
        """The resident is to be told of the event; `meets`: what is met once they were (`done` gives it)."""
        return await record.owe(self.journal, kind, facts, self.event.seq, meets)

    def hold(self, notice: Notification, given: Withheld) -> None:
        """It leaves in a while: until then whoever wrote it can take it back."""
        notice.due_at = self.now + timedelta(seconds=given.hold_seconds)

    async def open(
        self, duty: Duty, limit: str | None = None, *, start: date | None = None, subject: Subject = MATTER
    ) -> Obligation:
        return await obligations.open_(self.journal, duty, limit, start=start, subject=subject)

    async def open_until(self, duty: Duty, day: date, subject: Subject = MATTER) -> Obligation:
        return await obligations.open_until(self.journal, duty, day, subject)

    async def done(self, *duties: Duty, named: bool = False) -> list[str]:
        """The duties are done with the event; they are met when its notice reaches the resident."""
        return await obligations.done(self.session, self.case, self.event, *duties, named=named)

    async def void(self, duties: Iterable[Duty] | None = None) -> None:
        """No longer owed, from the event on: all that staff owe for this resident, or these."""
        at = self._event.at if self._event is not None else self.now
        await obligations.void(self.session, self.case, at, duties)

    def moved(self) -> Moved:
        seq = self.event.seq
        return Moved(case_no=self.case.case_no, state=self.after, version=seq, event=seq)


class Nothing(Wire):
    """What a step takes, or answers, that needs no words."""


class Form(Protocol):
    """A posted form, as the console reads it."""

    def get(self, name: str) -> str | None:
        """The field, None when it was left empty."""

    def filled(self, *names: str) -> dict[str, str]:
        """The fields that are not blank."""


def fields(model: type[G]) -> Callable[[Form], G]:
    """Reads a form whose fields are those of the model; a blank one is left out."""
    return lambda form: model.model_validate(form.filled(*model.model_fields))


Shown = tuple[NoticeKind, Facts, str]
"""What the resident is about to get: kind, facts, words."""


async def as_written(w: Work[Any], kind: NoticeKind) -> Shown:
    """The preview of what reaches the resident word for word."""
    return kind, w.unit, w.given.text


@dataclass(frozen=True)
class Part:
    """What of the case is meant: the parameter of the path, and the field of the form, that hold its id."""

    path: str
    field: str
    most: int = 2**53


@dataclass(frozen=True, kw_only=True)
class Step(Generic[G]):
    """A step of the procedure. Its `do` is named as the operation is, and its docstring describes that."""

    name: str
    """Of the console's form, and of the offer."""
    given: type[G]
    do: Callable[[Work[G]], Awaitable[BaseModel]]
    path: str = ""
    """Below the case; "" for a step that another route leads to."""
    right: Right | None = None
    """What the table of rights is asked, of the case. None: what is given says which, and `admit` asks it."""
    admit: Callable[[Work[G]], Awaitable[None]] | None = None
    """Asks for the right of something else than the case: a review, a proposal, a unit that was called."""
    outside: bool = False
    """Never behind the wall (409 `walled`)."""
    action: Action | None = None
    """The move of the table of states, which says where it is possible (409 `move_not_allowed`)."""
    moves: Callable[[G], bool] = field(default=lambda _: True)
    """Whether what is given makes the move; what does not is possible in every state."""
    versioned: bool = False
    """It takes `If-Match`, and the form's `version`."""
    part: Part | None = None
    once: bool = False
    """It takes an `Idempotency-Key`; whoever has the right nowhere is refused before anything is looked up."""
    refuses: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The codes of its own, by status, for the description of the API."""
    form: Callable[[Form], G] | None = None
    """How the console's form is read; None: the console has none, or one with a route of its own."""
    shows: Callable[[Work[G]], Awaitable[Shown]] | None = None
    """What the resident will get, which is shown before it is sent."""
    offer: Callable[[Work[Any]], Awaitable[bool]] | None = None
    """What else must hold for its form to be on the page."""
    offered: bool = True
    """False: its form stands at the row of what it is about, not among the acts."""
    result: type[BaseModel] | None = Moved
    """None: an answer without a body."""
    method: str = "POST"
    status: int = 200


def goes_to(case: Case, action: Action) -> State:
    """The ordinary end of the move; Conflict `move_not_allowed` where the table has none."""
    ends = MOVES.get((State(case.state), action))
    if ends is None:
        raise Conflict(f"{action} is not possible while the case is {case.state}", code="move_not_allowed")
    return ends[0]


def possible(case: Case, action: Action) -> bool:
    return (State(case.state), action) in MOVES


@dataclass(frozen=True, kw_only=True)
class StepCall(Generic[G]):
    """A step that a member of staff calls for, on a case that is not read yet."""

    session: AsyncSession
    ctx: Context
    who: Caller
    case_no: str
    given: G
    id: int = 0
    version: int | None = None


async def run(step: Step[G], asked: StepCall[G]) -> BaseModel:
    """In this order: NotFound; `walled`; Forbidden; VersionChanged, since a caller who has read an older version can't
    know what is allowed now; Conflict where the table has no such move; then what the step itself has against it."""
    case = await queries.see(asked.session, asked.who, asked.case_no)
    if step.outside and case.restricted:
        raise Conflict("not behind the wall", code="walled")
    if step.right is not None and step.admit is None:
        need(asked.who, step.right, case)
    work = Work(
        session=asked.session, ctx=asked.ctx, who=asked.who, case=case, given=asked.given, id=asked.id,
        expected=asked.version if step.versioned else None,
    )  # fmt: skip
    if step.admit is not None:
        await step.admit(work)
    if step.versioned and case.version != asked.version:
        raise VersionChanged
    if step.action is not None and step.moves(asked.given):
        work.after = goes_to(case, step.action)
    return await step.do(work)


async def offers(steps: Iterable[Step[Any]], session: AsyncSession, ctx: Context, who: Caller, case: Case) -> set[str]:
    """The names of the steps whose forms the caller gets: what the state allows and the right permits."""
    allowed = actions(State(case.state), case.guided is not None)
    at: Work[Any] = Work(session=session, ctx=ctx, who=who, case=case, given=None)
    return {
        step.name
        for step in steps
        if step.offered
        and not (step.outside and case.restricted)
        and (step.action is None or step.action in allowed)
        and (step.right is None or step.admit is not None or who.may(step.right, case))
        and (step.offer is None or await step.offer(at))
    }
