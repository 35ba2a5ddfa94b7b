"""The chats of residents: each has a row, made when it is first heard of."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.chats import queries
from api.chats.queries import Chat
from api.context import Context
from models.tables import ResidentChannel
from models.wire import ResidentRef


async def channel_of(session: AsyncSession, ctx: Context, ref: ResidentRef) -> ResidentChannel:
    """The chat's row, made if it is new."""
    chat = await locked_chat(session, ctx, ref)
    return await queries.chat(session, chat.id)


async def locked_chat(session: AsyncSession, ctx: Context, ref: ResidentRef) -> Chat:
    """The chat that files a case, made if it is new, and locked until the case is written."""
    name = f"{ref.channel}:{ref.address}"
    chat = await queries.chat_locked(session, ctx.keys.marks(name, "address"))
    if chat is None:
        return await queries.new_chat(session, ctx.db.sqlite, _new(ctx, ref, name))
    if chat.locale != ref.locale:
        await queries.speak(session, chat.id, ref.locale)
    return chat


def _new(ctx: Context, ref: ResidentRef, name: str) -> ResidentChannel:
    """A chat that nobody wrote from before."""
    return ResidentChannel(
        channel=ref.channel,
        address_mark=ctx.keys.mark(name, "address"),
        address_sealed=ctx.keys.seal(ref.address, "address"),
        locale=ref.locale,
        created_at=ctx.clock.now(),
    )
