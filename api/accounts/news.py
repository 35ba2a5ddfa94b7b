"""What all who read accusations are told of the accounts that do: on their Today page, and in their own channel."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.staff import holders
from api.supervision import messages
from models.law.accounts import AccountAct, AccountNews
from models.law.notices import NoticeKind


async def tell(session: AsyncSession, ctx: Context, news: AccountNews, act: AccountAct) -> None:
    """Without a name: which account it is stands on the page."""
    await session.flush()
    message = messages.Message({"account": news, "act": act}, NoticeKind.HOLDERS)
    for person in await holders.active(session):
        await messages.tell(session, ctx, person, message)
