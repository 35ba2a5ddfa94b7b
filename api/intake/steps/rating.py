"""评价: 满意, 基本满意, 不满意."""

from api.cases import follow_up_call, obligations
from api.cases.changes import CaseChanges
from api.cases.step import Work
from api.errors import Conflict
from api.intake.service import Added
from api.intake.step import ResidentStep
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.replies import Rating
from models.law.states import State
from models.wire import RatingGiven

RATABLE = (State.REPLIED, State.CLOSED, State.REVIEW, State.REREVIEW)


async def rate(w: Work[RatingGiven]) -> Added:
    """The resident's rating of the answer: of the unit and of the reception apart, once a reply was given. The last
    word counts; every one stands in the timeline."""
    case, given = w.case, w.given
    if case.state not in RATABLE:
        raise Conflict("there is no answer to rate yet", code="nothing_to_rate")
    facts, changes = Facts(), CaseChanges()
    if given.rating is not None:
        facts["rating"] = changes["rating"] = given.rating
    if given.desk is not None:
        facts["rating_desk"] = changes["rating_desk"] = given.desk
    event = await w.append(EventKind.RATED, facts=facts, body=given.text, **changes)
    await obligations.used(w.session, case, event, Duty.EVALUATION)
    if Rating.UNSATISFIED in (given.rating, given.desk):
        await follow_up_call.owe(w.session, w.ctx, case)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(
    path="/ratings",
    given=RatingGiven,
    do=rate,
    refuses={409: ("nothing_to_rate",)},
    fits=lambda case: case.state in RATABLE,
)
