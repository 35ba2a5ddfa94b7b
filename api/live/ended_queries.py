"""SQL of the talks that have ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.listing import Rows
from api.live.queries import CALLS, Queued
from models.clock import end_of
from models.tables import HandOver, ResidentChannel, Staff, Task


@dataclass(frozen=True, kw_only=True)
class Ended(Rows):
    day: Annotated[date | None, Query(description="local date on which it ended")] = None
    clerk: Annotated[str | None, Query(max_length=50, description="login of whoever had it last")] = None
    alone: Annotated[bool, Query(description="those that nobody had")] = False


async def listed(session: AsyncSession, asked: Ended) -> list[Queued]:
    """The newest first, and one more than asked."""
    taker, acknowledger = aliased(Staff), aliased(Staff)
    wanted: list[ColumnElement[bool]] = [HandOver.ended_at.is_not(None)]
    if asked.after:
        wanted.append(HandOver.id < asked.after)
    if asked.day is not None:
        wanted += [HandOver.ended_at >= end_of(asked.day - timedelta(days=1)), HandOver.ended_at < end_of(asked.day)]
    if asked.clerk is not None:
        wanted.append(taker.login == asked.clerk)
    if asked.alone:
        wanted.append(HandOver.taken_by_id.is_(None))
    statement = (
        select(HandOver, ResidentChannel, taker, acknowledger)
        .join(ResidentChannel, ResidentChannel.id == HandOver.channel_id)
        .outerjoin(taker, taker.id == HandOver.taken_by_id)
        .outerjoin(acknowledger, acknowledger.id == HandOver.acknowledged_by_id)
        .where(*wanted)
        .order_by(HandOver.id.desc())
        .limit(asked.limit + 1)
    )
    return [(h, c, t, a) for h, c, t, a in await session.execute(statement)]


async def calls_of(session: AsyncSession, channels: Collection[int]) -> Sequence[tuple[Task, str | None]]:
    """The calls of these chats, open or done, with who did them; the oldest first."""
    wanted = (Task.channel_id.in_(channels), Task.kind.in_(CALLS), Task.case_id.is_(None))
    statement = select(Task, Staff.name).outerjoin(Staff, Staff.id == Task.done_by_id).where(*wanted).order_by(Task.id)
    return [(task, by) for task, by in await session.execute(statement)]
