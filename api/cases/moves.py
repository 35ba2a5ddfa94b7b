"""The moves of the procedure that staff make with a case: taken up, given to a person."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, queries, queries_search, record, service
from api.cases.owners import owner_of
from api.cases.words import WALLED, WORDS
from api.context import Context
from api.errors import Conflict, Forbidden, Unprocessable, VersionChanged
from api.links import queries as links
from api.security import Caller
from api.supervision import queries as supervision
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import CaseClass, Tier
from models.law.notices import NoticeKind
from models.law.people import Role
from models.law.states import MOVES, Action, State
from models.tables import Case, CaseEvent, Unit
from models.wire import Accept, Ask, Assign, Moved, Note

MAY: dict[Action, tuple[Role, ...]] = {
    Action.NOTIFY: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    Action.FORWARD: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER),
    Action.TAKE: (Role.CLERK, Role.HANDLER),
    Action.ACCEPT: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    Action.ASSIGN: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    Action.REPLY: (Role.CLERK, Role.HANDLER, Role.DISCIPLINE),
    Action.CLOSE: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
}
"""Who may make a move, of the cases they see. Discipline acts behind the wall only."""


async def move(
    session: AsyncSession,
    who: Caller,
    case_no: str,
    action: Action,
    version: int,
    guard: Callable[[Case], Awaitable[None]] | None = None,
) -> tuple[Case, State]:
    """The case and the state it goes to. In this order: NotFound; Forbidden without the role; VersionChanged, since a
    caller who has read an older version can't know what is allowed now; Conflict where the table has no such move."""
    case = await service.see(session, who, case_no)
    service.permit(who, case, MAY[action])
    if case.version != version:
        raise VersionChanged
    after = goes_to(case, action)
    if guard is not None:
        await guard(case)
    return case, after


def goes_to(case: Case, action: Action) -> State:
    """The ordinary end of the move; Conflict `move_not_allowed` where the table has none."""
    ends = MOVES.get((State(case.state), action))
    if ends is None:
        raise Conflict(f"{action} is not possible while the case is {case.state}", code="move_not_allowed")
    return ends[0]


def possible(case: Case, action: Action) -> bool:
    return (State(case.state), action) in MOVES


def moved(case: Case, state: State, event: CaseEvent) -> Moved:
    return Moved(case_no=case.case_no, state=state, version=event.seq, event=event.seq)


def told(case: Case) -> dict[str, Any]:
    return {
        "has_phone": bool(case.person and case.person.phone_sealed),
        "address": "kept" if case.person and case.person.address_sealed else None,
    }


async def accept(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Accept) -> Moved:
    """受理. Class, route and tier may be set; accusation moves the case behind the wall at once (art. 30). A slower
    tier than the ordinary one takes a reason: Unprocessable `note`.

    The *accepted* notice is the notice of art. 23: what it is, by which route, by when it is answered.
    """
    case, after = await move(session, who, case_no, Action.ACCEPT, version)
    changes: dict[str, Any] = {"guided": None, "destination": None} if case.guided is not None else {}
    if case.restricted and given.case_class not in (None, CaseClass.ACCUSATION):
        raise Conflict("an accusation stays behind the wall", code="walled")
    if given.tier is not None and given.tier.slower_than(Tier.NORMAL) and given.note is None:
        raise Unprocessable("slower than ordinary: say why", field="note")
    said = {k: v for k in ("case_class", "route", "tier") if (v := getattr(given, k)) is not None}
    facts = record.unit_facts(case.lead_unit) | {k: str(v) for k, v in said.items()}
    changes |= said
    if given.case_class is CaseClass.ACCUSATION and not case.restricted:
        unit, walled = await behind_the_wall(session, ctx, case)
        facts |= record.unit_facts(unit)
        changes |= walled
    if limit := obligations.limit_of(given.case_class, given.route, given.tier):
        owed = await obligations.open_(session, ctx, case, Duty.HANDLE, limit)
        facts["answer_by"] = owed.due_nominal.isoformat()
    event = await record.append(
        session, ctx, case, EventKind.ACCEPTED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, state=after, **changes,
    )  # fmt: skip
    meets = await obligations.done(session, case, event, Duty.INTAKE_NOTICE, Duty.FORWARD)
    await record.owe(session, ctx, case, NoticeKind.ACCEPTED, facts, event.seq, meets=meets, **told(case))
    return moved(case, after, event)


async def behind_the_wall(session: AsyncSession, ctx: Context, case: Case) -> tuple[Unit, dict[str, Any]]:
    """Moves the original behind the wall: sealed anew with its own key, gone from search and its table. The unit that
    has it now, and what changes of the case with it; no unit that had it before is named in it any more."""
    await queries_search.unindex(session, case.id, ctx.db.sqlite)
    await queries.move_words(session, ctx.keys, case.id, WORDS, WALLED)
    await links.cut(session, case.id, ctx.clock.now())
    await obligations.void(session, case, ctx.clock.now(), [Duty.MUSTER, Duty.IMPROVEMENT])
    await supervision.step_inside(session, case.id, ctx.clock.now())
    unit = await queries.discipline_unit(session)
    owner = await owner_of(session, unit, ctx.clock.now())
    return unit, {
        "restricted": True,
        "lead_unit_id": unit.id,
        "answerable_unit_id": unit.id,
        "handler_id": None,
        "owner_id": owner.id,
        "forwarder_id": None,
        "forwarded_at": None,
    }


async def assign(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Assign) -> Moved:
    """To a unit and a named person of it. Handlers pass on inside their own unit only."""
    case, after = await move(session, who, case_no, Action.ASSIGN, version)
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
    changes: dict[str, Any] = {"lead_unit_id": unit.id, "handler_id": person.id, "owner_id": person.id}
    if unit.id != case.lead_unit_id:
        changes |= {"hops": case.hops + 1, "taken_at": None}
        changes |= {"forwarder_id": case.lead_unit_id, "forwarded_at": ctx.clock.now()}
    if unit.id in who.units(Role.HANDLER, Role.DISCIPLINE):
        changes |= {"taken_at": ctx.clock.now(), "answerable_unit_id": unit.id}
    event = await record.append(
        session, ctx, case, EventKind.ASSIGNED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, state=after, **changes,
    )  # fmt: skip
    meets = await obligations.done(session, case, event, Duty.INTAKE_NOTICE, Duty.FORWARD)
    shown = {**facts, "handler": ""} if case.restricted else facts
    await record.owe(session, ctx, case, NoticeKind.ASSIGNED, shown, event.seq, meets=meets, **told(case))
    return moved(case, after, event)


async def note(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: Note) -> Moved:
    """A note beside the case, for staff only."""
    case = await service.see(session, who, case_no)
    event = await record.append(session, ctx, case, EventKind.NOTE, who.name, staff_id=who.staff_id, body=given.text)
    return moved(case, State(case.state), event)


async def question(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: Ask) -> Moved:
    """Asks the resident; the clocks run on meanwhile (art. 34 knows no pause for it)."""
    case = await service.see(session, who, case_no)
    service.permit(who, case, (Role.CLERK, Role.HANDLER, Role.DISCIPLINE))
    if case.state == State.CLOSED:
        raise Conflict("the case is closed", code="move_not_allowed")
    facts = record.unit_facts(case.lead_unit)
    event = await record.append(
        session, ctx, case, EventKind.QUESTION, who.name, staff_id=who.staff_id, facts=facts, body=given.text
    )
    await record.owe(session, ctx, case, NoticeKind.QUESTION, facts, event.seq, **told(case))
    return moved(case, State(case.state), event)
