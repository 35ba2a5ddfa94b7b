"""Booking a place on a leader's visit day. One matter, one booking; at most five persons (art. 20)."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import record, words_queries
from api.cases.about import told_of
from api.cases.matter import Matter
from api.cases.record import Journal
from api.cases.views import excerpt
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.intake.service import chat_of, own
from api.notifications.service import leased
from api.security import Caller
from api.visits import holds, queries
from models.clock import ZONE, local_date
from models.law.events import EventKind
from models.law.matters import Kind
from models.law.notices import NoticeKind, NoticeState
from models.law.visits import AppointmentState
from models.numbers import booking_no
from models.tables import Appointment, Case, Notification, ResidentChannel, Slot, VisitDay
from models.wire import (
    AppointmentCreate,
    AppointmentView,
    CancelWanted,
    LeasedNotice,
    ResidentRef,
    SlotView,
    VisitDayView,
    VisitEntry,
)

MINE = 50


# --- looking ---------------------------------------------------------------------------------------------------------


async def days(session: AsyncSession, ctx: Context) -> list[VisitDayView]:
    now = ctx.clock.now()
    found = await queries.published(session, local_date(now), now)
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
        area=d.area.name,
        official=d.official.name,
        post=d.official.post,
        portfolio=d.official.portfolio,
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
    rows = await queries.of_day(session, who, day.id)
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
        excerpt=excerpt(ctx, case, first),
    )


# --- bookings --------------------------------------------------------------------------------------------------------


async def book(session: AsyncSession, ctx: Context, given: AppointmentCreate) -> AppointmentView:
    """NotFound for a case that is not this chat's; Conflict `slot_gone`, `monthly_cap`, `already_booked`,
    `same_hour`: one person has one place at a time, unless the matter is another's, by name.

    The notice is leased to the caller, who speaks it at once.
    """
    now = ctx.clock.now()
    case = await own(session, ctx, given.resident, given.case_no, None)
    assert case.resident_id is not None  # it is this chat's own
    slot = await holds.bookable(session, given.slot, now)
    await queries.lock_resident(session, case.resident_id)
    if not await queries.is_for_another(session, case.id) and await queries.at_the_same_time(
        session, case.resident_id, case.id, slot
    ):
        raise Conflict("you have a place at that time already", code="same_hour")
    await _place(session, given, slot, now)
    await _within_cap(session, ctx, case.resident_id, slot)
    await queries.end_past(session, case.id, now)
    today = local_date(now)
    number = booking_no(today, await queries.next_number(session, ctx.db.sqlite, "YY", today))
    wanted = Appointment(
        booking_no=number,
        slot_id=slot.id,
        case_id=case.id,
        resident_id=case.resident_id,
        people=given.people,
        booked_at=now,
    )
    if await queries.book(session, ctx.db.sqlite, wanted) is None:
        raise Conflict("this matter has a booking already", code="already_booked")
    booked = await _found(session, number)
    notice = await _owe(session, ctx, booked, NoticeKind.APPOINTMENT_MADE, None)
    return _view(ctx, booked, await _leased(session, ctx, notice, case))


async def _place(session: AsyncSession, given: AppointmentCreate, slot: Slot, now: datetime) -> None:
    """The hold becomes the booking; a hold elsewhere is let go; without one a place is taken now."""
    mine = await holds.mine_locked(session, given.hold, slot, now)
    if mine is not None:
        await queries.drop_hold(session, mine[0])
        if mine[1] == slot.id:
            return
        await queries.give_back(session, mine[1])
    if not await queries.take(session, slot.id):
        raise holds.gone()


async def _within_cap(session: AsyncSession, ctx: Context, resident: int, slot: Slot) -> None:
    """Counted by the month of the visit, local time."""
    most = ctx.profile.values["visits_per_month"]
    first = local_date(slot.starts_at).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    month = (datetime.combine(d, time(), ZONE) for d in (first, after))
    if await queries.booked_between(session, resident, *month) >= most:
        raise Conflict(f"at most {most} visits a month", code="monthly_cap")


async def _found(session: AsyncSession, number: str) -> Appointment:
    found = await queries.appointment(session, number)
    if found is None:
        raise NotFound
    return found


async def mine(session: AsyncSession, ctx: Context, ref: ResidentRef) -> list[AppointmentView]:
    chat = await chat_of(session, ctx, ref)
    if chat is None:
        return []
    return [_view(ctx, a) for a in await queries.of_resident(session, chat.resident_id, MINE)]


async def cancel(session: AsyncSession, ctx: Context, who: Caller, number: str, given: CancelWanted) -> AppointmentView:
    """By the resident, or by staff with a reason that the resident is told word for word. Frees the place.

    Conflict `visit_began` once the slot has begun. Cancelling twice changes nothing.
    """
    now = ctx.clock.now()
    booked = await _found(session, number)
    if who.staff_id is None:
        await _resident_s_own(session, ctx, booked, given)
    elif not await queries.sees_case(session, who, booked.case_id):
        raise NotFound
    elif given.reason is None:
        raise Unprocessable("staff give a reason", field="reason")
    if booked.state == AppointmentState.CANCELLED:
        return _view(ctx, booked)
    if booked.slot.starts_at <= now:
        raise Conflict("the visit has begun", code="visit_began")
    await queries.lock(session, {booked.slot_id})
    if not await queries.cancel(session, booked.id, now):
        await session.refresh(booked, ["state"])  # at the same moment by somebody else
        return _view(ctx, booked)
    await queries.give_back(session, booked.slot_id)
    seq = await _noted(session, ctx, who, booked, given.reason or "") if who.staff_id is not None else None
    notice = await _owe(session, ctx, booked, NoticeKind.APPOINTMENT_CANCELLED, seq)
    spoken = await _leased(session, ctx, notice, booked.case) if who.staff_id is None else None
    return _view(ctx, booked, spoken)


async def _resident_s_own(session: AsyncSession, ctx: Context, booked: Appointment, given: CancelWanted) -> None:
    if given.resident is None:
        raise Unprocessable("say for whom", field="resident")
    chat = await chat_of(session, ctx, given.resident)
    if chat is None or chat.resident_id != booked.resident_id:
        raise NotFound


async def _noted(session: AsyncSession, ctx: Context, who: Caller, booked: Appointment, reason: str) -> int:
    """The reason stands in the case's timeline, sealed; the notice speaks it."""
    facts = {"booking_no": booked.booking_no, "appointment": "cancelled"}
    event = await Journal.by(who, session, ctx, booked.case).append(EventKind.NOTE, facts=facts, body=reason)
    await audit(session, who, "cancel_appointment", booked.booking_no, ctx.clock.now())
    return event.seq


async def _owe(
    session: AsyncSession, ctx: Context, booked: Appointment, kind: NoticeKind, event_seq: int | None
) -> Notification:
    day = booked.slot.visit_day
    facts = {
        "booking_no": booked.booking_no,
        "starts_at": booked.slot.starts_at.isoformat(),
        "venue": day.venue,
        "official": day.official.name,
        "post": day.official.post,
        "people": booked.people,
    }
    notice = await record.owe(Matter(session, ctx, booked.case), kind, facts, event_seq)
    await session.flush()
    return notice


async def _leased(session: AsyncSession, ctx: Context, notice: Notification, case: Case) -> LeasedNotice | None:
    if notice.state != NoticeState.DUE or notice.channel_id is None:
        return None
    chat = await session.get_one(ResidentChannel, notice.channel_id)
    record.lease(ctx, notice)
    await session.flush()
    matters = await told_of(session, ctx, [case])
    return leased(ctx, notice, case, chat, None).model_copy(update={"about": matters.get(case.id)})


def _view(ctx: Context, booked: Appointment, notice: LeasedNotice | None = None) -> AppointmentView:
    slot, day = booked.slot, booked.slot.visit_day
    over = booked.state == AppointmentState.BOOKED and slot.ends_at <= ctx.clock.now()
    return AppointmentView(
        booking_no=booked.booking_no,
        state=AppointmentState.OVER if over else AppointmentState(booked.state),
        case_no=booked.case.case_no,
        people=booked.people,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        venue=day.venue,
        official=day.official.name,
        post=day.official.post,
        notice=notice,
    )
