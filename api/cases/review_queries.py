"""SQL of the reviews of answers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.kept import asked_once, nothing_of
from models.tables import Review, Unit


async def review_of(session: AsyncSession, case_id: int, id: int) -> Review | None:
    found: Review | None = await session.scalar(select(Review).where(Review.case_id == case_id, Review.id == id))
    return found


@asked_once
async def reviews_of(session: AsyncSession, case_id: int) -> Sequence[tuple[Review, Unit, Unit | None]]:
    """With the unit whose answer is reviewed and the one that reviews it, oldest first."""
    if nothing_of(session, case_id, Review):
        return []
    above = aliased(Unit)
    rows = await session.execute(
        select(Review, Unit, above)
        .join(Unit, Unit.id == Review.reviewed_unit_id)
        .outerjoin(above, above.id == Review.unit_id)
        .where(Review.case_id == case_id)
        .order_by(Review.id)
    )
    return [(r, u, a) for r, u, a in rows]
