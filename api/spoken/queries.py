"""SQL of the office's own words."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Hotline, SpokenText, Topic


async def texts(session: AsyncSession) -> Sequence[SpokenText]:
    """Those that were ever changed."""
    return (await session.scalars(select(SpokenText).order_by(SpokenText.id))).all()


async def text(session: AsyncSession, code: str, *, lock: bool = False) -> SpokenText | None:
    """`lock`: nobody else changes it before this transaction ends."""
    statement = select(SpokenText).where(SpokenText.code == code)
    found: SpokenText | None = await session.scalar(statement.with_for_update() if lock else statement)
    return found


async def lines(session: AsyncSession) -> Sequence[tuple[Hotline, str | None]]:
    """Help lines in use, each with the code of its topic."""
    statement = select(Hotline, Topic.code).outerjoin(Topic, Topic.id == Hotline.topic_id).where(Hotline.active)
    return [(line, topic) for line, topic in await session.execute(statement.order_by(Hotline.id))]


async def all_lines(session: AsyncSession) -> Sequence[Hotline]:
    return (await session.scalars(select(Hotline).order_by(Hotline.id))).all()


async def another_for(session: AsyncSession, danger: str, but: int) -> bool:
    """Whether another line in use is named for a class of danger."""
    column = getattr(Hotline, danger)
    return bool(await session.scalar(select(exists().where(column, Hotline.active, Hotline.id != but))))
