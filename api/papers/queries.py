"""SQL of the papers of a case."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.security import Caller
from api.supervision.queries import visible
from models.tables import Case, SupervisionItem


async def supervised(session: AsyncSession, who: Caller, case_id: int) -> Sequence[SupervisionItem]:
    """What of the case is supervised, as far as the caller may know, the oldest first."""
    statement = select(SupervisionItem).join(Case, Case.id == SupervisionItem.case_id)
    statement = statement.where(SupervisionItem.case_id == case_id, visible(who)).order_by(SupervisionItem.id)
    return (await session.scalars(statement)).all()
