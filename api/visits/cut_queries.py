"""SQL of a visit day that is cut into slots anew, or cancelled.

Whoever does so locks the day, then its slots, and reads who is booked when it has them: a booking that is made, moved
or cancelled meanwhile was there before, or finds the day as it has become. Of residents it locks none: whoever books
or moves has locked themselves before, and waits for these slots.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.visits import queries
from models.law.visits import AppointmentState
from models.tables import Appointment, Hold, Slot, VisitDay

_STANDS = Appointment.state == AppointmentState.BOOKED


async def slots_of(session: AsyncSession, days: Iterable[int]) -> Sequence[Slot]:
    """Of these days, in order of time. What has no places is none: it stood there before the day was cut anew."""
    statement = select(Slot).where(Slot.visit_day_id.in_(list(days)), Slot.capacity > 0)
    return (await session.scalars(statement.order_by(Slot.starts_at, Slot.id))).all()


async def lock_day(session: AsyncSession, day: int) -> None:
    """Nobody else cuts it, and nobody moves or cancels a booking on it (`hold_day`)."""
    await session.execute(select(VisitDay.id).where(VisitDay.id == day).with_for_update(key_share=True))


async def hold_day(session: AsyncSession, slot: int) -> None:
    """The day of a slot is not cut anew before this transaction ends. The resident must be locked before."""
    day = select(Slot.visit_day_id).where(Slot.id == slot).scalar_subquery()
    await session.execute(select(VisitDay.id).where(VisitDay.id == day).with_for_update(read=True))


async def locked_slots(session: AsyncSession, day: int) -> Sequence[Slot]:
    """All that the day has and had, as they stand now."""
    statement = select(Slot).where(Slot.visit_day_id == day).order_by(Slot.id).with_for_update(key_share=True)
    return (await session.scalars(statement.execution_options(populate_existing=True))).all()


async def lock_all(session: AsyncSession, day: int) -> None:
    """Nobody else cuts the day, and nobody books, moves or cancels a booking on it."""
    await lock_day(session, day)
    await queries.lock(session, await session.scalars(select(Slot.id).where(Slot.visit_day_id == day)))


async def seats(session: AsyncSession, day: int) -> Sequence[tuple[str, int, datetime]]:
    """(number, resident, begin) of the bookings that stand, in the order in which they were made."""
    statement = (
        select(Appointment.booking_no, Appointment.resident_id, Slot.starts_at)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Slot.visit_day_id == day, _STANDS)
        .order_by(Appointment.id)
    )
    return [(number, resident, at) for number, resident, at in await session.execute(statement)]


async def drop_lapsed(session: AsyncSession, slots: Sequence[int], now: datetime) -> None:
    await session.execute(delete(Hold).where(Hold.slot_id.in_(slots), Hold.until <= now))


async def holds_on(session: AsyncSession, slots: Sequence[int]) -> dict[int, int]:
    """How many places are held, by slot."""
    statement = select(Hold.slot_id, func.count(Hold.id)).where(Hold.slot_id.in_(slots)).group_by(Hold.slot_id)
    return {slot: count for slot, count in await session.execute(statement)}


async def drop_holds(session: AsyncSession, slots: Sequence[int]) -> None:
    await session.execute(delete(Hold).where(Hold.slot_id.in_(slots)))


async def seat(session: AsyncSession, number: str, slot: int, was: datetime) -> bool:
    """Moves a booking; False if it does not stand any more."""
    statement = (
        update(Appointment)
        .where(Appointment.booking_no == number, _STANDS)
        .values(slot_id=slot, moved_from=was)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount == 1
