"""The worker: what must happen because time has passed. A list of steps, done in order, and a sleep.

Every round looks at the rows themselves, so nothing that fell due while no worker ran is skipped; several workers at
once do no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api import idempotency
from api.calendar.recount import settle_provisional
from api.cases import number_queries, people
from api.cases.reindex import reindex
from api.context import Context
from api.drafts import service as drafts
from api.events import calling
from api.files import service as files
from api.live import patience
from api.notifications import service as notifications
from api.reports import counts
from api.staff import queries as staff
from api.supervision import absence, alarms, clockwork, digest, heartbeat, rights
from api.visits import holds
from models.clock import local_date
from models.db import OWED

log = structlog.get_logger("api.worker")

EVERY = 5.0
"""Seconds from the end of a round to the next."""
BATCH = 100
"""Rows of one transaction: writers of the API never wait long."""
ANSWERS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)

T = TypeVar("T")
Do = Callable[[AsyncSession, Context, int], Awaitable[int]]
"""Does up to so many rows in the caller's transaction and returns how many it did."""


async def _answers(session: AsyncSession, ctx: Context, limit: int) -> int:
    before = ctx.clock.now() - ANSWERS_KEPT
    gone = await idempotency.forget(session, before, limit)
    return gone + await number_queries.forget(session, local_date(before), limit)


async def _files(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await files.drop_untaken(session, ctx, ctx.clock.now() - FILES_KEPT, min(limit, 20))


async def _tallies(session: AsyncSession, ctx: Context, _limit: int) -> int:
    return await counts.keep_up(session, ctx.db.sqlite, ctx.clock.now())


async def _tokens(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await staff.drop_dead_tokens(session, ctx.clock.now(), limit)


STEPS: dict[str, Do] = {
    "nobody left silent": patience.look,
    "provisional dates settled": settle_provisional,
    "undelivered to the desk": notifications.overdue_to_desk,
    "answers owed though not accepted": clockwork.unaccepted,
    "owners warned": clockwork.warn,
    "residents reminded of a right": rights.remind,
    "residents reminded again": rights.remind_last,
    "residents told before a date": clockwork.tell,
    "late": clockwork.late,
    "taken over from the absent": absence.taken_over,
    "one step up": clockwork.climb,
    "rights ended": rights.lapse,
    "signs": alarms.daily,
    "digests": digest.morning,
    "older cases made findable": reindex,
    "older names made findable": people.mark_names,
    "tallies kept up": _tallies,
    "holds freed": holds.free_lapsed,
    "half-written words forgotten": drafts.forget,
    "stored answers forgotten": _answers,
    "files nobody took deleted": _files,
    "dead tokens deleted": _tokens,
}
"""In this order: a step may make work for those after it."""


async def run(ctx: Context, stop: asyncio.Event) -> None:
    """Goes round until `stop` is set; a round under way is finished first."""
    while not stop.is_set():
        await once(ctx)
        await _rest(stop, EVERY)


async def stand_by(ctx: Context, stop: asyncio.Event) -> None:
    """The dead man's switch, for a process that is no worker: it looks at the heartbeat until `stop` is set, and goes
    round itself when no worker has for `take_over_seconds`. Returns at once when that is 0."""
    seconds = ctx.settings.take_over_seconds
    while seconds and not stop.is_set():
        await _rest(stop, min(30.0, seconds / 4))
        await _guarded(ctx, "stands by", take_over(ctx))


async def take_over(ctx: Context) -> bool:
    """Goes round once if no worker has for too long. True if it did."""
    if not await heartbeat.take_over(ctx):
        return False
    log.warning("the worker stands still: its round is made here")
    await once(ctx)
    return True


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def once(ctx: Context) -> dict[str, int]:
    """One round: each step, in transactions of its own, until nothing of it is due. One that fails is logged and tried
    again in the next round; the others go on. Returns the rows done by each step that did not fail."""
    done: dict[str, int] = {}
    await _guarded(ctx, "heartbeat", heartbeat.beat(ctx))
    await _guarded(ctx, "calendar", ctx.renew(at_once=True))
    for name, do in STEPS.items():
        did = await _guarded(ctx, name, _all(ctx, do))
        if did is not None:
            done[name] = did
        if did:
            log.info("step done", step=name, rows=did)
    await _guarded(ctx, "webhooks", calling.call_all(ctx))
    return done


async def _guarded(ctx: Context, name: str, work: Awaitable[T]) -> T | None:
    """None when it failed, which health shows until it works again."""
    task = f"worker: {name}"
    try:
        done = await work
    except Exception as why:
        ctx.background.failed(task, why)
        return None
    ctx.background.works(task)
    return done


async def _all(ctx: Context, do: Do) -> int:
    """Batch after batch, each in a transaction of its own."""
    total = 0
    while did := await _batch(ctx, do):
        total += did
    return total


async def _batch(ctx: Context, do: Do) -> int:
    async with ctx.db.write() as session:
        did = await do(session, ctx, BATCH)
    if session.info.get(OWED):
        await ctx.wakeup.send()
    return did
