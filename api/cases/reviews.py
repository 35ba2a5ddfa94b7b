"""复查 and 复核: asked for by the resident, decided by the unit above, never by the one that answered.

R22 art. 35, 36.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, queries, record
from api.cases.owners import owner_of
from api.cases.step import Work, goes_to, told
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable
from api.security import Caller
from models.clock import local_date
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Relation, Right, Subject
from models.tables import Case, CaseEvent, Review, Unit
from models.words import wording

RIGHT = {1: Duty.REVIEW_REQUEST, 2: Duty.REREVIEW_REQUEST}
OWED = {1: Duty.REVIEW_DECISION, 2: Duty.REREVIEW_DECISION}
ASKS = {1: Action.REVIEW, 2: Action.REREVIEW}
SKEW = timedelta(minutes=5)


async def ask(
    session: AsyncSession, ctx: Context, case: Case, level: int, asked_at: datetime, words: str | None
) -> CaseEvent:
    """The resident's request, dated when they said it: what was said inside the window counts, even if it is confirmed
    after it. Conflict `right_over` outside the window, `move_not_allowed` while another review is under way."""
    now = ctx.clock.now()
    if asked_at > now + SKEW:
        raise Unprocessable("this has not been said yet", field="asked_at")
    right = await queries.last_right(session, case.id, RIGHT[level], asked_at)
    newest = await queries.last_right(session, case.id, RIGHT[level], now)
    if newest is not None and (right is None or right.id != newest.id):
        right, asked_at = newest, now  # what was said of an earlier answer is no request about this one
    if right is None:
        raise Conflict("there is no answer whose window is open", code="right_over")
    after = goes_to(case, ASKS[level])
    reviewed, above, outside = await _reviewed(session, case, level)
    desk = above or await queries.receiving_desk(session)
    owner = await owner_of(session, desk, now)
    facts = {**record.unit_facts(above or desk), "level": level}
    if above is None:
        facts["unit"] = outside
    event = await record.append(
        session, ctx, case, EventKind.REVIEW_ASKED, "resident", facts=facts, body=words, state=after,
        ending=None, ended_at=None, owner_id=owner.id,
    )  # fmt: skip
    right.void_at, right.done_at, right.met_at, right.met_by = None, now, now, event.seq
    session.add(
        Review(
            case_id=case.id, level=level, reply_seq=int(right.ref), asked_at=asked_at, asked_seq=event.seq,
            reviewed_unit_id=reviewed.id, unit_id=above.id if above else None,
            outside=None if above else outside,
        )
    )  # fmt: skip
    owed = await obligations.open_(
        session, ctx, case, OWED[level], start=local_date(asked_at), subject=About.EVENT.of(event.seq)
    )
    facts["answer_by"] = owed.due_nominal.isoformat()
    await record.owe(session, ctx, case, NoticeKind.REVIEW_ASKED, facts, event.seq, **told(case))
    return event


async def _reviewed(session: AsyncSession, case: Case, level: int) -> tuple[Unit, Unit | None, str]:
    """Whose answer it is: the unit that has the case, or the one that decided the first review. The unit above that,
    and what to call it where it is not in this system."""
    unit = await session.get_one(Unit, case.lead_unit_id)
    if level == 2:
        first = [(r, reviewed, by) for r, reviewed, by in await queries.reviews_of(session, case.id) if r.level == 1]
        if not first:
            raise Conflict("there was no first review", code="right_over")
        review, reviewed, by = first[-1]
        if by is None:  # decided outside: only that body's own superior is above it
            return reviewed, None, wording("letter.above_of", unit=review.outside)
        unit = by
    above = await session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    return unit, above, wording("letter.above_of", unit=unit.name)


def theirs(who: Caller, unit_id: int | None, reviewed_id: int) -> bool:
    """Members of the unit above; a clerk records what a body outside has decided. Never the unit that is reviewed."""
    by = () if unit_id is None else (unit_id,)
    units = {Relation.REVIEWING: by, Relation.REVIEWED: {reviewed_id} - {*by}}
    return who.may(Right.REVIEW, Subject(units=units, outside=unit_id is None))


async def own(session: AsyncSession, who: Caller, case: Case, id: int) -> Review:
    """A review that is the caller's. NotFound; Forbidden `not_your_review`."""
    review = await queries.review_of(session, case.id, id)
    if review is None:
        raise NotFound
    if not theirs(who, review.unit_id, review.reviewed_unit_id):
        raise Forbidden("the unit above decides, and nobody of the unit that is reviewed", code="not_your_review")
    return review


async def undecided(w: Work[Any]) -> Review:
    """The review that is meant, the caller's, and still open."""
    review = await own(w.session, w.caller, w.case, w.id)
    if review.decided_at is not None:
        raise Conflict("it is decided", code="decided_already")
    return review


async def told_of(session: AsyncSession, case: Case, id: int, result: str) -> dict[str, Any]:
    """The facts of a decision: who decides, at which level, how. NotFound for no review of this case."""
    review = await queries.review_of(session, case.id, id)
    if review is None:
        raise NotFound
    unit = await session.get(Unit, review.unit_id) if review.unit_id is not None else None
    facts = {
        "unit": unit.name if unit else review.outside or wording("letter.above"),
        "phone": (unit.phone if unit else None) or "",
    }
    return {**facts, "level": review.level, "result": result}
