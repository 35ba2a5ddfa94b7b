"""Booking a place on a leader's visit day. One matter, one booking; at most five persons (art. 20)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import record
from api.cases.about import told_of
from api.cases.matter import Matter
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.intake.service import chat_of, own
from api.notifications.service import leased
from api.security import Caller
from api.visits import cut_queries, holds, queries
from models.clock import ZONE, local_date
from models.law.events import EventKind
from models.law.facts import Facts, with_english
from models.law.notices import NoticeKind, NoticeState
from models.law.visits import AppointmentState
from models.numbers import booking_no
from models.tables import Appointment, Case, Notification, ResidentChannel, Slot
from models.wire import (
    AppointmentCreate,
    AppointmentView,
    CancelWanted,
    LeasedNotice,
    MoveWanted,
    Place,
    ResidentRef,
    Visit,
)

MINE = 50
TELLS = {
    "made": NoticeKind.APPOINTMENT_MADE,
    "moved": NoticeKind.APPOINTMENT_MOVED,
    "cancelled": NoticeKind.APPOINTMENT_CANCELLED,
}
"""By what was done with a booking."""


async def book(session: AsyncSession, ctx: Context, given: AppointmentCreate) -> AppointmentView:
    """NotFound for a case that is not this chat's; Conflict `slot_gone`, `monthly_cap`, `already_booked`,
    `same_hour`: one person has one place at a time, unless the matter is another's, by name.

    The notice is leased to the caller, who speaks it at once.
    """
    case = await own(session, ctx, given.resident, given.case_no, None)
    booked = await reserve(session, ctx, case, given)
    notice = await owe(session, ctx, booked, NoticeKind.APPOINTMENT_MADE, None)
    return view(ctx, booked, await _leased(session, ctx, notice, case))


async def reserve(session: AsyncSession, ctx: Context, case: Case, given: Visit) -> Appointment:
    """A place for a case that has a resident; nobody is told yet."""
    now = ctx.clock.now()
    assert case.resident_id is not None, "their places at one time, and in a month, are counted"
    slot = await holds.bookable(session, given.slot, now)
    await queries.lock_resident(session, case.resident_id)
    await _one_at_a_time(session, case.resident_id, case.id, slot)
    await _place(session, given.hold, slot, now)
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
    return await found(session, number)


async def move(session: AsyncSession, ctx: Context, number: str, given: MoveWanted) -> AppointmentView:
    """To another place of the same official's. The old one is given back in the transaction that takes the new one:
    whatever refuses, the booking stands as it was.

    NotFound for a booking that is not this chat's; Conflict `not_booked`, `visit_began`, `slot_gone`,
    `other_official`, `same_hour`, `monthly_cap`. To the place where it is nothing changes.
    """
    await _of(session, ctx, await found(session, number), given.resident)
    moved, changed = await relocate(session, ctx, number, given)
    if not changed:
        return view(ctx, moved)
    seq = await told_moved(Journal(session, ctx, moved.case, record.RESIDENT), moved)
    notice = await owe(session, ctx, moved, NoticeKind.APPOINTMENT_MOVED, seq)
    return view(ctx, moved, await _leased(session, ctx, notice, moved.case))


async def relocate(session: AsyncSession, ctx: Context, number: str, given: Place) -> tuple[Appointment, bool]:
    """The booking at its new place, and whether anything was changed; nobody is told yet."""
    now = ctx.clock.now()
    booked = await _locked(session, number)
    if booked.state != AppointmentState.BOOKED:
        raise _not_booked()
    was = booked.slot
    if was.starts_at <= now:
        raise Conflict("the visit has begun", code="visit_began")
    slot = await holds.bookable(session, given.slot, now)
    if slot.id == was.id:
        return booked, False
    if slot.visit_day.official_id != was.visit_day.official_id:
        raise Conflict("that day is another official's: cancel this visit, and book there", code="other_official")
    await _one_at_a_time(session, booked.resident_id, booked.case_id, slot)
    await _place(session, given.hold, slot, now, {was.id})
    if _month(slot) != _month(was):
        await _within_cap(session, ctx, booked.resident_id, slot)
    if not await queries.move(session, booked, slot):
        raise _not_booked()
    await queries.give_back(session, was.id)
    return await found(session, number), True


async def told_moved(at: Journal, moved: Appointment, facts: Facts | None = None) -> int:
    """From when to when it was moved stands in the case's timeline, for staff and the resident."""
    told: Facts = {"booking_no": moved.booking_no, "starts_at": moved.slot.starts_at.isoformat(), **(facts or Facts())}
    if moved.moved_from is not None:
        told["was_at"] = moved.moved_from.isoformat()
    return (await at.append(EventKind.VISIT_MOVED, facts=told)).seq


def _not_booked() -> Conflict:
    return Conflict("this visit is not booked any more", code="not_booked")


def _month(slot: Slot) -> date:
    return local_date(slot.starts_at).replace(day=1)


async def _one_at_a_time(session: AsyncSession, resident: int, case: int, slot: Slot) -> None:
    """The resident must be locked."""
    another = await queries.is_for_another(session, case)
    if not another and await queries.at_the_same_time(session, resident, case, slot):
        raise Conflict("you have a place at that time already", code="same_hour")


async def _place(session: AsyncSession, hold: str | None, slot: Slot, now: datetime, also: Iterable[int] = ()) -> None:
    """The hold becomes the booking; a hold elsewhere is let go; without one a place is taken now. `also` is locked."""
    mine = await holds.mine_locked(session, hold, slot, now, also)
    await holds.bookable(session, slot.token, now)  # while we waited its day may have been cancelled
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
    first = _month(slot)
    after = (first + timedelta(days=32)).replace(day=1)
    month = (datetime.combine(d, time(), ZONE) for d in (first, after))
    if await queries.booked_between(session, resident, *month) >= most:
        raise Conflict(f"at most {most} visits a month", code="monthly_cap")


async def _locked(session: AsyncSession, number: str) -> Appointment:
    """As it stands once nobody else changes this resident's bookings, nor cuts its day anew."""
    await queries.lock_resident(session, (await found(session, number)).resident_id)
    await cut_queries.hold_day(session, (await found(session, number)).slot_id)
    return await found(session, number)


async def found(session: AsyncSession, number: str) -> Appointment:
    found = await queries.appointment(session, number)
    if found is None:
        raise NotFound
    return found


async def mine(session: AsyncSession, ctx: Context, ref: ResidentRef) -> list[AppointmentView]:
    chat = await chat_of(session, ctx, ref)
    if chat is None:
        return []
    return [view(ctx, a) for a in await queries.of_resident(session, chat.resident_id, MINE)]


async def cancel(session: AsyncSession, ctx: Context, who: Caller, number: str, given: CancelWanted) -> AppointmentView:
    """By the resident, or by staff with a reason that the resident is told word for word. Frees the place.

    Conflict `visit_began` once the slot has begun. Cancelling twice changes nothing.
    """
    booked = await found(session, number)
    if who.staff_id is None:
        await _resident_s_own(session, ctx, booked, given)
    elif not await queries.sees_case(session, who, booked.case_id):
        raise NotFound
    elif given.reason is None:
        raise Unprocessable("staff give a reason", field="reason")
    booked, changed = await release(session, ctx, number)
    if not changed:
        return view(ctx, booked)
    seq = await noted(session, ctx, who, booked, given.reason or "") if who.staff_id is not None else None
    notice = await owe(session, ctx, booked, NoticeKind.APPOINTMENT_CANCELLED, seq)
    spoken = await _leased(session, ctx, notice, booked.case) if who.staff_id is None else None
    return view(ctx, booked, spoken)


async def release(session: AsyncSession, ctx: Context, number: str) -> tuple[Appointment, bool]:
    """The booking, cancelled, and whether it was not before; nobody is told yet. Conflict `visit_began`."""
    booked = await _locked(session, number)
    await queries.lock(session, {booked.slot_id})
    return await _released(session, ctx, booked)


async def _released(session: AsyncSession, ctx: Context, booked: Appointment) -> tuple[Appointment, bool]:
    """The slot must be locked."""
    now = ctx.clock.now()
    if booked.state == AppointmentState.CANCELLED:
        return booked, False
    if booked.slot.starts_at <= now:
        raise Conflict("the visit has begun", code="visit_began")
    if not await queries.cancel(session, booked, now):
        await session.refresh(booked, ["state"])  # at the same moment by somebody else
        return booked, False
    await queries.give_back(session, booked.slot_id)
    return booked, True


async def call_off(session: AsyncSession, ctx: Context, who: Caller, number: str, reason: str) -> bool:
    """The office cancels a booking of a day that it has locked; the person is told why. False if it was before."""
    booked, changed = await _released(session, ctx, await found(session, number))
    if changed:
        seq = await noted(session, ctx, who, booked, reason)
        await owe(session, ctx, booked, NoticeKind.APPOINTMENT_CANCELLED, seq)
    return changed


async def tell_changed(session: AsyncSession, ctx: Context, who: Caller, number: str, *, moved: bool) -> None:
    """The office has another time (`moved`), place or official for a booking than the person was told."""
    booked, seq = await found(session, number), None
    if moved:
        seq = await told_moved(Journal.by(who, session, ctx, booked.case), booked)
    await owe(session, ctx, booked, NoticeKind.APPOINTMENT_CHANGED, seq)


async def _resident_s_own(session: AsyncSession, ctx: Context, booked: Appointment, given: CancelWanted) -> None:
    if given.resident is None:
        raise Unprocessable("say for whom", field="resident")
    await _of(session, ctx, booked, given.resident)


async def _of(session: AsyncSession, ctx: Context, booked: Appointment, resident: ResidentRef) -> None:
    """NotFound for a booking of another person's."""
    chat = await chat_of(session, ctx, resident)
    if chat is None or chat.resident_id != booked.resident_id:
        raise NotFound


async def noted(session: AsyncSession, ctx: Context, who: Caller, booked: Appointment, reason: str) -> int:
    """The reason stands in the case's timeline, sealed; the notice speaks it."""
    facts: Facts = {"booking_no": booked.booking_no, "appointment": "cancelled"}
    event = await Journal.by(who, session, ctx, booked.case).append(EventKind.NOTE, facts=facts, body=reason)
    await audit(session, who, "cancel_appointment", booked.booking_no, ctx.clock.now())
    return event.seq


async def owe(
    session: AsyncSession, ctx: Context, booked: Appointment, kind: NoticeKind, event_seq: int | None
) -> Notification:
    day = booked.slot.visit_day
    facts: Facts = {
        "booking_no": booked.booking_no,
        "starts_at": booked.slot.starts_at.isoformat(),
        "venue": day.venue,
        "official": day.official.name,
        "post": day.official.post,
        "people": booked.people,
    }
    moved = kind is NoticeKind.APPOINTMENT_MOVED or (kind is NoticeKind.APPOINTMENT_CHANGED and event_seq is not None)
    if moved and booked.moved_from is not None:
        facts["was_at"] = booked.moved_from.isoformat()
    notice = await record.owe(Matter(session, ctx, booked.case), kind, facts, event_seq)
    await session.flush()
    return notice


async def _leased(session: AsyncSession, ctx: Context, notice: Notification, case: Case) -> LeasedNotice | None:
    if notice.state != NoticeState.DUE or notice.channel_id is None:
        return None
    chat = await session.get_one(ResidentChannel, notice.channel_id)
    record.lease(ctx, notice)
    await session.flush()
    told = leased(ctx, notice, case, chat, None)
    facts = with_english(told.facts, await catalogue.english(session))
    return told.model_copy(update={"facts": facts, "about": told_of(case, told.kind)})


def view(ctx: Context, booked: Appointment, notice: LeasedNotice | None = None) -> AppointmentView:
    """As residents and staff see it: past ones are over."""
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
        venue_en=day.venue_en,
        official=day.official.name,
        post=day.official.post,
        post_en=day.official.post_en,
        moved_from=booked.moved_from,
        notice=notice,
    )
