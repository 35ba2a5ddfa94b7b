"""SQL of the board: what each of the late cases owes, and what waits for an answer. Its figures are tallied."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import list_queries
from api.cases.list_queries import SOON
from api.cases.queries import OPEN
from api.reports.dimension_queries import DIMENSIONS, Row, tally
from api.security import Caller
from models.law.breakdown import Axis
from models.law.duties import Duty
from models.law.triggers import Trigger
from models.tables import Case, Obligation, SupervisionItem


async def late_and_soon(session: AsyncSession, who: Caller, by: Axis, now: datetime) -> list[Row]:
    """(code, both, late, soon): reads what is late or soon late, and no other case."""
    near = [and_(OPEN, Case.due_at < now + SOON, list_queries.watched(who))]
    counts = (list_queries.is_overdue(now), list_queries.is_soon(now))
    return await tally(session, DIMENSIONS[by], near, counts)


async def owed(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, Duty]:
    """By case: what staff still have to do first."""
    o = Obligation
    wanted = (o.case_id.in_(case_ids), o.right_.is_(false()), o.met_at.is_(None), o.void_at.is_(None))
    statement = select(o.case_id, o.key).where(*wanted, o.done_at.is_(None)).order_by(o.alarm_at.desc(), o.id.desc())
    return {case_id: Duty(key) for case_id, key in await session.execute(statement)}


async def questions(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, int]:
    """By case: the question that waits for its owner's answer."""
    item = SupervisionItem
    asked = (item.case_id.in_(case_ids), item.trigger == Trigger.QUESTION.value, item.closed_at.is_(None))
    return {case_id: id for case_id, id in await session.execute(select(item.case_id, item.id).where(*asked))}
