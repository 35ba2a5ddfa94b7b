"""The dead man's switch: when the clockwork last went round, and who takes over when it stands still."""

import os
import socket
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.supervision import queries
from models.wire import ClockworkView

NAME = "clockwork"


def here() -> str:
    """This process, as the heartbeat names it."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


async def beat(ctx: Context) -> None:
    """A round begins."""
    async with ctx.db.write() as session:
        await queries.beat(session, ctx.db.sqlite, NAME, here(), ctx.clock.now())


async def take_over(ctx: Context) -> bool:
    """True for one of all who ask, when the last round is longer ago than the settings allow."""
    if not ctx.settings.take_over_seconds:
        return False
    now = ctx.clock.now()
    before = now - timedelta(seconds=ctx.settings.take_over_seconds)
    async with ctx.db.read() as session:
        last = await queries.last_round(session, NAME)
    if last is not None and last[0] >= before:
        return False
    async with ctx.db.write() as session:
        return await queries.claim(session, ctx.db.sqlite, NAME, here(), now, before, first=False)


async def view(session: AsyncSession, ctx: Context) -> ClockworkView:
    last = await queries.last_round(session, NAME)
    return ClockworkView(
        at=last[0] if last else None,
        by=last[1] if last else None,
        seconds_ago=int((ctx.clock.now() - last[0]).total_seconds()) if last else None,
        take_over_after=ctx.settings.take_over_seconds,
    )
