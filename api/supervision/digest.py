"""One message a day to each member of staff who has something new, or something to acknowledge: counts, no names."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.supervision import inbox_queries, messages, queries, service
from models.clock import local_date
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.tables import Staff

NAME = "digest"


async def morning(session: AsyncSession, ctx: Context, _limit: int) -> int:
    """At nine, or as soon as the clockwork goes again: all of them in one transaction, which only one can make."""
    now = ctx.clock.now()
    nine = queries.nine(now)
    last = await queries.last_round(session, NAME)
    since = last[0] if last else None  # before the claim, which writes this moment into the same row
    if now < nine or (since is not None and since >= nine):
        return 0
    if not await queries.claim(session, ctx.db.sqlite, NAME, service.ACTOR, now, nine, first=True):
        return 0
    late, warned, fresh = await inbox_queries.owned(session, since)
    waiting = await inbox_queries.waiting(session)
    soon = await inbox_queries.slipping(session, since)
    told = fresh | waiting.keys() | soon.keys()
    for id in sorted(told):
        person = await session.get_one(Staff, id)
        if not person.active:
            continue
        facts: Facts = {"late": late[id], "warned": warned[id] + soon.get(id, 0), "waiting": waiting.get(id, 0)}
        await messages.tell(session, ctx, person, messages.Message(facts, NoticeKind.DIGEST))
    await inbox_queries.digested(session, waiting.keys(), local_date(now))
    return 0
