"""SQL of the tasks. A task of a restricted case is seen by role discipline only."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from api.security import Caller
from models.law.tasks import TaskKind
from models.rights import Relation, Right
from models.tables import Case, CasePerson, Staff, Task

FIRST = [kind for kind in TaskKind if kind.row.first]


def visible(who: Caller) -> ColumnElement[bool]:
    seen: list[ColumnElement[bool]] = []
    reach = who.reach(Right.READ_TASKS)
    if Relation.EVERYWHERE in reach:
        seen.append(or_(Task.case_id.is_(None), Case.restricted.is_(false())))
    if Relation.WALL in reach:
        seen.append(and_(Task.case_id.is_not(None), Case.restricted.is_(true())))
    return or_(*seen) if seen else false()


async def listed(
    session: AsyncSession, who: Caller, is_open: bool, limit: int
) -> Sequence[tuple[Task, Case | None, CasePerson | None, Staff | None]]:
    """Open ones: danger before all other work, whatever the limit, then the oldest; done ones: the newest."""
    order = (Task.kind.in_(FIRST).desc(), Task.id) if is_open else (Task.id.desc(),)
    statement = (
        select(Task, Case, CasePerson, Staff)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .outerjoin(Staff, Staff.id == Task.done_by_id)
        .where(visible(who), Task.done_at.is_(None) if is_open else Task.done_at.is_not(None))
        .order_by(*order)
        .limit(limit)
    )
    return [(t, c, p, s) for t, c, p, s in await session.execute(statement)]


async def one(
    session: AsyncSession, who: Caller, id: int
) -> tuple[Task, Case | None, CasePerson | None, Staff | None] | None:
    row = (
        await session.execute(
            select(Task, Case, CasePerson, Staff)
            .outerjoin(Case, Case.id == Task.case_id)
            .outerjoin(CasePerson, CasePerson.case_id == Case.id)
            .outerjoin(Staff, Staff.id == Task.done_by_id)
            .where(Task.id == id, visible(who))
        )
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else None
