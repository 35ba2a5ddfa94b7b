"""The clockwork: what has to happen because time has passed. Every round looks at the rows themselves, so nothing that
fell due while no worker ran is skipped; several workers at once do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import idempotency
from api.calendar.recount import settle_provisional
from api.context import Context
from api.files import service as files
from api.notifications import service as notifications
from api.staff import queries as staff
from api.supervision import alarms, clockwork, digest, heartbeat, rights
from api.visits import service as visits
from models.db import OWED

log = structlog.get_logger("api.worker")

EVERY = 30.0
"""Seconds from the end of a round to the next."""
BATCH = 100
"""Rows of one transaction: writers of the API never wait long."""
ANSWERS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)

Step = Callable[[AsyncSession, Context, int], Awaitable[int]]
"""Does up to so many rows in the caller's transaction and says how many it did."""


async def _answers(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await idempotency.forget(session, ctx.clock.now() - ANSWERS_KEPT, limit)


async def _files(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await files.drop_untaken(session, ctx, ctx.clock.now() - FILES_KEPT, min(limit, 20))


async def _tokens(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await staff.drop_dead_tokens(session, ctx.clock.now(), limit)


async def _calendar(_session: AsyncSession, ctx: Context, _limit: int) -> int:
    await ctx.renew_calendar(at_once=True)
    return 0


STEPS: dict[str, Step] = {
    "calendar read": _calendar,
    "provisional dates settled": settle_provisional,
    "undelivered to the desk": notifications.overdue_to_desk,
    "answers owed though not accepted": clockwork.unaccepted,
    "owners warned": clockwork.warn,
    "residents reminded of a right": rights.remind,
    "residents reminded again": rights.remind_last,
    "residents told before a date": clockwork.tell,
    "late": clockwork.late,
    "one step up": clockwork.climb,
    "rights ended": rights.lapse,
    "signs": alarms.daily,
    "digests": digest.morning,
    "holds freed": visits.free_lapsed,
    "stored answers forgotten": _answers,
    "files nobody took deleted": _files,
    "dead tokens deleted": _tokens,
}


async def run(ctx: Context, stop: asyncio.Event) -> None:
    """Until `stop` is set; a round under way is finished first."""
    while not stop.is_set():
        await once(ctx)
        try:
            async with asyncio.timeout(EVERY):
                await stop.wait()
        except TimeoutError:
            continue


def look_after(ctx: Context) -> None:
    """As `keep_going`, beside what the caller does. At most one at a time in this process."""
    if ctx.settings.take_over_seconds and (ctx.going is None or ctx.going.done()):
        ctx.going = asyncio.create_task(_beside(ctx))


async def _beside(ctx: Context) -> int:
    try:
        return await keep_going(ctx)
    except Exception as why:
        log.error("clockwork not taken over", error=type(why).__name__)
        return 0


async def keep_going(ctx: Context) -> int:
    """For a process that is asked something all the time: goes round once if nobody has for long. How many rounds."""
    if not await heartbeat.take_over(ctx):
        return 0
    log.warning("clockwork taken over")
    await once(ctx)
    return 1


async def once(ctx: Context) -> dict[str, int]:
    """One round. A step that fails is logged and tried again in the next; the others go on. Rows done, by step."""
    done: dict[str, int] = {}
    await heartbeat.beat(ctx)
    for name, step in STEPS.items():
        try:
            done[name] = await _all(ctx, step)
        except Exception as why:
            log.error("step failed", step=name, error=type(why).__name__)
        else:
            if done[name]:
                log.info("step done", step=name, rows=done[name])
    return done


async def _all(ctx: Context, step: Step) -> int:
    """In transactions of their own, until nothing is left."""
    total = 0
    while True:
        async with ctx.db.write() as session:
            rows = await step(session, ctx, BATCH)
        if session.info.get(OWED):
            await ctx.bell.ring()
        if not rows:
            return total
        total += rows
