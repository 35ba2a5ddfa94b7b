"""申请复查, 复核: the resident asks the unit above, never the one that answered (R22 art. 35, 36)."""

from datetime import datetime, timedelta

from api.cases import obligation_queries, record, review_queries, reviews
from api.cases.step import Work, goes_to
from api.catalogue import queries as catalogue
from api.errors import Conflict, Unprocessable
from api.intake.service import Added
from api.intake.step import ResidentStep
from api.staff.owners import owner_of
from models.clock import local_date
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.tables import Obligation, Review, Unit
from models.wire import ReviewWanted
from models.words import wording

RIGHT = {1: Duty.REVIEW_REQUEST, 2: Duty.REREVIEW_REQUEST}
ASKS = {1: Action.REVIEW, 2: Action.REREVIEW}
SKEW = timedelta(minutes=5)
ANSWERED = (State.REPLIED, State.CLOSED)


async def review(w: Work[ReviewWanted]) -> Added:
    """复查, or 复核 after it: the unit above looks at the answer. 409 `right_over` outside its 30 days,
    `move_not_allowed` while another review is under way. It is dated when the resident said it: what was said inside
    the window counts, even if it is confirmed after it."""
    session, case = w.session, w.case
    asked_at = w.given.asked_at or w.now
    level = 2 if await obligation_queries.last_right(session, case.id, RIGHT[2], asked_at) else 1
    right, asked_at = await _right(w, level, asked_at)
    after = goes_to(case, ASKS[level])
    reviewed, above, outside = await _reviewed(w, level)
    desk = above or await catalogue.receiving_desk(session)
    owner = await owner_of(session, desk, w.now)
    facts: Facts = {**record.unit_facts(above or desk), "level": level}
    if above is None:
        facts["unit"] = outside
    event = await w.append(
        EventKind.REVIEW_ASKED, facts=facts, body=w.given.text, state=after, ending=None, ended_at=None,
        owner_id=owner.id,
    )  # fmt: skip
    right.void_at, right.done_at, right.met_at, right.met_by = None, w.now, w.now, event.seq
    session.add(
        Review(
            case_id=case.id, level=level, reply_seq=int(right.ref), asked_at=asked_at, asked_seq=event.seq,
            reviewed_unit_id=reviewed.id, unit_id=above.id if above else None,
            outside=None if above else outside,
        )
    )  # fmt: skip
    owed = await w.open(reviews.OWED[level], start=local_date(asked_at), subject=About.EVENT.of(event.seq))
    await w.owe(NoticeKind.REVIEW_ASKED, facts | {"answer_by": owed.due_nominal.isoformat()})
    return Added(case_no=case.case_no, event=event.seq)


async def _right(w: Work[ReviewWanted], level: int, asked_at: datetime) -> tuple[Obligation, datetime]:
    """The right that is used, and when it was asked."""
    if asked_at > w.now + SKEW:
        raise Unprocessable("this has not been said yet", field="asked_at")
    right = await obligation_queries.last_right(w.session, w.case.id, RIGHT[level], asked_at)
    newest = await obligation_queries.last_right(w.session, w.case.id, RIGHT[level], w.now)
    if newest is not None and (right is None or right.id != newest.id):
        return newest, w.now  # what was said of an earlier answer is no request about this one
    if right is None:
        raise Conflict("there is no answer whose window is open", code="right_over")
    return right, asked_at


async def _reviewed(w: Work[ReviewWanted], level: int) -> tuple[Unit, Unit | None, str]:
    """Whose answer it is: the unit that has the case, or the one that decided the first review. The unit above that,
    and what to call it where it is not in this system."""
    session, case = w.session, w.case
    unit = await session.get_one(Unit, case.lead_unit_id)
    if level == 2:
        first = [
            (r, reviewed, by) for r, reviewed, by in await review_queries.reviews_of(session, case.id) if r.level == 1
        ]
        if not first:
            raise Conflict("there was no first review", code="right_over")
        before, reviewed, by = first[-1]
        if by is None:  # decided outside: only that body's own superior is above it
            return reviewed, None, wording("letter.above_of", unit=before.outside)
        unit = by
    above = await session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    return unit, above, wording("letter.above_of", unit=unit.name)


STEP = ResidentStep(
    path="/reviews", given=ReviewWanted, do=review, refuses={409: ("right_over", "move_not_allowed")},
    fits=lambda case: case.state in ANSWERED, dated="asked_at",
)  # fmt: skip
