"""What staff do with a case: read, take note, and the moves of the procedure."""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries, record, views
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable, VersionChanged
from api.security import Caller
from models.clock import local_date
from models.rules import (
    MOVES,
    SETTLED,
    Action,
    CaseClass,
    Channel,
    EventKind,
    Kind,
    NoticeKind,
    NoticeState,
    Role,
    State,
)
from models.tables import Case, CaseEvent, Unit
from models.wire import (
    Accept,
    Ask,
    Assign,
    CasePage,
    CaseReceipt,
    CaseRegister,
    CaseView,
    Close,
    EventView,
    Moved,
    Note,
    Part,
    Reply,
    Revealed,
)

MAY: dict[Action, tuple[Role, ...]] = {
    Action.ACCEPT: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    Action.ASSIGN: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    Action.REPLY: (Role.CLERK, Role.HANDLER, Role.DISCIPLINE),
    Action.CLOSE: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
}
"""Who may make a move, of the cases they see. Discipline acts behind the wall only."""


FAR = date(9000, 1, 1)
"""Later dates have no next day, or none in UTC."""


@dataclass
class Filters:
    state: State | None = None
    kind: Kind | None = None
    topic: str | None = None
    area: str | None = None
    unit: str | None = None
    handler: str | None = None
    channel: Channel | None = None
    due_before: date | None = None
    overdue: bool | None = None
    updated_since: datetime | None = None
    urged: bool | None = None
    many_today: bool | None = None
    to_write_up: bool | None = None
    q: str | None = None
    sort: str = "-registered_at"
    cursor: str | None = None
    limit: int = 50


async def page(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> CasePage:
    """The cases the caller may see. Unprocessable for a cursor that we did not give or an unknown sort."""
    if wanted.sort not in queries.SORTS:
        raise Unprocessable(f"one of {', '.join(queries.SORTS)}", field="sort")
    conditions = _conditions(ctx, wanted)
    after = _cursor(wanted.cursor, wanted.sort) if wanted.cursor else None
    rows = list(await queries.page(session, who, conditions, wanted.sort, after, wanted.limit))
    more, rows = len(rows) > wanted.limit, rows[: wanted.limit]
    items = await views.rows(session, ctx, rows)
    next_cursor = _give_cursor(rows[-1], wanted.sort) if more and rows else None
    return CasePage(items=items, next=next_cursor)


def _conditions(ctx: Context, f: Filters) -> list[Any]:
    out: list[Any] = []
    for column, value in ((Case.state, f.state), (Case.kind, f.kind), (Case.channel, f.channel)):
        if value is not None:
            out.append(column == value)
    for build, code in (
        (queries.within_topic, f.topic),
        (queries.below, f.area),
        (queries.of_unit, f.unit),
        (queries.of_handler, f.handler),
    ):
        if code:
            out.append(build(code))
    if f.due_before is not None:
        out.append(Case.due_at < record.end_of(min(f.due_before, FAR)))
    if f.overdue is not None:
        late = queries.is_overdue(ctx.clock.now())
        out.append(late if f.overdue else ~late)
    for wanted, condition in (
        (f.urged, queries.is_urged()),
        (f.many_today, Case.many_today.is_(True)),
        (f.to_write_up, queries.to_write_up()),
    ):
        if wanted is not None:
            out.append(condition if wanted else ~condition)
    if f.updated_since is not None:
        out.append(Case.updated_at >= f.updated_since)
    if f.q and f.q.strip():
        out.append(queries.says(f.q, ctx.db.sqlite))
    return out


def _give_cursor(last: Case, sort: str) -> str:
    at: datetime = getattr(last, sort.lstrip("-"))
    return base64.urlsafe_b64encode(json.dumps([sort, at.isoformat(), last.id]).encode()).decode().rstrip("=")


def _cursor(cursor: str, sort: str) -> tuple[datetime, int]:
    try:
        given, at, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment, number = datetime.fromisoformat(at), int(id)
        if given == sort and moment.tzinfo is not None and 0 <= number < 2**53:
            return moment.astimezone(UTC), number
    except (ValueError, TypeError, OverflowError):
        pass
    raise Unprocessable("not a cursor of this list", field="cursor")


async def see(session: AsyncSession, who: Caller, case_no: str) -> Case:
    case = await queries.full_case(session, who, case_no)
    if case is None:
        raise NotFound
    return case


async def view(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> CaseView:
    return await views.full(session, ctx, await see(session, who, case_no))


async def timeline(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[EventView]:
    case = await see(session, who, case_no)
    return [views.event(ctx, e) for e in await queries.timeline_of(session, case.id)]


async def reveal(session: AsyncSession, ctx: Context, who: Caller, case_no: str, reason: str) -> Revealed:
    """The name and phone in full, with a reason that is kept: who looked, when, why."""
    case = await see(session, who, case_no)
    _may(who, case, (Role.CLERK, Role.HANDLER, Role.DISCIPLINE))
    person = case.person

    def opened(sealed: bytes | None, purpose: str) -> str | None:
        return ctx.keys.text(sealed, purpose) if sealed else None

    await queries.audit(session, who, "reveal", case.case_no, ctx.clock.now(), reason)
    if person is None:
        return Revealed(name=None, phone=None, address=None)
    return Revealed(
        name=opened(person.name_sealed, "name"),
        phone=opened(person.phone_sealed, "phone"),
        address=opened(person.address_sealed, "postal"),
    )


async def register(
    session: AsyncSession, ctx: Context, who: Caller, number: str, key: str, given: CaseRegister
) -> CaseReceipt:
    """A person who came, rang or wrote. Their words are kept as taken down, the scan beside them."""
    if given.petition_date > local_date(ctx.clock.now()):
        raise Unprocessable("the petition cannot lie in the future", field="petition_date")
    if held := await queries.case_by_intake_key(session, f"{who.owner}:{key}"):
        return record.receipt_again(ctx, held)
    intake = record.Intake(
        key=f"{who.owner}:{key}",
        consent="taken-down",
        parts=[Part(text=given.text), *(Part(file=f) for f in given.files)],
        registered_by=who.staff_id,
        actor=who.name,
        **given.model_dump(exclude={"text", "files"}),
    )
    filed = await record.register(session, ctx, number, intake)
    return CaseReceipt(
        case_no=number, query_code=filed.code, told_by=filed.due.nominal, provisional=filed.due.provisional
    )


# --- moves -----------------------------------------------------------------------------------------------------------


async def _move(
    session: AsyncSession,
    who: Caller,
    case_no: str,
    action: Action,
    version: int,
    guard: Callable[[Case], Awaitable[None]] | None = None,
) -> tuple[Case, State]:
    """The case and the state it goes to. In this order: NotFound; Forbidden without the role; VersionChanged, since a
    caller who has read an older version can't know what is allowed now; Conflict where the table has no such move."""
    case = await see(session, who, case_no)
    _may(who, case, MAY[action])
    if case.version != version:
        raise VersionChanged
    after = MOVES.get((State(case.state), action))
    if after is None:
        raise Conflict(f"{action} is not possible while the case is {case.state}", code="move_not_allowed")
    if guard is not None:
        await guard(case)
    return case, after


def _may(who: Caller, case: Case, roles: tuple[Role, ...]) -> None:
    """Clerks and supervisors everywhere; handlers in their own unit; discipline behind the wall."""
    if case.restricted:
        allowed = Role.DISCIPLINE in roles and who.has(Role.DISCIPLINE)
    else:
        everywhere = [r for r in roles if r not in (Role.HANDLER, Role.DISCIPLINE)]
        own = Role.HANDLER in roles and case.lead_unit_id in who.units(Role.HANDLER)
        allowed = who.has(*everywhere) or own
    if not allowed:
        raise Forbidden(f"needs one of the roles {', '.join(roles)}")


def _moved(case: Case, state: State, event: CaseEvent) -> Moved:
    return Moved(case_no=case.case_no, state=state, version=event.seq, event=event.seq)


def _told(case: Case) -> dict[str, Any]:
    return {
        "has_phone": bool(case.person and case.person.phone_sealed),
        "address": "kept" if case.person and case.person.address_sealed else None,
    }


async def accept(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Accept) -> Moved:
    """受理. The legal class may be set; accusation moves the case behind the wall at once (art. 30)."""
    case, after = await _move(session, who, case_no, Action.ACCEPT, version)
    changes: dict[str, Any] = {}
    if given.case_class is not None:
        if case.restricted and given.case_class is not CaseClass.ACCUSATION:
            raise Conflict("an accusation stays behind the wall", code="walled")
        changes["case_class"] = given.case_class
    due = await record.oblige(session, ctx, case, "handle")
    facts = record.unit_facts(case.lead_unit)
    if given.case_class is CaseClass.ACCUSATION and not case.restricted:
        unit = await _wall(session, ctx, case)
        facts = record.unit_facts(unit)
        changes |= {"restricted": True, "lead_unit_id": unit.id, "handler_id": None}
    event = await record.append(
        session, ctx, case, EventKind.ACCEPTED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, state=after, due_at=due, **changes,
    )  # fmt: skip
    await record.owe(session, ctx, case, NoticeKind.ACCEPTED, facts, event.seq, **_told(case))
    return _moved(case, after, event)


async def _wall(session: AsyncSession, ctx: Context, case: Case) -> Unit:
    """Moves the original behind the wall: sealed anew with its own key, gone from search and its table."""
    await queries.unindex(session, case.id, ctx.db.sqlite)
    await queries.move_words(session, ctx.keys, case.id, record.WORDS, record.WALLED)
    return await queries.discipline_unit(session)


async def assign(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Assign) -> Moved:
    """To a unit and a named person of it. Handlers pass on inside their own unit only."""
    case, after = await _move(session, who, case_no, Action.ASSIGN, version)
    unit = await queries.unit(session, given.unit)
    if unit is None:
        raise Unprocessable("no such unit", field="unit")
    if unit.discipline != case.restricted:
        raise Conflict("accusations go to the discipline unit, and only they", code="walled")
    if not who.has(Role.CLERK, Role.SUPERVISOR, Role.DISCIPLINE) and unit.id not in who.units(Role.HANDLER):
        raise Forbidden("a handler assigns inside the own unit")
    roles = (Role.DISCIPLINE,) if case.restricted else (Role.HANDLER, Role.CLERK)
    person = await queries.member(session, given.handler, unit.id, roles)
    if person is None:
        raise Unprocessable("no such person in that unit", field="handler")
    facts = {**record.unit_facts(unit), "handler": person.name}
    event = await record.append(
        session, ctx, case, EventKind.ASSIGNED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, state=after, lead_unit_id=unit.id, handler_id=person.id,
    )  # fmt: skip
    await record.meet(session, case, "intake_notice", event)
    told = {**facts, "handler": ""} if case.restricted else facts
    await record.owe(session, ctx, case, NoticeKind.ASSIGNED, told, event.seq, **_told(case))
    return _moved(case, after, event)


async def note(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: Note) -> Moved:
    """A note beside the case, for staff only."""
    case = await see(session, who, case_no)
    event = await record.append(session, ctx, case, EventKind.NOTE, who.name, staff_id=who.staff_id, body=given.text)
    return _moved(case, State(case.state), event)


async def question(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: Ask) -> Moved:
    """Asks the resident; the clocks run on meanwhile (art. 34 knows no pause for it)."""
    case = await see(session, who, case_no)
    _may(who, case, (Role.CLERK, Role.HANDLER, Role.DISCIPLINE))
    if case.state == State.CLOSED:
        raise Conflict("the case is closed", code="move_not_allowed")
    facts = record.unit_facts(case.lead_unit)
    event = await record.append(
        session, ctx, case, EventKind.QUESTION, who.name, staff_id=who.staff_id, facts=facts, body=given.text
    )
    await record.owe(session, ctx, case, NoticeKind.QUESTION, facts, event.seq, **_told(case))
    return _moved(case, State(case.state), event)


async def reply(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Reply) -> Moved:
    """The written answer (art. 32–33). It reaches the resident word for word."""
    case, after = await _move(session, who, case_no, Action.REPLY, version)
    facts = record.unit_facts(case.lead_unit)
    event = await record.append(
        session, ctx, case, EventKind.REPLY, who.name, staff_id=who.staff_id, facts=facts, body=given.text,
        expected=version, state=after,
    )  # fmt: skip
    await record.meet(session, case, "intake_notice", event)
    await record.meet(session, case, "handle", event)
    await record.owe(session, ctx, case, NoticeKind.REPLY, facts, event.seq, **_told(case))
    return _moved(case, after, event)


async def close(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Close) -> Moved:
    """办结. Never without a reply that was delivered, or proved undeliverable by the recorded attempts."""

    async def answered(case: Case) -> None:
        replies = [n for n in await queries.notices_of(session, case.id) if n.kind == NoticeKind.REPLY]
        if not replies or NoticeState(replies[-1].state) not in SETTLED:
            raise Conflict("the reply has not been delivered yet", code="reply_not_delivered")

    case, after = await _move(session, who, case_no, Action.CLOSE, version, answered)
    event = await record.append(
        session, ctx, case, EventKind.CLOSED, who.name, staff_id=who.staff_id, body=given.note, expected=version,
        state=after,
    )  # fmt: skip
    await record.owe(session, ctx, case, NoticeKind.CLOSED, {}, event.seq, **_told(case))
    return _moved(case, after, event)
