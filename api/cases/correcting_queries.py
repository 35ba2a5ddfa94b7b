"""SQL of the history of what staff corrected."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Correction


async def corrections_of(session: AsyncSession, case_id: int) -> Sequence[Correction]:
    statement = select(Correction).where(Correction.case_id == case_id).order_by(Correction.seq, Correction.id)
    return (await session.scalars(statement)).all()


async def forget_contact(session: AsyncSession, case_id: int) -> None:
    """Names, phones and addresses of the history are gone when the person's are."""
    for row in await corrections_of(session, case_id):
        if row.field in ("name", "phone", "address"):
            row.before_sealed = row.after_sealed = None
