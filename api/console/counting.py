"""The counts of the navigation, for pages that read them in their own transaction."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.session import Signed
from api.today import service as today


async def counted(session: AsyncSession, at: Signed) -> Signed:
    """With the counts, unless it has them."""
    return at if at.counts is not None else replace(at, counts=await today.counts(session, at.ctx, at.who))
