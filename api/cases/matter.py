"""A case at hand, in a transaction: what every act on it needs."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from models.tables import Case


@dataclass(frozen=True)
class Matter:
    session: AsyncSession
    ctx: Context
    case: Case
