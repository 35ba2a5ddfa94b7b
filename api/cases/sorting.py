"""Before a matter is taken up: the notice of art. 23, forwarding and taking over, guidance to another legal route."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import moves, obligations, queries, record
from api.cases.proposals import queries as proposals
from api.context import Context
from api.errors import Conflict, Forbidden, Unprocessable
from api.security import Caller
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.people import Role
from models.law.states import Action
from models.wire import Forward, Moved, Notify, Take


async def notify(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Notify) -> Moved:
    """告知 (art. 23): what was received, by which route and procedure. It meets the notice, never the answer."""
    case, after = await moves.move(session, who, case_no, Action.NOTIFY, version)
    facts = record.unit_facts(case.lead_unit)
    event = await record.append(
        session, ctx, case, EventKind.NOTIFIED, who.name, staff_id=who.staff_id, facts=facts, body=given.text,
        expected=version,
    )  # fmt: skip
    meets = await obligations.done(session, case, event, Duty.INTAKE_NOTICE)
    await record.owe(session, ctx, case, NoticeKind.NOTIFIED, facts, event.seq, meets=meets, **moves.told(case))
    return moves.moved(case, after, event)


async def forward(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Forward
) -> Moved:
    """转送 (art. 22). Whoever received it first answers for it until the next unit has taken it; that unit owes its own
    notice from now on. A matter of a body outside is guided to it instead (`guide`, R7)."""
    case, after = await moves.move(session, who, case_no, Action.FORWARD, version)
    unit = await queries.unit(session, given.unit)
    if unit is None:
        raise Unprocessable("no such unit", field="unit")
    if unit.discipline or case.restricted:
        raise Conflict("accusations go to the discipline unit, and only they", code="walled")
    if unit.id == case.lead_unit_id:
        raise Unprocessable("the case lies with that unit", field="unit")
    if not who.has(Role.CLERK, Role.SUPERVISOR) and await proposals.designated(session, case.id):
        raise Conflict("the unit was named for good", code="designated")
    facts, now = record.unit_facts(unit), ctx.clock.now()
    back = unit.id == case.answerable_unit_id  # it never stopped answering for it
    event = await record.append(
        session, ctx, case, EventKind.FORWARDED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, lead_unit_id=unit.id, handler_id=None, forwarder_id=case.lead_unit_id, guided=None,
        destination=None, forwarded_at=now, taken_at=now if back else None, hops=case.hops + 1,
    )  # fmt: skip
    meets = await obligations.done(session, case, event, Duty.INTAKE_NOTICE, Duty.FORWARD)
    await obligations.open_(session, ctx, case, Duty.INTAKE_NOTICE, subject=About.FORWARDED.of(event.seq))
    await record.owe(session, ctx, case, NoticeKind.FORWARDED, facts, event.seq, meets=meets, **moves.told(case))
    return moves.moved(case, after, event)


async def take(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Take) -> Moved:
    """签收: from now on this unit answers for it, and whoever has taken it is the named person."""
    case, after = await moves.move(session, who, case_no, Action.TAKE, version)
    if case.lead_unit_id not in who.units(Role.HANDLER, Role.CLERK):
        raise Forbidden("the unit it was forwarded to takes it")
    if case.taken_at is not None or case.answerable_unit_id == case.lead_unit_id:
        raise Conflict("the unit has it already", code="taken_already")
    facts = record.unit_facts(case.lead_unit)
    event = await record.append(
        session, ctx, case, EventKind.TAKEN, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, answerable_unit_id=case.lead_unit_id, taken_at=ctx.clock.now(), owner_id=who.staff_id,
    )  # fmt: skip
    return moves.moved(case, after, event)
