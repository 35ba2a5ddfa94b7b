"""SQL of the visit days.

`slot.taken` counts bookings and holds; a place is only ever taken by `UPDATE … WHERE taken < capacity`, whose rows
are counted. Writers lock the slots they touch first, in the order of their ids, and everything else after them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, delete, func, insert, not_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from api.cases.queries import visible
from api.security import Caller
from models.law.visits import AppointmentState
from models.tables import Appointment, Case, CaseCounter, CasePerson, Hold, Official, Resident, Slot, VisitDay

DAY = (joinedload(VisitDay.area), joinedload(VisitDay.official))
WHOLE = (
    joinedload(Appointment.slot).joinedload(Slot.visit_day).joinedload(VisitDay.official),
    joinedload(Appointment.case).options(joinedload(Case.person), joinedload(Case.topic), joinedload(Case.area)),
)


OWN = 2
"""Of their own days to come, so many are shown to whoever receives."""


async def _count(session: AsyncSession, statement: Update | Delete) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


# --- looking ---------------------------------------------------------------------------------------------------------


async def published(session: AsyncSession, today: date, now: datetime) -> Sequence[VisitDay]:
    statement = (
        select(VisitDay)
        .options(*DAY)
        .where(VisitDay.published_at <= now, VisitDay.date >= today)
        .order_by(VisitDay.date, VisitDay.id)
    )
    return (await session.scalars(statement)).all()


async def received_by(session: AsyncSession, staff_id: int, today: date, now: datetime) -> Sequence[VisitDay]:
    """The next days that are published of the official whose account it is."""
    statement = (
        select(VisitDay)
        .join(VisitDay.official)
        .options(joinedload(VisitDay.area), contains_eager(VisitDay.official))
        .where(Official.staff_id == staff_id, VisitDay.published_at <= now, VisitDay.date >= today)
        .order_by(VisitDay.date, VisitDay.id)
        .limit(OWN)
    )
    return (await session.scalars(statement)).all()


async def day(session: AsyncSession, token: str) -> VisitDay | None:
    """Published or not."""
    found: VisitDay | None = await session.scalar(select(VisitDay).where(VisitDay.token == token))
    return found


async def kept_days(session: AsyncSession, today: date) -> Sequence[VisitDay]:
    """From today on, published or not."""
    statement = select(VisitDay).options(*DAY).where(VisitDay.date >= today).order_by(VisitDay.date, VisitDay.id)
    return (await session.scalars(statement)).all()


async def whole_day(session: AsyncSession, token: str) -> VisitDay | None:
    """Published or not, with who receives and where; as it stands now."""
    statement = select(VisitDay).options(*DAY).where(VisitDay.token == token)
    found: VisitDay | None = await session.scalar(statement.execution_options(populate_existing=True))
    return found


async def booked_on(session: AsyncSession, days: Sequence[int]) -> dict[int, int]:
    """How many bookings stand, by the day's id."""
    statement = (
        select(Slot.visit_day_id, func.count(Appointment.id))
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Slot.visit_day_id.in_(days), _STANDS)
        .group_by(Slot.visit_day_id)
    )
    return {day: count for day, count in await session.execute(statement)}


async def bookings_of(session: AsyncSession, day: int) -> Sequence[str]:
    """Numbers of the bookings of a day that stand."""
    statement = select(Appointment.booking_no).join(Slot, Slot.id == Appointment.slot_id)
    return (await session.scalars(statement.where(Slot.visit_day_id == day, _STANDS).order_by(Appointment.id))).all()


async def places(session: AsyncSession, days: Iterable[int], now: datetime) -> Sequence[tuple[Slot, int]]:
    """The slots still to come, each with its free places. Of a hold that has run out the place is free already."""
    lapsed = select(func.count(Hold.id)).where(Hold.slot_id == Slot.id, Hold.until <= now).scalar_subquery()
    statement = (
        select(Slot, Slot.capacity - Slot.taken + lapsed)
        .where(Slot.visit_day_id.in_(list(days)), Slot.starts_at > now, Slot.capacity > 0)
        .order_by(Slot.starts_at, Slot.id)
    )
    return [(slot, free) for slot, free in await session.execute(statement)]


async def bookable(session: AsyncSession, token: str, now: datetime) -> Slot | None:
    """A slot that has not begun, of a day that is published."""
    found: Slot | None = await session.scalar(
        select(Slot)
        .join(Slot.visit_day)
        .options(contains_eager(Slot.visit_day).joinedload(VisitDay.official))
        .where(Slot.token == token, Slot.starts_at > now, VisitDay.published_at <= now)
    )
    return found


# --- places ----------------------------------------------------------------------------------------------------------


async def lock(session: AsyncSession, slots: Iterable[int]) -> None:
    """On SQLite there is one writer anyway."""
    statement = select(Slot.id).where(Slot.id.in_(sorted(slots))).order_by(Slot.id)
    await session.execute(statement.with_for_update(key_share=True))


async def take(session: AsyncSession, slot: int) -> bool:
    free = Slot.taken < Slot.capacity
    return await _count(session, update(Slot).where(Slot.id == slot, free).values(taken=Slot.taken + 1)) == 1


async def give_back(session: AsyncSession, slot: int, places: int = 1) -> None:
    await session.execute(update(Slot).where(Slot.id == slot).values(taken=Slot.taken - places))


async def hold_of(session: AsyncSession, name: str) -> tuple[int, int] | None:
    """(id, slot) of the hold of a session."""
    row = (await session.execute(select(Hold.id, Hold.slot_id).where(Hold.session == name))).first()
    return (row[0], row[1]) if row else None


async def keep(session: AsyncSession, name: str, slot: int, until: datetime) -> None:
    await session.execute(insert(Hold).values(session=name, slot_id=slot, until=until))


async def move_hold(session: AsyncSession, id: int, slot: int, until: datetime) -> None:
    await session.execute(update(Hold).where(Hold.id == id).values(slot_id=slot, until=until))


async def drop_hold(session: AsyncSession, id: int) -> bool:
    return await _count(session, delete(Hold).where(Hold.id == id)) == 1


async def free_lapsed(session: AsyncSession, now: datetime, slots: Iterable[int]) -> int:
    """Takes back the places of holds that have run out; the slots must be locked."""
    statement = delete(Hold).where(Hold.until <= now, Hold.slot_id.in_(list(slots))).returning(Hold.slot_id)
    gone = Counter((await session.scalars(statement)).all())
    for slot, places in sorted(gone.items()):
        await give_back(session, slot, places)
    return gone.total()


async def slots_with_lapsed(session: AsyncSession, now: datetime, limit: int) -> Sequence[int]:
    statement = select(Hold.slot_id).where(Hold.until <= now).distinct().order_by(Hold.slot_id).limit(limit)
    return (await session.scalars(statement)).all()


# --- bookings --------------------------------------------------------------------------------------------------------


async def next_end(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next hold runs out."""
    found: datetime | None = await session.scalar(select(func.min(Hold.until)).where(Hold.until > now))
    return found


async def lock_resident(session: AsyncSession, resident: int) -> None:
    """Of one resident's bookings the next waits for the one before: they are counted."""
    await session.execute(select(Resident.id).where(Resident.id == resident).with_for_update(key_share=True))


async def booked_between(session: AsyncSession, resident: int, first: datetime, end: datetime) -> int:
    statement = (
        select(func.count(Appointment.id))
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(
            Appointment.resident_id == resident,
            Appointment.state != AppointmentState.CANCELLED,
            Slot.starts_at >= first,
            Slot.starts_at < end,
        )
    )
    return (await session.scalar(statement)) or 0


_STANDS = Appointment.state == AppointmentState.BOOKED
_FOR_ANOTHER = Case.on_behalf & CasePerson.name_sealed.is_not(None)


async def is_for_another(session: AsyncSession, case: int) -> bool:
    """Whether the matter is brought for somebody else, by name."""
    statement = select(Case.id).join(CasePerson, CasePerson.case_id == Case.id).where(Case.id == case, _FOR_ANOTHER)
    return await session.scalar(statement) is not None


async def at_the_same_time(session: AsyncSession, resident: int, case: int, slot: Slot) -> bool:
    """Whether the resident comes for another matter of their own then; the resident must be locked."""
    statement = (
        select(Appointment.id)
        .join(Slot, Slot.id == Appointment.slot_id)
        .join(Case, Case.id == Appointment.case_id)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .where(
            Appointment.resident_id == resident,
            Appointment.case_id != case,
            Appointment.state == AppointmentState.BOOKED,
            Slot.starts_at < slot.ends_at,
            Slot.ends_at > slot.starts_at,
            not_(_FOR_ANOTHER),
        )
        .limit(1)
    )
    return await session.scalar(statement) is not None


async def end_past(session: AsyncSession, case: int, now: datetime) -> None:
    """The case's visit that has been leaves room for another."""
    past = select(Slot.id).where(Slot.ends_at <= now)
    await session.execute(
        update(Appointment)
        .where(Appointment.case_id == case, Appointment.state == AppointmentState.BOOKED, Appointment.slot_id.in_(past))
        .values(state=AppointmentState.OVER)
        .execution_options(synchronize_session=False)
    )


async def book(session: AsyncSession, is_sqlite: bool, wanted: Appointment) -> int | None:
    """The new booking's id; None if the case has an open one."""
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(Appointment).values(state=AppointmentState.BOOKED, **wanted.columns())
    statement = statement.on_conflict_do_nothing(index_elements=["case_id"], index_where=text("state = 'booked'"))
    found: int | None = await session.scalar(statement.returning(Appointment.id))
    return found


async def cancel(session: AsyncSession, booked: Appointment, at: datetime) -> bool:
    """False if it is not booked there any more."""
    statement = (
        update(Appointment)
        .where(_STANDS, Appointment.id == booked.id, Appointment.slot_id == booked.slot_id)
        .values(state=AppointmentState.CANCELLED, cancelled_at=at)
    )
    return await _count(session, statement) == 1


async def move(session: AsyncSession, booked: Appointment, to: Slot) -> bool:
    """False if it is not booked there any more. Where it was is kept."""
    statement = (
        update(Appointment)
        .where(_STANDS, Appointment.id == booked.id, Appointment.slot_id == booked.slot_id)
        .values(slot_id=to.id, moved_from=booked.slot.starts_at)
        .execution_options(synchronize_session=False)
    )
    return await _count(session, statement) == 1


async def appointment(session: AsyncSession, booking_no: str) -> Appointment | None:
    """As it stands now, whatever the session has read of it before."""
    statement = select(Appointment).options(*WHOLE).where(Appointment.booking_no == booking_no)
    found: Appointment | None = await session.scalar(statement.execution_options(populate_existing=True))
    return found


async def sees_case(session: AsyncSession, who: Caller, case: int) -> bool:
    return await session.scalar(select(Case.id).where(Case.id == case, visible(who))) is not None


async def of_resident(session: AsyncSession, resident: int, limit: int) -> Sequence[Appointment]:
    """Newest visit first."""
    statement = (
        select(Appointment)
        .join(Appointment.slot)
        .options(
            contains_eager(Appointment.slot).joinedload(Slot.visit_day).joinedload(VisitDay.official),
            joinedload(Appointment.case),
        )
        .where(Appointment.resident_id == resident)
        .order_by(Slot.starts_at.desc(), Appointment.id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def of_day(session: AsyncSession, who: Caller, day: int) -> Sequence[tuple[Appointment, bool]]:
    """What is booked on a day, in order of time, and whether the caller may see the case."""
    statement = (
        select(Appointment, visible(who))
        .join(Appointment.slot)
        .join(Appointment.case)
        .options(contains_eager(Appointment.slot), contains_eager(Appointment.case))
        .where(Slot.visit_day_id == day, Appointment.state != AppointmentState.CANCELLED)
        .order_by(Slot.starts_at, Appointment.id)
    )
    return [(booked, bool(seen)) for booked, seen in await session.execute(statement)]


async def next_number(session: AsyncSession, is_sqlite: bool, series: str, day: date) -> int:
    """The next of a series and local day, by one upsert."""
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(CaseCounter).values(series=series, day=day, last=1)
    statement = statement.on_conflict_do_update(index_elements=["series", "day"], set_={"last": CaseCounter.last + 1})
    number: int = (await session.execute(statement.returning(CaseCounter.last))).scalar_one()
    return number
