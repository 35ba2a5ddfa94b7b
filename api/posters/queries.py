"""SQL of the posters."""

from collections.abc import Sequence

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Area


async def path(session: AsyncSession, code: str) -> Sequence[Area]:
    """The area of that code and those above it, the highest first; empty when there is none."""
    steps = select(Area.id, Area.parent_id, literal(0).label("step")).where(Area.code == code)
    way = steps.cte("way", recursive=True)
    above = select(Area.id, Area.parent_id, way.c.step + 1).join(way, Area.id == way.c.parent_id)
    way = way.union_all(above)
    return (await session.scalars(select(Area).join(way, way.c.id == Area.id).order_by(way.c.step.desc()))).all()
