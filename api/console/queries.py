"""SQL of the staff pages. What a caller may see is decided by the features' own `visible`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.cases import list_queries
from api.cases.queries import visible
from api.kept import seldom_changed
from api.security import Caller
from api.tasks import queries as tasks
from models.law.people import Role
from models.law.states import State
from models.tables import Case, CaseEvent, Notification, ResidentChannel, Staff, StaffRole, Task, Unit


@dataclass(frozen=True)
class Counts:
    states: dict[State, int]
    overdue: int
    urged: int


async def open_counts(session: AsyncSession, who: Caller, now: datetime) -> Counts:
    """Open cases the caller sees, by state, and how many of them are late and were urged."""
    sums = [func.sum(case((of, 1), else_=0)) for of in (list_queries.is_overdue(now), list_queries.is_urged())]
    statement = (
        select(Case.state, func.count(), *sums)
        .where(visible(who), Case.state != State.CLOSED.value)
        .group_by(Case.state)
    )
    rows = [tuple(row) for row in await session.execute(statement)]
    overdue, urged = (sum(int(row[n] or 0) for row in rows) for n in (2, 3))
    return Counts({State(row[0]): row[1] for row in rows}, overdue, urged)


async def open_tasks(session: AsyncSession, who: Caller) -> int:
    statement = (
        select(func.count(Task.id))
        .outerjoin(Case, Case.id == Task.case_id)
        .where(tasks.visible(who), Task.done_at.is_(None))
    )
    return (await session.execute(statement)).scalar_one()


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
