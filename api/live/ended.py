"""Talks that have ended: found again by day and by whom, and what became of each. What was said takes a reason."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.live import ended_queries, views
from api.live.ended_queries import Ended
from api.security import Caller
from models.tables import Case, HandOver, Task
from models.wire import EndedTalk, EndedTalks, TalkCall

Calls = Sequence[tuple[Task, str | None]]


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: Ended) -> EndedTalks:
    """The newest first."""
    found, after = asked.page(await ended_queries.listed(session, asked), lambda row: row[0].id)
    rows = await views.rows(session, ctx, who, found)
    calls = await ended_queries.calls_of(session, {chat.id for _, chat, _, _ in found})
    items = []
    for row, (at, chat, _, _) in zip(rows, found, strict=True):
        case = await session.get(Case, at.case_id) if at.case_id is not None else None
        seen = case.case_no if case is not None and case.case_no in row.cases else None
        call = _call(at, [one for one in calls if one[0].channel_id == chat.id])
        items.append(EndedTalk(**{**dict(row), "case_no": seen}, ended_at=at.ended_at, call=call))  # type: ignore[arg-type]
    return EndedTalks(items=items, next=after)


def _call(at: HandOver, calls: Calls) -> TalkCall | None:
    """The call that was open while the person waited or spoke."""
    for task, by in calls:
        opened_before = at.ended_at is not None and task.opened_at <= at.ended_at
        if opened_before and (task.done_at is None or task.done_at >= at.opened_at):
            return TalkCall(done_at=task.done_at, done_by=by, result=task.result)
    return None
