"""SQL of the residents' chats."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.kept import asked_once
from models.law.channels import Channel
from models.tables import Case, ResidentChannel


async def channel_by_mark(session: AsyncSession, marks: list[str]) -> ResidentChannel | None:
    found: ResidentChannel | None = await session.scalar(
        select(ResidentChannel).where(ResidentChannel.address_mark.in_(marks))
    )
    return found


async def channel_told(session: AsyncSession, case: Case) -> Channel:
    """The channel on which its resident is told: of the chat that has the case, else the one it came in by."""
    chat = await session.get(ResidentChannel, case.channel_id) if case.channel_id is not None else None
    return Channel(chat.channel if chat else case.channel)


async def chat(session: AsyncSession, channel_id: int) -> ResidentChannel:
    return await session.get_one(ResidentChannel, channel_id)


@asked_once
async def chat_now(session: AsyncSession, channel_id: int | None) -> tuple[str, datetime | None] | None:
    """The language of the chat that is told, and since when it cannot be reached; None without a chat."""
    row = (await session.execute(_CHAT_NOW, {"chat": channel_id})).first() if channel_id is not None else None
    return (row[0], row[1]) if row is not None else None


_CHAT_NOW = select(ResidentChannel.locale, ResidentChannel.unreachable_since).where(
    ResidentChannel.id == bindparam("chat")
)
