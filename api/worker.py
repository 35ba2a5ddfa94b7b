"""The clockwork: what has to happen because time has passed. Every round looks at the rows themselves, so nothing that
fell due while no worker ran is skipped; several workers at once do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import idempotency
from api.calendar import queries as calendars
from api.calendar.recount import known_until, settle_provisional
from api.context import Context
from api.files import queries as untaken
from api.files import service as files
from api.notifications import queries as notices
from api.notifications import service as notifications
from api.staff import queries as staff
from api.supervision import alarms, clockwork, digest, heartbeat, rights, rows
from api.supervision import queries as supervision
from api.visits import service as visits
from models.db import OWED
from models.tables import Case, Hold, Obligation

log = structlog.get_logger("api.worker")

EVERY = 30.0
"""Seconds from the end of a round to the next."""
BATCH = 100
"""Rows of one transaction: writers of the API never wait long."""
ANSWERS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)

Do = Callable[[AsyncSession, Context, int], Awaitable[int]]
"""Does up to so many rows in the caller's transaction and says how many it did."""


@dataclass(frozen=True)
class Step:
    """`ripe`: whether there may be something to do. One look asks it of all steps, so that a round in which nothing has
    come due costs next to nothing and takes no lock."""

    do: Do
    ripe: Callable[[Context, datetime], ColumnElement[bool]]


async def _answers(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await idempotency.forget(session, ctx.clock.now() - ANSWERS_KEPT, limit)


async def _files(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await files.drop_untaken(session, ctx, ctx.clock.now() - FILES_KEPT, min(limit, 20))


async def _tokens(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await staff.drop_dead_tokens(session, ctx.clock.now(), limit)


def _owed(do: Do, step: str) -> Step:
    return Step(do, lambda _, now: exists().where(rows.of_step(step, now)))


def _daily(do: Do, name: str) -> Step:
    return Step(do, lambda _, now: supervision.is_waiting(name, now))


STEPS: dict[str, Step] = {
    "provisional dates settled": Step(
        settle_provisional,
        lambda ctx, _: select(Obligation.id).join(Case).where(calendars.is_provisional(known_until(ctx))).exists(),
    ),
    "undelivered to the desk": Step(
        notifications.overdue_to_desk, lambda _, now: exists().where(notices.is_stale(now - notifications.GIVE_UP))
    ),
    "answers owed though not accepted": Step(
        clockwork.unaccepted, lambda _, now: select(Case.id).where(rows.not_accepted(now)).exists()
    ),
    "owners warned": _owed(clockwork.warn, "warn"),
    "residents reminded of a right": _owed(rights.remind, "remind"),
    "residents reminded again": _owed(rights.remind_last, "remind_last"),
    "residents told before a date": _owed(clockwork.tell, "tell"),
    "late": _owed(clockwork.late, "late"),
    "one step up": Step(clockwork.climb, lambda _, now: exists().where(rows.unacknowledged(now))),
    "rights ended": _owed(rights.lapse, "lapse"),
    "signs": _daily(alarms.daily, alarms.NAME),
    "digests": _daily(digest.morning, digest.NAME),
    "holds freed": Step(visits.free_lapsed, lambda _, now: exists().where(Hold.until <= now)),
    "stored answers forgotten": Step(_answers, lambda _, now: exists().where(idempotency.is_old(now - ANSWERS_KEPT))),
    "files nobody took deleted": Step(_files, lambda _, now: exists().where(untaken.is_untaken(now - FILES_KEPT))),
    "dead tokens deleted": Step(_tokens, lambda _, now: exists().where(staff.is_dead(now))),
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
    await _calendar(ctx)
    names = list(STEPS)
    ripe = await _ripe(ctx, names)
    for n, name in enumerate(names, 1):
        if name not in ripe:
            done[name] = 0
            continue
        try:
            done[name] = await _all(ctx, STEPS[name].do)
        except Exception as why:
            log.error("step failed", step=name, error=type(why).__name__)
            continue
        if done[name]:
            log.info("step done", step=name, rows=done[name])
            ripe |= await _ripe(ctx, names[n:])  # one step may make work for the next
    return done


async def _calendar(ctx: Context) -> None:
    try:
        await ctx.renew_calendar(at_once=True)
    except Exception as why:
        log.error("calendar not read", error=type(why).__name__)


async def _ripe(ctx: Context, names: list[str]) -> set[str]:
    """Which of these steps may have something to do; all of them when that can't be asked."""
    if not names:
        return set()
    now = ctx.clock.now()
    try:
        async with ctx.db.read() as session:
            row = (await session.execute(select(*[STEPS[n].ripe(ctx, now) for n in names]))).one()
    except Exception as why:
        log.error("not known what is due", error=type(why).__name__)
        return set(names)
    return {name for name, any_ in zip(names, row, strict=True) if any_}


async def _all(ctx: Context, do: Do) -> int:
    """In transactions of their own, until nothing is left."""
    total = 0
    while True:
        async with ctx.db.write() as session:
            did = await do(session, ctx, BATCH)
        if session.info.get(OWED):
            await ctx.bell.ring()
        if not did:
            return total
        total += did
