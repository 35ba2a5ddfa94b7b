"""SQL of what is missing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.law.people import Role
from models.law.places import BELOW_THE_COUNTY
from models.law.visits import AppointmentState
from models.tables import (
    Appointment,
    Area,
    Case,
    CaseEvent,
    Hotline,
    OnDuty,
    Responsibility,
    Slot,
    Staff,
    StaffRole,
    Unit,
    VisitDay,
)


async def without_head(session: AsyncSession) -> Sequence[str]:
    """Names of units in use that nobody heads, or whose head was switched off."""
    return await _without(session, Unit.head_id)


async def without_deputy(session: AsyncSession) -> Sequence[str]:
    """Names of units in use whose head nobody stands in for."""
    head = aliased(Staff)
    own = exists().where(head.id == Unit.head_id, head.deputy_id.is_not(None))
    return await _without(session, Unit.deputy_id, ~own)


async def _without(session: AsyncSession, column: object, *also: object) -> Sequence[str]:
    there = exists().where(Staff.id == column, Staff.active)
    statement = select(Unit.name).where(Unit.active, ~there, *also).order_by(Unit.id)  # type: ignore[arg-type]
    return (await session.scalars(statement)).all()


async def desks(session: AsyncSession) -> Sequence[Unit]:
    return (await session.scalars(select(Unit).where(Unit.desk, Unit.active).order_by(Unit.id))).all()


async def holders(
    session: AsyncSession, roles: Sequence[Role], unit: int | None = None, *, county: bool = False
) -> int:
    """How many active accounts have one of the roles: in this unit, for the whole county, or anywhere."""
    statement = select(func.count(Staff.id.distinct())).join(StaffRole).where(Staff.active, StaffRole.role.in_(roles))
    if county:
        statement = statement.where(StaffRole.unit_id.is_(None))
    if unit is not None:
        statement = statement.where(StaffRole.unit_id == unit)
    return await session.scalar(statement) or 0


async def days_ahead(session: AsyncSession, since: date, until: date, now: datetime) -> int:
    """Published visit days from `since` to `until`."""
    ahead = (VisitDay.published_at <= now, VisitDay.date >= since, VisitDay.date <= until)
    return await session.scalar(select(func.count(VisitDay.id)).where(*ahead)) or 0


async def places_below(session: AsyncSession) -> int:
    below = or_(*(Area.level == level for level in BELOW_THE_COUNTY))
    return await session.scalar(select(func.count(Area.id)).where(Area.active, below)) or 0


async def entries(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Responsibility.id))) or 0


async def on_duty(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(OnDuty.id))) or 0


async def dangers_named(session: AsyncSession, dangers: Sequence[str]) -> set[str]:
    """Those for which a help line in use is named."""
    rows = await session.scalars(select(Hotline).where(Hotline.active))
    return {danger for line in rows for danger in dangers if getattr(line, danger)}


async def visits_unwritten(session: AsyncSession, since: datetime, now: datetime) -> Sequence[tuple[date, str]]:
    """Days that are over, with bookings in whose case no staff has written anything since; not of accusations."""
    written = exists().where(
        CaseEvent.case_id == Appointment.case_id, CaseEvent.at >= Slot.starts_at, CaseEvent.staff_id.is_not(None)
    )
    statement = (
        select(VisitDay.date, VisitDay.title)
        .join(Slot, Slot.visit_day_id == VisitDay.id)
        .join(Appointment, Appointment.slot_id == Slot.id)
        .join(Case, Case.id == Appointment.case_id)
        .where(Slot.ends_at > since, Slot.ends_at <= now, Appointment.state != AppointmentState.CANCELLED)
        .where(~Case.restricted, ~written)
        .distinct()
        .order_by(VisitDay.date, VisitDay.title)
    )
    return [(day, title) for day, title in await session.execute(statement)]
