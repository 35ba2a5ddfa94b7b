"""Whether a chat can be reached. Its courier knows (blocked, deactivated, back again); what waits for it follows."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.chats import queries as chats
from api.context import Context
from api.notifications import queries
from api.notifications.service import hand_to_desk
from models.db import OWED
from models.wire import ResidentRef

BLOCKED = "blocked"


async def tell(session: AsyncSession, ctx: Context, ref: ResidentRef, reachable: bool) -> None:
    """May be said again. A chat that never filed anything is nothing to us.

    Out of reach: all that is due ends as undeliverable or as a call, at once. In reach again: all of it that nobody
    was told meanwhile is due again, in order; an open call task stays until one of both has told the person.
    """
    chat = await chats.channel_by_mark(session, ctx.keys.marks(f"{ref.channel}:{ref.address}", "address"))
    if chat is None:
        return
    now = ctx.clock.now()
    if reachable:
        chat.unreachable_since = None
        if await queries.due_again(session, chat.id, now):
            session.info[OWED] = True
        return
    chat.unreachable_since = chat.unreachable_since or now
    for notice in await queries.waiting(session, chat.id):
        await hand_to_desk(session, ctx, notice, BLOCKED)
