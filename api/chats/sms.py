"""SMS for whoever has no chat and agreed to it as staff took their matter down: the phone becomes the case's chat."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.chats import queries
from api.chats.service import locked_chat
from api.context import Context
from api.errors import Unprocessable
from models.db import OWED
from models.law.channels import CHAT_CHANNELS, Channel
from models.phones import texted
from models.tables import Case
from models.wire import ResidentRef


def agreed(ctx: Context, phone: str | None) -> str:
    """The number that takes the SMS. Unprocessable where nothing sends any, or no mobile was given."""
    if ctx.settings.sms_url is None:
        raise Unprocessable("no SMS goes out from here", code="sms_off", field="sms")
    number = texted(phone or "")
    if number is None:
        raise Unprocessable("SMS needs a mobile number", code="sms_number", field="phone")
    return number


async def moved(session: AsyncSession, ctx: Context, case: Case, before: str | None, phone: str) -> queries.Chat | None:
    """The chat of the number that a case is told at once its phone is corrected, with what has not arrived; None where
    it has no SMS of ours."""
    if case.channel_id is None or Channel(case.channel) in CHAT_CHANNELS:
        return None
    chat, number = await queries.chat(session, case.channel_id), texted(phone)
    told_there = chat.channel == Channel.SMS and ctx.keys.text(chat.address_sealed, "address") == texted(before or "")
    if not told_there or number is None:
        return None
    right = await locked_chat(session, ctx, ResidentRef(channel=Channel.SMS, address=number))
    await queries.redirect(session, case.id, await queries.chat(session, right.id), ctx.clock.now())
    session.info[OWED] = True
    return right
