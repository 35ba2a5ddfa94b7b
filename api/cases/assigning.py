"""A case is given to a unit and a named person of it."""

from api.cases import obligations, record
from api.cases.changes import CaseChanges
from api.cases.step import Work
from api.catalogue import queries as catalogue
from api.errors import Conflict, Forbidden, Unprocessable
from api.staff import queries as staff
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import State
from models.rights import Relation, Right, Subject, roles
from models.tables import Staff, Unit
from models.wire import Assign, Moved


async def assign(w: Work[Assign]) -> Moved:
    case = w.case
    unit, person = await _named(w)
    facts: Facts = {**record.unit_facts(unit), "handler": person.name}
    changes: CaseChanges = {"state": w.after, "lead_unit_id": unit.id, "handler_id": person.id, "owner_id": person.id}
    if unit.id != case.lead_unit_id:
        changes |= {"hops": case.hops + 1, "taken_at": None}
        changes |= {"forwarder_id": case.lead_unit_id, "forwarded_at": w.now}
    if w.caller.may(Right.TAKES_BY_ASSIGNING, Subject(units={Relation.UNIT: (unit.id,)})):
        changes |= {"taken_at": w.now, "answerable_unit_id": unit.id}
    answered = case.state == State.REPLIED
    event = await w.append(EventKind.ASSIGNED, facts=facts, body=w.given.note, **changes)
    if answered:  # what was answered is to be answered again
        await w.open(Duty.HANDLE, obligations.limit_for(case), subject=About.AGAIN.of(event.seq))
    meets = await w.done(Duty.INTAKE_NOTICE, Duty.FORWARD)
    await w.owe(NoticeKind.ASSIGNED, {**facts, "handler": ""} if case.restricted else facts, meets=meets)
    return w.moved()


async def _named(w: Work[Assign]) -> tuple[Unit, Staff]:
    unit = await catalogue.unit_in_use(w.session, w.given.unit)
    if unit is None:
        raise Unprocessable("no such unit", field="unit")
    if unit.discipline != w.case.restricted:
        raise Conflict("accusations go to the discipline unit, and only they", code="walled")
    if not w.caller.may(Right.ASSIGN_TO, unit):
        raise Forbidden("a handler assigns inside the own unit")
    who = roles(Right.HANDLE, walled=w.case.restricted)
    person = await staff.member(w.session, w.given.handler, unit.id, who)
    if person is None:
        raise Unprocessable("no such person in that unit", field="handler")
    return unit, person
