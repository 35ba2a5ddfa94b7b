"""Visit days made, published, changed and cancelled by the office; whoever is booked is told."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.office.kind import Ref
from api.office.queries import ids
from api.security import Caller
from api.visits import queries, service
from models.clock import ZONE, local_date
from models.tables import Area, Official, Slot, VisitDay
from models.wire import VisitDayCancelled, VisitDayChange, VisitDayKept, VisitDayWanted

OFFICIAL, AREA = Ref(Official, "official_id"), Ref(Area, "area_id")


async def listed(session: AsyncSession, ctx: Context) -> list[VisitDayKept]:
    """From today on, published or not."""
    rows = await queries.kept_days(session, local_date(ctx.clock.now()))
    booked = await queries.booked_on(session, [day.id for day in rows])
    return [_kept(day, booked.get(day.id, 0)) for day in rows]


def _kept(day: VisitDay, booked: int) -> VisitDayKept:
    return VisitDayKept(
        id=day.token,
        date=day.date,
        title=day.title,
        official=day.official.code,
        official_name=day.official.name,
        area=day.area.code,
        venue=day.venue,
        venue_en=day.venue_en,
        companions=day.companions,
        published=day.published_at is not None,
        booked=booked,
    )


async def create(session: AsyncSession, ctx: Context, who: Caller, given: VisitDayWanted) -> VisitDayKept:
    """With its slots. Unprocessable for a day that has begun, for hours that hold no slot, for what is not in use."""
    now = ctx.clock.now()
    if given.date <= local_date(now):
        raise Unprocessable("a day to come", code="past_day", field="date")
    starts = list(_starts(given))
    if not starts:
        raise Unprocessable("not one slot lies between", code="no_slot", field="end")
    official = await _one(session, OFFICIAL, "official", given.official)
    area = await _one(session, AREA, "area", given.area)
    held = await session.get_one(Official, official)
    day = VisitDay(
        token=_token(), date=given.date, title=given.title, level=held.level, mode=given.mode, venue=given.venue,
        venue_en=given.venue_en, area_id=area, official_id=official, companions=given.companions,
        published_at=now if given.published else None,
    )  # fmt: skip
    session.add(day)
    await session.flush()
    length = timedelta(minutes=given.minutes)
    session.add_all(
        Slot(token=_token(), visit_day_id=day.id, starts_at=at, ends_at=at + length, capacity=given.capacity)
        for at in starts
    )
    await session.flush()
    await _say(session, ctx, who, day, "visit_day_made")
    return _kept(await _found(session, day.token), 0)


async def change(session: AsyncSession, ctx: Context, who: Caller, token: str, given: VisitDayChange) -> VisitDayKept:
    """Whoever is booked is told of another place or official. Conflict `has_bookings`: a day that somebody is booked on
    is cancelled, not hidden."""
    day = await _found(session, token)
    numbers = await queries.bookings_of(session, day.id)
    if numbers and not given.published:
        raise Conflict("somebody is booked: cancel the day", code="has_bookings")
    official = await _one(session, OFFICIAL, "official", given.official)
    moved = (day.venue, day.official_id) != (given.venue, official)
    day.title, day.venue, day.venue_en, day.companions = given.title, given.venue, given.venue_en, given.companions
    day.official_id = official
    day.published_at = (day.published_at or ctx.clock.now()) if given.published else None
    await session.flush()
    for number in numbers if moved else ():
        await service.tell_again(session, ctx, number)
    await _say(session, ctx, who, day, "visit_day_changed")
    return _kept(await _found(session, token), len(numbers))


async def cancel(session: AsyncSession, ctx: Context, who: Caller, token: str, reason: str) -> VisitDayCancelled:
    """Every booking to come is cancelled, each person is told why, and nobody can book it any more."""
    day = await _found(session, token)
    told = 0
    for number in await queries.bookings_of(session, day.id):
        told += await service.call_off(session, ctx, who, number, reason)
    day.published_at = None
    await session.flush()
    await audit(session, who, "visit_day_cancelled", _target(day), ctx.clock.now(), reason[:200])
    return VisitDayCancelled(told=told)


async def _found(session: AsyncSession, token: str) -> VisitDay:
    day = await queries.whole_day(session, token)
    if day is None:
        raise NotFound
    return day


async def _one(session: AsyncSession, ref: Ref, field: str, code: str) -> int:
    found = await ids(session, ref, [code])
    if code not in found:
        raise Unprocessable(f"there is no {code} in use", code="no_such_code", field=field)
    return found[code]


def _starts(given: VisitDayWanted) -> Iterator[datetime]:
    step, at = timedelta(minutes=given.minutes), datetime.combine(given.date, given.start, ZONE)
    end = datetime.combine(given.date, given.end, ZONE)
    while at + step <= end:
        yield at
        at += step


def _token() -> str:
    return secrets.token_urlsafe(9).replace("_", "x").replace("-", "y")


def _target(day: VisitDay) -> str:
    return f"{day.date} {day.title}"[:100]


async def _say(session: AsyncSession, ctx: Context, who: Caller, day: VisitDay, action: str) -> None:
    published = "published" if day.published_at else "not published"
    await audit(session, who, action, _target(day), ctx.clock.now(), changed=[f"venue: {day.venue}", published])
