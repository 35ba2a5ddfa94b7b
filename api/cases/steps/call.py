"""协办, 吹哨: another unit is called to the matter; the lead unit answers to the resident throughout."""

from api.cases import record, waiting
from api.cases.step import Form, Step, Work
from api.catalogue import queries as catalogue
from api.errors import Conflict, Unprocessable
from api.joint import queries as joint
from api.joint import views
from api.staff.owners import owner_of
from api.supervision import messages
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.waiting import Wait
from models.rights import Right
from models.tables import CoUnit, Unit
from models.wire import CoUnitView, CoUnitWanted


async def call(w: Work[CoUnitWanted]) -> CoUnitView:
    """协办; with `whistle` 吹哨: a township calls a department, which musters within the profile's time. The lead unit
    answers to the resident throughout. Someone named has it, and is told."""
    case, given, unit = w.case, w.given, await _unit(w)
    person = await owner_of(w.session, unit, w.now)
    kind = EventKind.WHISTLED if given.whistle else EventKind.CO_UNIT
    facts: Facts = {**record.unit_facts(unit), "handler": person.name}
    event = await w.append(kind, facts=facts, body=given.note)
    owed = await w.open(Duty.MUSTER, subject=About.UNIT.of(unit.code)) if given.whistle else None
    w.session.add(
        CoUnit(
            case_id=case.id, unit_id=unit.id, whistle=given.whistle, called_by_id=w.staff_id,
            called_unit_id=case.lead_unit_id, called_at=event.at, due_at=owed.alarm_at if owed else None,
        )
    )  # fmt: skip
    told: Facts = {"case_no": case.case_no, "called": str(kind), "n": 1}
    message = messages.urgent(told) if given.whistle else messages.Message(told)
    await messages.tell(w.session, w.ctx, person, message)
    await waiting.put(
        w.journal,
        waiting.Thing(
            kind=Wait.CALLED, seq=event.seq, staff_id=person.id, unit_id=unit.id, by_id=w.staff_id, ref=str(unit.id),
            told=True,
        ),
    )  # fmt: skip
    await w.session.flush()
    return (await views.called(w.session, case))[-1]


async def _unit(w: Work[CoUnitWanted]) -> Unit:
    unit = await catalogue.unit_in_use(w.session, w.given.unit)
    if unit is None or unit.discipline or unit.id == w.case.lead_unit_id:
        raise Unprocessable("no other unit of that code", field="unit")
    if w.given.whistle and w.case.lead_unit.level != "township":
        raise Conflict("only a township whistles", code="not_a_township")
    if await joint.call_of(w.session, w.case.id, unit.id) is not None:
        raise Conflict("this unit was called", code="called_already")
    return unit


def _read(form: Form) -> CoUnitWanted:
    given = form.filled("unit", "note")
    if "unit" not in given:
        raise Unprocessable(field="unit")
    return CoUnitWanted.model_validate({**given, "whistle": form.get("whistle") == "true"})


STEP = Step(
    name="call",
    path="/co-units",
    given=CoUnitWanted,
    do=call,
    right=Right.CALL_UNIT,
    outside=True,
    refuses={409: ("called_already", "not_a_township", "walled")},
    form=_read,
    result=CoUnitView,
    status=201,
)
