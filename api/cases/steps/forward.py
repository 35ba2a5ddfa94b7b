"""转送 (R22 art. 22): to another unit of this system. A matter of a body outside is guided to it (R7)."""

from api.cases import record
from api.cases.proposals import queries as proposals
from api.cases.step import Step, Work, fields
from api.catalogue import queries as catalogue
from api.errors import Conflict, Unprocessable
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.tables import Unit
from models.wire import Forward, Moved


async def forward(w: Work[Forward]) -> Moved:
    """转送: to another unit; whoever received it first answers for it until that unit has taken it. That unit owes its
    own notice from now on."""
    case, unit, now = w.case, await _unit(w), w.now
    facts = record.unit_facts(unit)
    back = unit.id == case.answerable_unit_id  # it never stopped answering for it
    event = await w.append(
        EventKind.FORWARDED, facts=facts, body=w.given.note, lead_unit_id=unit.id, handler_id=None,
        forwarder_id=case.lead_unit_id, guided=None, destination=None, forwarded_at=now,
        taken_at=now if back else None, hops=case.hops + 1,
    )  # fmt: skip
    meets = await w.done(Duty.INTAKE_NOTICE, Duty.FORWARD)
    await w.open(Duty.INTAKE_NOTICE, subject=About.FORWARDED.of(event.seq))
    await w.owe(NoticeKind.FORWARDED, facts, meets=meets)
    return w.moved()


async def _unit(w: Work[Forward]) -> Unit:
    unit = await catalogue.unit_in_use(w.session, w.given.unit)
    if unit is None:
        raise Unprocessable("no such unit", field="unit")
    if unit.discipline or w.case.restricted:
        raise Conflict("accusations go to the discipline unit, and only they", code="walled")
    if unit.id == w.case.lead_unit_id:
        raise Unprocessable("the case lies with that unit", field="unit")
    if not w.caller.may(Right.FORWARD_NAMED, w.case) and await proposals.designated(w.session, w.case.id):
        raise Conflict("the unit was named for good", code="designated")
    return unit


STEP = Step(
    name="forward",
    path="/forward",
    given=Forward,
    do=forward,
    right=Right.FORWARD,
    action=Action.FORWARD,
    versioned=True,
    refuses={409: ("walled", "designated")},
    form=fields(Forward),
)
