"""SQL of the tasks. A task of a restricted case is seen by role discipline only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Query
from sqlalchemy import ColumnElement, CompoundSelect, and_, false, or_, select, true, union, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.listing import Rows
from api.security import Caller
from models.law.notices import OVER
from models.law.tasks import TaskKind
from models.rights import Relation, Right
from models.rights.relations import OUTSIDE_THE_WALL
from models.tables import Case, CasePerson, Notification, Staff, Task

FIRST_OF_ALL = Task.kind.in_([kind for kind in TaskKind if kind.row.first])
MOST_FIRST = 1_000
Row = tuple[Task, Case | None, CasePerson | None, Staff | None, Staff | None]
"""The last two: who has done it, and who is at it."""


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
    at_it = aliased(Staff)
    statement = (
        select(Task, Case, CasePerson, Staff, at_it)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .outerjoin(Staff, Staff.id == Task.done_by_id)
        .outerjoin(at_it, at_it.id == Task.claimed_by_id)
        .where(visible(who), *wanted)
        .order_by(order)
        .limit(limit)
    )
    return [(t, c, p, done, held) for t, c, p, done, held in await session.execute(statement)]


async def of_cases(session: AsyncSession, who: Caller, cases: Sequence[int], limit: int) -> Sequence[Row]:
    """Those of any of the cases, or in which something of them is told; the newest first."""
    told = select(Notification.task_id).where(Notification.case_id.in_(cases), Notification.task_id.is_not(None))
    theirs: CompoundSelect[int] = union(select(Task.id).where(Task.case_id.in_(cases)), told)
    return await _rows(session, who, Task.id.in_(theirs), order=Task.id.desc(), limit=limit)


async def to_tell(session: AsyncSession, tasks: Sequence[int]) -> Sequence[tuple[Notification, str]]:
    """What is still to be told in these calls, each with the number of its case, the oldest first."""
    statement = (
        select(Notification, Case.case_no)
        .join(Case, Case.id == Notification.case_id)
        .where(Notification.task_id.in_(tasks), Notification.state.not_in(OVER))
        .order_by(Notification.id)
    )
    return [(notice, number) for notice, number in await session.execute(statement)]


async def claim(session: AsyncSession, id: int, staff_id: int, now: datetime, lapsed: datetime) -> bool:
    """False when somebody else is at it, and has not been for so long that they have left it."""
    free = or_(Task.claimed_by_id.is_(None), Task.claimed_by_id == staff_id, Task.claimed_at < lapsed)
    statement = update(Task).where(Task.id == id, Task.done_at.is_(None), free)
    claimed = statement.values(claimed_by_id=staff_id, claimed_at=now).returning(Task.id)
    return await session.scalar(claimed) is not None
