"""SQL of the tasks. A task of a restricted case is seen by role discipline only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from api.listing import Rows
from api.security import Caller
from models.law.tasks import TaskKind
from models.rights import Relation, Right
from models.rights.relations import OUTSIDE_THE_WALL
from models.tables import Case, CasePerson, Staff, Task

FIRST_OF_ALL = Task.kind.in_([kind for kind in TaskKind if kind.row.first])
MOST_FIRST = 1_000
Row = tuple[Task, Case | None, CasePerson | None, Staff | None]


def visible(who: Caller) -> ColumnElement[bool]:
    seen: list[ColumnElement[bool]] = []
    reach = who.reach(Right.READ_TASKS)
    if who.may(Right.READ_TASKS, OUTSIDE_THE_WALL):
        seen.append(or_(Task.case_id.is_(None), Case.restricted.is_(false())))
    if Relation.WALL in reach:
        seen.append(and_(Task.case_id.is_not(None), Case.restricted.is_(true())))
    return or_(*seen) if seen else false()


@dataclass(frozen=True, kw_only=True)
class Tasks(Rows):
    is_open: Annotated[bool, Query(alias="open", description="open tasks, or those that are done")] = True


async def dangers(session: AsyncSession, who: Caller) -> Sequence[Row]:
    """All that is open of it, the oldest first."""
    return await _rows(session, who, Task.done_at.is_(None), FIRST_OF_ALL, order=Task.id.asc(), limit=MOST_FIRST)


async def listed(session: AsyncSession, who: Caller, asked: Tasks) -> Sequence[Row]:
    """Other open work, the oldest first, or done tasks, the newest first; and one more than asked."""
    most = asked.limit + 1
    if asked.is_open:
        wanted = (Task.done_at.is_(None), ~FIRST_OF_ALL, Task.id > asked.after)
        return await _rows(session, who, *wanted, order=Task.id.asc(), limit=most)
    before = [Task.id < asked.after] if asked.after else []
    return await _rows(session, who, Task.done_at.is_not(None), *before, order=Task.id.desc(), limit=most)


async def one(session: AsyncSession, who: Caller, id: int) -> Row | None:
    return next(iter(await _rows(session, who, Task.id == id, order=Task.id.asc(), limit=1)), None)


async def _rows(
    session: AsyncSession, who: Caller, *wanted: ColumnElement[bool], order: ColumnElement[int], limit: int
) -> Sequence[Row]:
    statement = (
        select(Task, Case, CasePerson, Staff)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .outerjoin(Staff, Staff.id == Task.done_by_id)
        .where(visible(who), *wanted)
        .order_by(order)
        .limit(limit)
    )
    return [(t, c, p, s) for t, c, p, s in await session.execute(statement)]
