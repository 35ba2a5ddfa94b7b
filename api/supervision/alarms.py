"""What nobody has to be late with and is worth a look all the same: once a day, one item for each.

Idle (懒政), ageing, handed on too often, the same again and again, backlog (积案), and news that has to go on.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries
from api.cases import queries as cases
from api.cases.record import Journal
from api.context import Context
from api.supervision import alarm_queries, clockwork, due_queries, queries, service
from models.clock import local_date
from models.deadlines import Profile
from models.law.triggers import Trigger

NAME = "alarms"


async def daily(session: AsyncSession, ctx: Context, limit: int) -> int:
    """From nine in the morning, until nothing is left to be found; then not before the next day."""
    now = ctx.clock.now()
    morning = queries.nine(now)
    last = await queries.last_round(session, NAME)
    if now < morning or (last is not None and last[0] >= morning):
        return 0
    found = await clockwork.go_on_telling(session, ctx, limit)
    for name in await alarm_queries.profiles_in_use(session):
        profile = ctx.profile_of(name)
        for look in await _worth_it(session, ctx, profile):
            found += await look(session, ctx, profile, limit)
    found += await _repeats(session, ctx, limit)
    if not found:
        await queries.beat(session, ctx.db.sqlite, NAME, service.ACTOR, now)
    return found


async def _idle(session: AsyncSession, ctx: Context, profile: Profile, limit: int) -> int:
    """Staff owe the next step, and none of them did anything for so long. What residents and machines do is no step."""
    before = _before(ctx, profile, "idle")
    found = [
        f for f in await alarm_queries.idle(session, profile.name, before) if _passed(ctx, profile, "idle", f.since)
    ]
    return await _items(session, ctx, Trigger.IDLE, found[:limit])


async def _ageing(session: AsyncSession, ctx: Context, profile: Profile, limit: int) -> int:
    before = _before(ctx, profile, "ageing")
    found = [
        f for f in await alarm_queries.ageing(session, profile.name, before) if _passed(ctx, profile, "ageing", f.since)
    ]
    return await _items(session, ctx, Trigger.AGEING, found[:limit])


async def _hops(session: AsyncSession, ctx: Context, profile: Profile, limit: int) -> int:
    found = await alarm_queries.hops(session, profile.name, profile.values["hops"])
    return await _items(session, ctx, Trigger.HOPS, found[:limit])


async def _backlog(session: AsyncSession, ctx: Context, profile: Profile, limit: int) -> int:
    """It is marked, and the item asks for a lead official (包案领导)."""
    before = _before(ctx, profile, "backlog")
    reviews = profile.values["backlog_reviews"]
    found = [
        f
        for f in await alarm_queries.backlog(session, profile.name, before, reviews)
        if f.reviews >= reviews or _passed(ctx, profile, "backlog", f.since)
    ]
    for f in found[:limit]:
        await journal_queries.set_case(session, f.case_id, backlog=True)
    return await _items(session, ctx, Trigger.AGEING, found[:limit])


async def _repeats(session: AsyncSession, ctx: Context, limit: int) -> int:
    return await _items(session, ctx, Trigger.MANY_UNSOLVED, (await alarm_queries.repeats(session, REPEATS))[:limit])


REPEATS = 3
"""Open repeats of one matter."""
LOOKS: tuple[Callable[[AsyncSession, Context, Profile, int], Awaitable[int]], ...] = (_idle, _ageing, _hops, _backlog)


async def _worth_it(
    session: AsyncSession, ctx: Context, profile: Profile
) -> list[Callable[[AsyncSession, Context, Profile, int], Awaitable[int]]]:
    """The looks that may find something: one question instead of four."""
    before = {key: _before(ctx, profile, key) for key in ("idle", "ageing", "backlog")}
    shown = await alarm_queries.shown(
        session, profile.name, before, profile.values["hops"], profile.values["backlog_reviews"]
    )
    return [look for look, any_ in zip(LOOKS, shown, strict=True) if any_]


async def _items(session: AsyncSession, ctx: Context, trigger: Trigger, found: Sequence[alarm_queries.Sign]) -> int:
    done = 0
    for f in found:
        if not await due_queries.take(session, f.case_id):
            continue
        case = await cases.case_by_id(session, f.case_id)
        done += await service.open_item(Journal(session, ctx, case), trigger, subject=f.subject) is not None
    return done


def _before(ctx: Context, profile: Profile, key: str) -> datetime:
    """What began later cannot have passed the limit yet: a day of it is never shorter than a day."""
    limit = profile.limits[key]
    return ctx.clock.now() - (timedelta(hours=limit.n) if limit.unit == "hours" else timedelta(days=limit.n))


def _passed(ctx: Context, profile: Profile, key: str, since: datetime) -> bool:
    limit = profile.limits[key]
    if limit.unit == "hours":
        return profile.due_time(key, since) <= ctx.clock.now()
    last: date = profile.due(key, local_date(since), ctx.calendar).nominal
    return last < local_date(ctx.clock.now())
