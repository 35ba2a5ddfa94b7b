"""催办: the resident asks the unit that has the case to hurry."""

from datetime import timedelta

from api.cases.step import Work
from api.errors import Conflict
from api.intake import queries
from api.intake.step import ResidentStep
from models.clock import end_of
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.states import ENDED, State
from models.wire import Urge, Urged


async def urge(w: Work[Urge]) -> Urged:
    """催办: asks the unit that has the case to hurry, once a local day."""
    case, now = w.case, w.now
    if case.state == State.CLOSED:
        raise Conflict("the case is closed", code="closed")
    count = await queries.urge(w.session, case.id, now, end_of(w.today - timedelta(days=1)))
    if count is None:
        raise Conflict("it was urged today; once a day is counted", code="already_urged")
    facts: Facts = {**w.unit, "count": count}
    event = await w.append(EventKind.URGED, facts=facts)
    return Urged(
        case_no=case.case_no,
        event=event.seq,
        count=count,
        unit=case.lead_unit.name,
        unit_en=case.lead_unit.name_en,
        at=now,
    )


STEP = ResidentStep(
    path="/urges", given=Urge, do=urge, refuses={409: ("already_urged", "closed")}, result=Urged,
    fits=lambda case: case.state not in ENDED,
)  # fmt: skip
