"""SQL of the files that wait for a case."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Attachment


async def untaken(session: AsyncSession, before: datetime, limit: int) -> Sequence[Attachment]:
    """Stored before and taken by no case; locked, so that none is taken while it is deleted."""
    statement = select(Attachment).where(Attachment.case_id.is_(None), Attachment.stored_at < before)
    statement = statement.order_by(Attachment.id).limit(limit).with_for_update(skip_locked=True)
    return (await session.scalars(statement)).all()


async def drop(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(delete(Attachment).where(Attachment.id.in_(ids)))
