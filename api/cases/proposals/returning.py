"""异议退回 and 指定: a unit says that it is not its own; until somebody agrees, nothing changes and it answers on.

R22 art. 23 (five worked days, with the reason, the forwarder agrees) and 24 (the common superior or the joint meeting
decides). After the profile's `returns` it goes back no more: it waits for a unit to be named.
"""

from datetime import timedelta

from api.cases import record
from api.cases.proposals import queries as rows
from api.cases.proposals.kinds import Asked, Kind
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.errors import Conflict, Unprocessable
from api.staff import queries as staff
from api.staff.owners import owner_of
from api.supervision import service as supervision
from models.clock import end_of, local_date
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.law.triggers import Trigger
from models.rights import Right, roles
from models.tables import CaseEvent, Staff, Unit


async def check(a: Asked) -> int | None:
    """The unit that passed it on. Conflict `designated`, `to_be_designated`, `not_forwarded`, `objection_over`."""
    case = a.case
    if await rows.designated(a.session, case.id):
        raise Conflict("the unit was named for good", code="designated")
    if case.returns >= _most(a):
        raise Conflict("it waits for a unit to be named", code="to_be_designated")
    if case.forwarder_id is None or case.forwarded_at is None:
        raise Conflict("nobody has passed it on to this unit", code="not_forwarded")
    if a.proposal is not None and a.proposal.unit_id != case.forwarder_id:
        raise Conflict("it was passed on again meanwhile", code="not_forwarded")
    if a.proposal is None and _over(a):
        raise Conflict("the days for objecting are over", code="objection_over")
    return case.forwarder_id


def _most(a: Asked) -> int:
    return a.ctx.profile_of(a.case.profile).values["returns"]


def _over(a: Asked) -> bool:
    """From receipt of what was passed on; the objection counts from the day it is made, however late it is decided."""
    profile, since = a.ctx.profile_of(a.case.profile), a.case.forwarded_at
    assert since is not None
    limit = profile.limits["objection"]
    if limit.unit == "hours":
        return a.now >= since + timedelta(hours=limit.n)
    return a.now >= end_of(profile.due("objection", local_date(since), a.ctx.calendar).at)


async def carry(a: Asked, after: State) -> tuple[State, CaseEvent]:
    """Back to the unit that passed it on, which answers for it at once; its dates stand. The last return goes nowhere:
    the unit keeps it, and a dispute is opened."""
    times = a.case.returns + 1
    if times >= _most(a):
        return await _dispute(a, times)
    now = a.now
    forwarder = await a.session.get_one(Unit, a.case.forwarder_id)
    owner = await owner_of(a.session, forwarder, now)
    facts = record.unit_facts(forwarder)
    event = await a.append(
        EventKind.RETURNED, facts=facts, state=after,
        lead_unit_id=forwarder.id, answerable_unit_id=forwarder.id, handler_id=None, owner_id=owner.id, taken_at=now,
        forwarder_id=None, forwarded_at=None, returns=times,
    )  # fmt: skip
    await a.owe(NoticeKind.FORWARDED, facts)
    return after, event


async def _dispute(a: Asked, times: int) -> tuple[State, CaseEvent]:
    event = await a.append(
        EventKind.NOTE, facts={"returns": times},
        returns=times,
    )  # fmt: skip
    await supervision.open_item(Journal(a.session, a.ctx, a.case), Trigger.DISPUTE, subject=f"return-{times}")
    return State(a.case.state), event


async def _named(a: Asked) -> tuple[Unit, Staff]:
    unit = await catalogue.unit(a.session, a.facts["unit"])
    if unit is None or unit.discipline:
        raise Unprocessable("no such unit", field="unit")
    person = await staff.member(a.session, a.facts["handler"], unit.id, roles(Right.HANDLE))
    if person is None:
        raise Unprocessable("no such person in that unit", field="handler")
    return unit, person


async def check_designation(a: Asked) -> int | None:
    await _named(a)
    return None


async def raise_dispute(a: Asked) -> None:
    """Whoever is above hears of it, unless they have already."""
    if not await supervision.is_supervised(a.session, a.case, Trigger.DISPUTE):
        subject = f"designate-{a.case.version}"
        await supervision.open_item(a.journal, Trigger.DISPUTE, subject=subject)


async def designate(a: Asked, after: State) -> tuple[State, CaseEvent]:
    """The unit named answers from now on, and the person; nobody returns it any more."""
    unit, person = await _named(a)
    facts: Facts = {**record.unit_facts(unit), "handler": person.name, "by": a.facts["by"]}
    event = await a.append(
        EventKind.DESIGNATED, facts=facts, state=after,
        lead_unit_id=unit.id, answerable_unit_id=unit.id, handler_id=person.id, owner_id=person.id,
        taken_at=a.now, hops=a.case.hops + (unit.id != a.case.lead_unit_id),
    )  # fmt: skip
    meets, kind = list[str](), NoticeKind.FORWARDED
    if after is State.ASSIGNED:
        meets, kind = await a.done(Duty.INTAKE_NOTICE), NoticeKind.ASSIGNED
    await a.owe(kind, facts, meets=meets)
    await supervision.settle(a.session, a.ctx, a.caller, a.case, Trigger.DISPUTE)
    return after, event


RETURN = Kind(Action.RETURN, check, carry)
DESIGNATE = Kind(Action.DESIGNATE, check_designation, designate, opened=raise_dispute)
