"""改进建议 (R22 art. 39, 40): what a case showed to be mended for all."""

from api.cases import record, waiting
from api.cases.step import Step, Work, fields
from api.catalogue import queries as catalogue
from api.errors import Unprocessable
from api.joint import queries as joint
from api.joint import views
from api.staff.owners import owner_of
from api.supervision import messages
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.waiting import Wait
from models.rights import Right
from models.tables import Improvement
from models.wire import ImprovementView, ImprovementWanted


async def improve(w: Work[ImprovementWanted]) -> ImprovementView:
    """改进建议: what a case showed to be mended for all. The unit owes a written answer."""
    case, given = w.case, w.given
    unit = await catalogue.unit_in_use(w.session, given.unit)
    if unit is None or unit.discipline:
        raise Unprocessable("no such unit", field="unit")
    made = Improvement(
        case_id=case.id, unit_id=unit.id, made_by_id=w.staff_id, made_at=w.now,
        text_sealed=w.ctx.keys.seal(given.text, views.TEXT),
    )  # fmt: skip
    w.session.add(made)
    await w.session.flush()
    facts: Facts = {**record.unit_facts(unit), "improvement": made.id}
    event = await w.append(EventKind.IMPROVEMENT, facts=facts, body=given.text)
    await w.open(Duty.IMPROVEMENT, subject=About.IMPROVEMENT.of(made.id))
    person = await owner_of(w.session, unit, w.now)
    told: Facts = {"case_no": case.case_no, "improvement": made.id, "n": 1}
    await messages.tell(w.session, w.ctx, person, messages.Message(told))
    asked = waiting.Thing(
        kind=Wait.IMPROVEMENT, seq=event.seq, unit_id=unit.id, by_id=w.staff_id, ref=str(made.id), told=True
    )
    await waiting.put(w.journal, asked)
    rows = await joint.improvements(w.session, w.caller, id=made.id)
    return (await views.improvements(w.session, w.ctx, rows))[0]


STEP = Step(
    name="improve",
    path="/improvements",
    given=ImprovementWanted,
    do=improve,
    right=Right.SUGGEST_IMPROVEMENT,
    outside=True,
    refuses={409: ("walled",)},
    form=fields(ImprovementWanted),
    result=ImprovementView,
    status=201,
)
