"""复查 and 复核: asked for by the resident, decided by the unit above, never by the one that answered.

R22 art. 35, 36.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import review_queries
from api.cases.step import Work
from api.errors import Conflict, Forbidden, NotFound
from api.security import Caller
from models.law.duties import Duty
from models.law.facts import Facts
from models.rights import Relation, Right, Subject
from models.tables import Case, Review, Unit
from models.words import wording

OWED = {1: Duty.REVIEW_DECISION, 2: Duty.REREVIEW_DECISION}


def theirs(who: Caller, unit_id: int | None, reviewed_id: int) -> bool:
    """Members of the unit above; a clerk records what a body outside has decided. Never the unit that is reviewed."""
    by = () if unit_id is None else (unit_id,)
    units = {Relation.REVIEWING: by, Relation.REVIEWED: {reviewed_id} - {*by}}
    return who.may(Right.REVIEW, Subject(units=units, outside=unit_id is None))


async def own(session: AsyncSession, who: Caller, case: Case, id: int) -> Review:
    """A review that is the caller's. NotFound; Forbidden `not_your_review`."""
    review = await review_queries.review_of(session, case.id, id)
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


async def told_of(session: AsyncSession, case: Case, id: int, result: str) -> Facts:
    """The facts of a decision: who decides, at which level, how. NotFound for no review of this case."""
    review = await review_queries.review_of(session, case.id, id)
    if review is None:
        raise NotFound
    unit = await session.get(Unit, review.unit_id) if review.unit_id is not None else None
    return {
        "unit": unit.name if unit else review.outside or wording("letter.above"),
        "phone": (unit.phone if unit else None) or "",
        "level": review.level,
        "result": result,
    }
