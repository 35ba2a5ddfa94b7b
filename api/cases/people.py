"""Who brings a matter: their chat, and what is sealed of their person."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries, register_queries
from api.cases.register_queries import Chat
from api.chats import queries as chats
from api.context import Context
from models import phones
from models.tables import CasePerson, ResidentChannel
from models.wire import ResidentRef


async def channel_of(session: AsyncSession, ctx: Context, ref: ResidentRef) -> ResidentChannel:
    """The chat's row, made if it is new."""
    chat = await locked_chat(session, ctx, ref)
    return await chats.chat(session, chat.id)


async def locked_chat(session: AsyncSession, ctx: Context, ref: ResidentRef) -> Chat:
    """The chat that files a case, made if it is new, and locked until the case is written."""
    name = f"{ref.channel}:{ref.address}"
    chat = await register_queries.chat_locked(session, ctx.keys.marks(name, "address"))
    if chat is None:
        return await register_queries.new_chat(session, ctx.db.sqlite, _new(ctx, ref, name))
    if chat.locale != ref.locale:
        await register_queries.speak(session, chat.id, ref.locale)
    return chat


def _new(ctx: Context, ref: ResidentRef, name: str) -> dict[str, Any]:
    """The columns of a chat that nobody wrote from before."""
    return {
        "channel": ref.channel,
        "address_mark": ctx.keys.mark(name, "address"),
        "address_sealed": ctx.keys.seal(ref.address, "address"),
        "locale": ref.locale,
        "created_at": ctx.clock.now(),
    }


def person(ctx: Context, name: str | None, phone: str | None, address: str | None) -> CasePerson:
    """Who it is, sealed; not yet written, and of no case."""
    return CasePerson(
        name_sealed=ctx.keys.seal(name, "name") if name else None,
        **_phone(ctx, phone),
        address_sealed=ctx.keys.seal(address, "postal") if address else None,
    )


def _phone(ctx: Context, phone: str | None) -> dict[str, Any]:
    """The columns of a phone number."""
    digits = phones.marked(phone) if phone else None
    return {
        "phone_sealed": ctx.keys.seal(phone, "phone") if phone else None,
        "phone_last4": digits[-4:] if digits else None,
        "phone_mark": ctx.keys.mark(digits, "phone-mark") if digits else None,
    }


async def name_person(session: AsyncSession, ctx: Context, case_id: int, name: str | None, phone: str | None) -> None:
    """Seals a name or a phone left later; what is None stays as it is."""
    columns = {"name_sealed": ctx.keys.seal(name, "name")} if name else {}
    await queries.set_person(session, case_id, **columns, **(_phone(ctx, phone) if phone else {}))
