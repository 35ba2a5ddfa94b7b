"""SQL of the feed and of the webhooks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.queries import visible
from api.security import Caller
from models.law.people import Scope
from models.tables import Case, CaseEvent, FeedEntry, Webhook

Row = tuple[int, str, int, str, datetime]
"""Position, number of the case, seq, kind, moment."""
_LOCK = text("SELECT pg_advisory_xact_lock(722011)")
_NUMBER = text(
    "UPDATE feed_entry SET position = numbered.position FROM ("
    " SELECT id, (SELECT coalesce(max(position), 0) FROM feed_entry)"
    " + row_number() OVER (ORDER BY event_id) AS position"
    " FROM feed_entry WHERE position IS NULL ORDER BY event_id LIMIT :most) AS numbered"
    " WHERE feed_entry.id = numbered.id"
)


async def unnumbered(session: AsyncSession) -> bool:
    return await session.scalar(select(FeedEntry.id).where(FeedEntry.position.is_(None)).limit(1)) is not None


async def number(session: AsyncSession, is_sqlite: bool, most: int) -> int:
    """Gives positions to what has been committed. One at a time: on SQLite whoever writes is alone anyway."""
    if not is_sqlite:
        await session.execute(_LOCK)
    done = await session.execute(_NUMBER, {"most": most})
    return int(done.rowcount)  # type: ignore[attr-defined]


async def head(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.coalesce(func.max(FeedEntry.position), 0))) or 0)


def seen_by(who: Caller | None) -> ColumnElement[bool]:
    """What of the feed the caller gets; a webhook (None) and a service get no accusations."""
    if who is None or Scope.EVENTS in who.scopes:
        return Case.restricted.is_not(true())
    return visible(who)


async def after(session: AsyncSession, seen: ColumnElement[bool], position: int, limit: int) -> Sequence[Row]:
    statement = (
        select(FeedEntry.position, Case.case_no, CaseEvent.seq, CaseEvent.kind, CaseEvent.at)
        .join(CaseEvent, CaseEvent.id == FeedEntry.event_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(FeedEntry.position > position, seen)
        .order_by(FeedEntry.position)
        .limit(limit)
    )
    return [(p or 0, no, seq, kind, at) for p, no, seq, kind, at in await session.execute(statement)]


# --- webhooks


async def webhooks(session: AsyncSession) -> Sequence[Webhook]:
    return (await session.scalars(select(Webhook).order_by(Webhook.id))).all()


async def webhook(session: AsyncSession, id: int) -> Webhook | None:
    found: Webhook | None = await session.get(Webhook, id)
    return found


async def due(session: AsyncSession, now: datetime) -> Sequence[Webhook]:
    return (await session.scalars(select(Webhook).where(Webhook.next_at <= now).order_by(Webhook.id))).all()


async def drop(session: AsyncSession, id: int) -> bool:
    return bool((await session.scalars(delete(Webhook).where(Webhook.id == id).returning(Webhook.id))).all())


async def claim(session: AsyncSession, hook: Webhook, until: datetime) -> bool:
    """Of two workers one calls: until then the other leaves it alone."""
    mine = (Webhook.id == hook.id, Webhook.next_at == hook.next_at)
    taken = update(Webhook).where(*mine).values(next_at=until).returning(Webhook.id)
    return bool((await session.scalars(taken)).all())


async def settle(session: AsyncSession, id: int, **values: object) -> None:
    await session.execute(update(Webhook).where(Webhook.id == id).values(**values))
