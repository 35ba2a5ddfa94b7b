"""SQL of the staff pages. What a caller may see is decided by the features' own `visible`."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.kept import seldom_changed
from models.law.people import Role
from models.tables import Case, CaseEvent, Notification, ResidentChannel, Staff, StaffRole, Unit


@seldom_changed
async def members(
    session: AsyncSession, roles: Sequence[Role], discipline: bool, within: frozenset[int] | None
) -> list[tuple[Unit, Staff]]:
    """Active staff who have one of the roles in a unit, by unit, its head before the others; `within` None: of every
    unit."""
    statement = (
        select(Unit, Staff)
        .join(StaffRole, StaffRole.unit_id == Unit.id)
        .join(Staff, Staff.id == StaffRole.staff_id)
        .where(Staff.active, StaffRole.role.in_(roles), Unit.active, Unit.discipline.is_(discipline))
        .order_by(Unit.id, Staff.id)
        .distinct()
    )
    if within is not None:
        statement = statement.where(Unit.id.in_(within))
    found = [(u, s) for u, s in await session.execute(statement)]
    return sorted(found, key=lambda row: (row[0].id, row[1].id != row[0].head_id, row[1].id))


async def notices_by_id(
    session: AsyncSession, ids: Sequence[int]
) -> list[tuple[Notification, Case, bytes | None, str | None]]:
    """Notices with their case, the sealed words they speak of, and the language of the resident's chat."""
    statement = (
        select(Notification, Case, CaseEvent.body_sealed, ResidentChannel.locale)
        .join(Case, Case.id == Notification.case_id)
        .outerjoin(CaseEvent, (CaseEvent.case_id == Case.id) & (CaseEvent.seq == Notification.event_seq))
        .outerjoin(ResidentChannel, ResidentChannel.id == Case.channel_id)
        .options(joinedload(Case.topic), joinedload(Case.area))
        .where(Notification.id.in_(ids))
    )
    return [(n, c, body, locale) for n, c, body, locale in await session.execute(statement)]
