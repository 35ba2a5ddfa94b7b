"""The counts of the navigation, for pages that read them in their own transaction."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.session import Signed
from api.today import service as today


async def counted(session: AsyncSession, at: Signed) -> Signed:
    """With the counts, unless it has them."""
    return at if at.counts is not None else replace(at, counts=await today.counts(session, at.ctx, at.who))


async def counted_on(session: AsyncSession, at: Signed, case_no: str) -> tuple[Signed, bool]:
    """Also whether what waits on that case has not been seen yet."""
    counts, new_here = await today.counts_on(session, at.ctx, at.who, case_no)
    return replace(at, counts=counts), new_here
