"""SQL of the residents' chats."""

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table as CoreTable
from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.channels import Channel
from models.law.notices import NoticeKind, NoticeState
from models.tables import Case, Notification, Resident, ResidentChannel

UNDELIVERED = tuple(s for s in NoticeState if s not in (NoticeState.DELIVERED, NoticeState.TAKEN_BACK))
RESIDENT, CHANNEL = (cast(CoreTable, table.__table__) for table in (Resident, ResidentChannel))


class Chat(NamedTuple):
    id: int
    resident_id: int
    locale: str


async def chat_locked(session: AsyncSession, marks: list[str]) -> Chat | None:
    """The chat of one of these marks; of two cases at once that it files the second waits, so that none is miscounted.
    On SQLite there is one writer anyway."""
    row = (await session.execute(_CHAT, {"marks": marks})).first()
    return Chat(*row) if row is not None else None


_CHAT = (
    select(CHANNEL.c.id, CHANNEL.c.resident_id, CHANNEL.c.locale)
    .where(CHANNEL.c.address_mark.in_(bindparam("marks", expanding=True)))
    .with_for_update(key_share=True)
)


async def new_chat(session: AsyncSession, is_sqlite: bool, wanted: ResidentChannel) -> Chat:
    """The chat's row; of two that are made at once, one waits and both get the same."""
    values = wanted.columns()
    if is_sqlite:
        made = await session.scalar(_RESIDENT, {"created_at": values["created_at"]})
        row = (await session.execute(_CHANNEL, {"resident_id": made, **values})).first()
    else:
        row = (await session.execute(_BOTH, values)).first()
    if row is not None:
        return Chat(*row)
    found = await chat_locked(session, [values["address_mark"]])
    assert found is not None
    return found


_NEW = ("channel", "address_mark", "address_sealed", "locale", "created_at")
_OF = (CHANNEL.c.id, CHANNEL.c.resident_id, CHANNEL.c.locale)
_RESIDENT = insert(RESIDENT).values(created_at=bindparam("created_at")).returning(RESIDENT.c.id)
_CHANNEL = (
    sqlite.insert(CHANNEL)
    .values(resident_id=bindparam("resident_id"), **{name: bindparam(name) for name in _NEW})
    .on_conflict_do_nothing(index_elements=["address_mark"])
    .returning(*_OF)
)
_made = insert(RESIDENT).values(created_at=bindparam("created_at")).returning(RESIDENT.c.id).cte("made")
_BOTH = (
    postgresql.insert(CHANNEL)
    .from_select(
        ["resident_id", *_NEW],
        select(_made.c.id, *(bindparam(name, type_=CHANNEL.c[name].type) for name in _NEW)),
    )
    .on_conflict_do_nothing(index_elements=["address_mark"])
    .returning(*_OF)
)


async def speak(session: AsyncSession, chat_id: int, locale: str) -> None:
    """The chat speaks another language now."""
    await session.execute(update(ResidentChannel).where(CHANNEL.c.id == chat_id).values(locale=locale))


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


async def chat_now(session: AsyncSession, channel_id: int | None) -> tuple[str, datetime | None] | None:
    """The language of the chat that is told, and since when it cannot be reached; None without a chat."""
    chat = await session.get(ResidentChannel, channel_id) if channel_id is not None else None
    return (chat.locale, chat.unreachable_since) if chat is not None else None


async def redirect(session: AsyncSession, case_id: int, chat: ResidentChannel, now: datetime) -> None:
    """All that was not delivered goes to `chat`, from the first again; what may have been shown is marked a repeat."""
    shown = Notification.state.in_([NoticeState.LEASED, NoticeState.SENT])
    mine = and_(Notification.case_id == case_id, Notification.state.in_(UNDELIVERED))
    mine = and_(mine, Notification.kind != NoticeKind.MOVED.value)
    await session.execute(update(Notification).where(mine, shown).values(unknown=Notification.unknown + 1))
    await session.execute(
        update(Notification)
        .where(mine)
        .values(
            channel=chat.channel,
            channel_id=chat.id,
            state=NoticeState.DUE.value,
            due_at=now,
            lease=None,
            lease_until=None,
            sent_at=None,
            reason=None,
        )
    )
