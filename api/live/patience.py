"""Nobody is left silent: what the worker does because a chat has waited, or its person was not answered, too long."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.context import Context
from api.live import duty, queries
from api.live.telling import Word, tell
from models.law.facts import Facts
from models.law.live import ACKNOWLEDGED_WITHIN, SILENT, UNANSWERED, UNCLAIMED, Parting
from models.law.notices import NoticeKind
from models.tables import HandOver


async def look(session: AsyncSession, ctx: Context, limit: int) -> int:
    now = ctx.clock.now()
    since = queries.Since(
        unclaimed=now - UNCLAIMED,
        unacknowledged=now - ACKNOWLEDGED_WITHIN,
        unanswered=now - UNANSWERED,
        silent=now - SILENT,
    )
    found = await queries.impatient(session, since, limit)
    for at in found:
        if at.taken_by_id is not None:
            await _left_alone(session, ctx, at)
            continue
        if at.alerted_at is not None and at.acknowledged_at is None and at.alerted_at <= since.unacknowledged:
            await duty.alert(session, ctx, at)
        if at.warned_at is None and at.waits_since <= since.unclaimed:
            await _say_so(session, ctx, at)
    await session.flush()
    return len(found)


async def _left_alone(session: AsyncSession, ctx: Context, at: HandOver) -> None:
    """The person has fallen silent: the bot goes on. Whoever has the chat has: it goes back into the queue, and of
    danger those on duty are alerted anew."""
    now = ctx.clock.now()
    if at.answered_at is not None and at.answered_at >= at.spoke_at:
        at.ended, at.ended_at = Parting.SILENT, now
        await tell(session, ctx, at, Word(NoticeKind.FELL_SILENT, {}))
        return
    at.taken_by_id, at.taken_at, at.waits_since = None, None, now
    await _say_so(session, ctx, at)
    if at.reason in queries.DANGER:
        at.alerts, at.acknowledged_at, at.acknowledged_by_id = 0, None, None
        await duty.alert(session, ctx, at)


async def _say_so(session: AsyncSession, ctx: Context, at: HandOver) -> None:
    """Nobody is there, with the other ways, of danger with the help lines; once for each wait."""
    desk = await catalogue.receiving_desk(session)
    facts: Facts = {"phone": desk.phone or "", "hours": desk.hours or ""}
    if at.reason in queries.DANGER:
        facts["crisis"] = at.reason
    at.warned_at = ctx.clock.now()
    await tell(session, ctx, at, Word(NoticeKind.NOBODY_YET, facts))
