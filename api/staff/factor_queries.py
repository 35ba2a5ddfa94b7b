"""SQL of the second factor."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.people import Role
from models.tables import SecondFactor, Staff, StaffRole


async def of(session: AsyncSession, staff_id: int, *, lock: bool = False) -> SecondFactor | None:
    """`lock`: nobody uses a code of it meanwhile."""
    statement = select(SecondFactor).where(SecondFactor.staff_id == staff_id)
    found: SecondFactor | None = await session.scalar(statement.with_for_update() if lock else statement)
    return found


async def remove(session: AsyncSession, staff_id: int) -> bool:
    """Whether there was one."""
    gone = delete(SecondFactor).where(SecondFactor.staff_id == staff_id).returning(SecondFactor.on_at)
    return await session.scalar(gone) is not None


async def due(session: AsyncSession, staff_id: int) -> datetime | None:
    """From when on it has to be on."""
    found: datetime | None = await session.scalar(select(Staff.factor_due_at).where(Staff.id == staff_id))
    return found


async def needs_date(session: AsyncSession, staff_id: int, roles: Collection[Role]) -> bool:
    """Whether somebody with one of the roles has neither one nor a day by which to have it."""
    held = exists().where(StaffRole.staff_id == Staff.id, StaffRole.role.in_(roles))
    have = exists().where(SecondFactor.staff_id == Staff.id, SecondFactor.on_at.is_not(None))
    wanted = select(Staff.id).where(Staff.id == staff_id, Staff.factor_due_at.is_(None), held, ~have)
    return await session.scalar(wanted) is not None


async def set_due(session: AsyncSession, staff_id: int, at: datetime) -> None:
    await session.execute(update(Staff).where(Staff.id == staff_id).values(factor_due_at=at))


async def lacking(session: AsyncSession, roles: Collection[Role]) -> Sequence[str]:
    """Names of active staff with one of the roles who have none."""
    held = exists().where(StaffRole.staff_id == Staff.id, StaffRole.role.in_(roles))
    have = exists().where(SecondFactor.staff_id == Staff.id, SecondFactor.on_at.is_not(None))
    return (await session.scalars(select(Staff.name).where(Staff.active, held, ~have).order_by(Staff.id))).all()
