"""Visit days made, published, changed and cancelled by the office; whoever is booked is told."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.office.kind import Ref
from api.office.queries import ids
from api.security import Caller
from api.visits import cut_queries, queries, recutting, service
from api.visits.cutting import USUAL, Hours
from models.clock import local_date
from models.tables import Area, Official, VisitDay
from models.wire import VisitDayCancelled, VisitDayChange, VisitDayKept, VisitDayWanted

OFFICIAL, AREA = Ref(Official, "official_id"), Ref(Area, "area_id")


async def listed(session: AsyncSession, ctx: Context) -> list[VisitDayKept]:
    """From today on, published or not."""
    rows = await queries.kept_days(session, local_date(ctx.clock.now()))
    booked = await queries.booked_on(session, [day.id for day in rows])
    hours = await recutting.hours(session, rows)
    return [_kept(day, hours.get(day.id, USUAL), booked.get(day.id, 0)) for day in rows]


def _kept(day: VisitDay, hours: Hours, booked: int) -> VisitDayKept:
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
        **vars(hours),
    )


async def _read(session: AsyncSession, token: str, booked: int) -> VisitDayKept:
    day = await _found(session, token)
    return _kept(day, (await recutting.hours(session, [day])).get(day.id, USUAL), booked)


async def create(session: AsyncSession, ctx: Context, who: Caller, given: VisitDayWanted) -> VisitDayKept:
    """With its slots. Unprocessable for a day that has begun, for hours that hold no slot, for what is not in use."""
    now = ctx.clock.now()
    if given.date <= local_date(now):
        raise Unprocessable("a day to come", code="past_day", field="date")
    cuts = list(Hours(given.start, given.end, given.minutes, given.capacity).on(given.date))
    if not cuts:
        raise Unprocessable("not one slot lies between", code="no_slot", field="end")
    official = await _one(session, OFFICIAL, "official", given.official)
    area = await _one(session, AREA, "area", given.area)
    held = await session.get_one(Official, official)
    day = VisitDay(
        token=recutting.token(), date=given.date, title=given.title, level=held.level, mode=given.mode,
        venue=given.venue, venue_en=given.venue_en, area_id=area, official_id=official, companions=given.companions,
        published_at=now if given.published else None,
    )  # fmt: skip
    session.add(day)
    await session.flush()
    session.add_all(recutting.slot_of(day, cut) for cut in cuts)
    await session.flush()
    await _say(session, ctx, who, day, "visit_day_made")
    return await _read(session, day.token, 0)


async def change(session: AsyncSession, ctx: Context, who: Caller, token: str, given: VisitDayChange) -> VisitDayKept:
    """Whoever is booked keeps a place, and is told of another time, place or official. Conflict `has_bookings`: a day
    that somebody is booked on is cancelled, not hidden; and what `recut` raises."""
    day = await _found(session, token)
    before = _seen(day, (await recutting.hours(session, [day])).get(day.id, USUAL))
    moved = await recutting.recut(session, ctx, day, given) or []
    numbers = await queries.bookings_of(session, day.id)
    if numbers and not given.published:
        raise Conflict("somebody is booked: cancel the day", code="has_bookings")
    official = await _one(session, OFFICIAL, "official", given.official)
    other = (day.venue, day.official_id) != (given.venue, official)
    day.title, day.venue, day.venue_en, day.companions = given.title, given.venue, given.venue_en, given.companions
    day.official_id = official
    day.published_at = (day.published_at or ctx.clock.now()) if given.published else None
    await session.flush()
    for number in numbers if other else moved:
        await service.tell_changed(session, ctx, who, number, moved=number in moved)
    kept = await _read(session, token, len(numbers))
    after = _seen(await _found(session, token), Hours(kept.start, kept.end, kept.minutes, kept.capacity))
    changed = [f"{name}: {before[name]} → {value}" for name, value in after.items() if value != before[name]]
    await audit(session, who, "visit_day_changed", _target(day), ctx.clock.now(), changed=changed)
    return kept


def _seen(day: VisitDay, hours: Hours) -> dict[str, str]:
    """For the audit."""
    times = f"{hours.start:%H:%M}–{hours.end:%H:%M}"
    return {
        "date": day.date.isoformat(), "hours": times, "minutes": str(hours.minutes), "capacity": str(hours.capacity),
        "title": day.title, "official": day.official.code, "venue": day.venue, "venue_en": day.venue_en,
        "companions": "、".join(day.companions), "published": str(day.published_at is not None),
    }  # fmt: skip


async def cancel(session: AsyncSession, ctx: Context, who: Caller, token: str, reason: str) -> VisitDayCancelled:
    """Every booking to come is cancelled, each person is told why, and nobody can book it any more."""
    day = await _found(session, token)
    await cut_queries.lock_all(session, day.id)
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


def _target(day: VisitDay) -> str:
    return f"{day.date} {day.title}"[:100]


async def _say(session: AsyncSession, ctx: Context, who: Caller, day: VisitDay, action: str) -> None:
    published = "published" if day.published_at else "not published"
    await audit(session, who, action, _target(day), ctx.clock.now(), changed=[f"venue: {day.venue}", published])
