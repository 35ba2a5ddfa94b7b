"""SQL of the catalogues."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import Area, Topic, Unit


async def topics(session: AsyncSession) -> Sequence[tuple[Topic, str | None]]:
    """With the code of the topic above."""
    above = aliased(Topic)
    rows = await session.execute(
        select(Topic, above.code).outerjoin(above, above.id == Topic.parent_id).where(Topic.active).order_by(Topic.code)
    )
    return [(t, code) for t, code in rows]


async def areas_below(session: AsyncSession, county: str) -> Sequence[tuple[Area, str | None]]:
    """Townships, villages and grid cells of a county, with the code of the area above."""
    above = aliased(Area)
    rows = await session.execute(
        select(Area, above.code)
        .outerjoin(above, above.id == Area.parent_id)
        .where(Area.code.startswith(county), Area.code != county)
        .order_by(Area.code)
    )
    return [(a, code) for a, code in rows]


async def desk(session: AsyncSession) -> Unit:
    return (await session.scalars(select(Unit).where(Unit.desk).order_by(Unit.id).limit(1))).one()
