"""The clockwork: what has to happen because time has passed. Every round looks at the rows themselves, so nothing that
fell due while no worker ran is skipped; several workers at once do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import structlog
from sqlalchemy import ColumnElement, Select, bindparam, exists, select
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
from api.supervision import absence, alarms, clockwork, digest, heartbeat, rights, rows
from api.supervision import queries as supervision
from api.visits import queries as holds
from api.visits import service as visits
from models.db import OWED, Moment
from models.tables import Case, Hold, Obligation

log = structlog.get_logger("api.worker")

EVERY = 30.0
"""Seconds from the end of a round to the next, at most."""
SOONEST = 1.0
BATCH = 100
"""Rows of one transaction: writers of the API never wait long."""
ANSWERS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)

Do = Callable[[AsyncSession, Context, int], Awaitable[int]]
"""Does up to so many rows in the caller's transaction and says how many it did."""


def _now(_: Context, now: datetime) -> datetime:
    return now


def _ago(age: timedelta) -> Callable[[Context, datetime], datetime]:
    return lambda _, now: now - age


@dataclass(frozen=True)
class Step:
    """`ripe`: whether there may be something to do, measured at the moment `at` says (None: there is nothing). One look
    asks it of all steps, so that a round in which nothing has come due costs next to nothing and takes no lock; the
    question is put into words once and asked again and again. `rest`: until when it need not be asked again after it
    found nothing, for what no index answers."""

    do: Do
    ripe: Callable[[Moment], ColumnElement[bool]]
    at: Callable[[Context, datetime], datetime | None] = _now
    rest: Callable[[AsyncSession, datetime], Awaitable[datetime]] | None = None


async def _answers(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await idempotency.forget(session, ctx.clock.now() - ANSWERS_KEPT, limit)


async def _files(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await files.drop_untaken(session, ctx, ctx.clock.now() - FILES_KEPT, min(limit, 20))


async def _tokens(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await staff.drop_dead_tokens(session, ctx.clock.now(), limit)


def _owed(do: Do, step: str) -> Step:
    return Step(do, lambda now: exists().where(rows.of_step(step, now)))


def _daily(do: Do, name: str) -> Step:
    return Step(do, lambda nine: supervision.is_waiting(name, nine), lambda _, now: supervision.nine_today(now))


async def _stale_at(session: AsyncSession, now: datetime) -> datetime:
    """The first moment at which an undelivered notice can have waited too long: one of those there are, or one that is
    written now."""
    oldest = await notices.next_stale(session, now - notifications.GIVE_UP)
    return (oldest or now) + notifications.GIVE_UP + timedelta(microseconds=1)


async def _in_an_hour(_: AsyncSession, now: datetime) -> datetime:
    return now + timedelta(hours=1)


UNDELIVERED = "undelivered to the desk"
STEPS: dict[str, Step] = {
    "provisional dates settled": Step(
        settle_provisional,
        lambda end: select(Obligation.id).join(Case).where(calendars.is_provisional(end)).exists(),
        lambda ctx, _: known_until(ctx),
        _in_an_hour,
    ),
    UNDELIVERED: Step(
        notifications.overdue_to_desk,
        lambda at: exists().where(notices.is_stale(at)),
        _ago(notifications.GIVE_UP),
        _stale_at,
    ),
    "answers owed though not accepted": Step(
        clockwork.unaccepted, lambda now: select(Case.id).where(rows.not_accepted(now)).exists()
    ),
    "owners warned": _owed(clockwork.warn, "warn"),
    "residents reminded of a right": _owed(rights.remind, "remind"),
    "residents reminded again": _owed(rights.remind_last, "remind_last"),
    "residents told before a date": _owed(clockwork.tell, "tell"),
    "late": _owed(clockwork.late, "late"),
    "taken over from the absent": Step(absence.taken_over, rows.is_of_absent),
    "one step up": Step(clockwork.climb, lambda now: exists().where(rows.unacknowledged(now))),
    "rights ended": _owed(rights.lapse, "lapse"),
    "signs": _daily(alarms.daily, alarms.NAME),
    "digests": _daily(digest.morning, digest.NAME),
    "holds freed": Step(visits.free_lapsed, lambda now: exists().where(Hold.until <= now)),
    "stored answers forgotten": Step(_answers, lambda at: exists().where(idempotency.is_old(at)), _ago(ANSWERS_KEPT)),
    "files nobody took deleted": Step(_files, lambda at: exists().where(untaken.is_untaken(at)), _ago(FILES_KEPT)),
    "dead tokens deleted": Step(_tokens, lambda now: exists().where(staff.is_dead(now))),
}


async def run(ctx: Context, stop: asyncio.Event) -> None:
    """Until `stop` is set; a round under way is finished first."""
    while not stop.is_set():
        await once(ctx)
        try:
            async with asyncio.timeout(await _pause(ctx)):
                await stop.wait()
        except TimeoutError:
            continue


async def _pause(ctx: Context) -> float:
    """Seconds until the next round: at the very moment at which something falls due, if that is sooner."""
    try:
        coming = await next_due(ctx)
    except Exception as why:
        log.error("not known what comes next", error=type(why).__name__)
        return EVERY
    return min(EVERY, max(SOONEST, (coming - ctx.clock.now()).total_seconds()))


async def next_due(ctx: Context) -> datetime:
    """The next moment after this one at which a round may find something, if nobody does anything until then. Never
    later than nine o'clock of the next day. What is only tidied away doesn't count."""
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        coming = await rows.coming(session, now)
        coming += [hold] if (hold := await holds.next_end(session, now)) else []
        stale = ctx.quiet.get(UNDELIVERED) or await _stale_at(session, now)
    return min(at for at in (supervision.next_nine(now), stale, *coming) if at > now)


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
    """One round: each step in transactions of its own until nothing of it is due. One that fails is logged and tried
    again in the next round; the others go on. Rows done, by step."""
    done: dict[str, int] = {}
    await heartbeat.beat(ctx)
    names = tuple(STEPS)
    ripe = await _ripe(ctx, names, first=True)
    for n, name in enumerate(names):
        done[name] = 0
        while name in ripe:
            ripe.discard(name)
            try:
                did = await _some(ctx, STEPS[name].do)
            except Exception as why:
                log.error("step failed", step=name, error=type(why).__name__)
                del done[name]
                break
            if did:
                done[name] += did
                ripe |= await _ripe(ctx, names[n:])  # there may be more, and one step may make work for the next
        if done.get(name):
            log.info("step done", step=name, rows=done[name])
    return done


async def _ripe(ctx: Context, names: tuple[str, ...], *, first: bool = False) -> set[str]:
    """Which of these steps may have something to do; all of them when that can't be asked. At first the calendar is
    read, if a notice was brought in."""
    now = ctx.clock.now()
    try:
        async with ctx.db.read() as session:
            if first:
                await ctx.read_calendar(session)
            moments = {n: STEPS[n].at(ctx, now) for n in names if not (n in ctx.quiet and now < ctx.quiet[n])}
            asked = tuple(n for n, at in moments.items() if at is not None)
            if not asked:
                return set()
            values = {_bound(n): moments[n] for n in asked}
            row = (await (await session.connection()).execute(_question(asked), values)).one()
            ripe = {n for n, any_ in zip(asked, row, strict=True) if any_}
            for n in asked:
                rest = STEPS[n].rest
                if rest is not None and n not in ripe:
                    ctx.quiet[n] = await rest(session, now)
            return ripe
    except Exception as why:
        log.error("not known what is due", error=type(why).__name__)
        return set(names)


def _bound(name: str) -> str:
    return name.replace(" ", "_")


@cache
def _question(names: tuple[str, ...]) -> Select[Any]:
    return cast(Select[Any], select(*[STEPS[name].ripe(bindparam(_bound(name))) for name in names]))


async def _some(ctx: Context, do: Do) -> int:
    """In a transaction of its own."""
    async with ctx.db.write() as session:
        did = await do(session, ctx, BATCH)
    if session.info.get(OWED):
        await ctx.bell.ring()
    return did
