"""The visit days: what is published, the places left, who comes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import words_queries
from api.cases.views import opening
from api.context import Context
from api.errors import NotFound
from api.security import Caller
from api.visits import queries
from models.clock import local_date
from models.law.matters import Kind
from models.tables import Appointment, VisitDay
from models.wire import SlotView, VisitDayOwn, VisitDayView, VisitEntry


async def days(session: AsyncSession, ctx: Context) -> list[VisitDayView]:
    now = ctx.clock.now()
    return await _days(session, now, await queries.published(session, local_date(now), now))


async def own(session: AsyncSession, ctx: Context, who: Caller) -> list[VisitDayOwn]:
    """The next days on which the caller receives, with who comes."""
    now = ctx.clock.now()
    found = await queries.received_by(session, who.staff_id or 0, local_date(now), now)
    shown = await _days(session, now, found)
    return [
        VisitDayOwn(**dict(view), visitors=await _entries(session, ctx, who, day.id))
        for day, view in zip(found, shown, strict=True)
    ]


async def _days(session: AsyncSession, now: datetime, found: Sequence[VisitDay]) -> list[VisitDayView]:
    free: dict[int, int] = {}
    for slot, places in await queries.places(session, [d.id for d in found], now):
        free[slot.visit_day_id] = free.get(slot.visit_day_id, 0) + places
    return [_day(d, free.get(d.id, 0)) for d in found]


def _day(d: VisitDay, free: int) -> VisitDayView:
    return VisitDayView(
        id=d.token,
        date=d.date,
        title=d.title,
        level=d.level,
        mode=d.mode,
        venue=d.venue,
        venue_en=d.venue_en,
        area=d.area.name,
        official=d.official.name,
        post=d.official.post,
        post_en=d.official.post_en,
        portfolio=d.official.portfolio,
        portfolio_en=d.official.portfolio_en,
        companions=d.companions,
        free=free,
    )


async def slots(session: AsyncSession, ctx: Context, token: str) -> list[SlotView]:
    """The slots still to come of a published day. NotFound for any other."""
    now = ctx.clock.now()
    day = await queries.day(session, token)
    if day is None or day.published_at is None or day.published_at > now or day.date < local_date(now):
        raise NotFound
    found = await queries.places(session, [day.id], now)
    return [SlotView(id=s.token, starts_at=s.starts_at, ends_at=s.ends_at, free=free) for s, free in found]


async def entries(session: AsyncSession, ctx: Context, who: Caller, token: str) -> list[VisitEntry]:
    """Who comes on a day, in order of time. Of a case that the caller must not see: only that the place is taken."""
    day = await queries.day(session, token)
    if day is None:
        raise NotFound
    return await _entries(session, ctx, who, day.id)


async def _entries(session: AsyncSession, ctx: Context, who: Caller, day: int) -> list[VisitEntry]:
    rows = await queries.of_day(session, who, day)
    first = await words_queries.first_words(session, [booked.case for booked, seen in rows if seen])
    return [_entry(ctx, booked, first) if seen else _taken(booked) for booked, seen in rows]


def _taken(booked: Appointment) -> VisitEntry:
    return VisitEntry(starts_at=booked.slot.starts_at, ends_at=booked.slot.ends_at)


def _entry(ctx: Context, booked: Appointment, first: dict[int, bytes]) -> VisitEntry:
    case = booked.case
    return VisitEntry(
        starts_at=booked.slot.starts_at,
        ends_at=booked.slot.ends_at,
        booking_no=booked.booking_no,
        people=booked.people,
        case_no=case.case_no,
        kind=Kind(case.kind),
        excerpt=opening(ctx, case, first),
        moved_from=booked.moved_from,
    )
