"""What members of staff say of themselves: who stands in for them, when they are away, in which chat they are told."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.chats import queries as chats
from api.chats.service import channel_of
from api.context import Context
from api.errors import NotFound, Unprocessable
from api.security import Caller, digest, new_secret
from api.staff import queries
from api.staff.owners import present
from api.supervision import absence
from models.law.channels import CHAT_CHANNELS
from models.numbers import query_code
from models.tables import ApiToken, ResidentChannel, Staff
from models.wire import AwayWanted, ChatCode, DeputyWanted, Named, Presence, ResidentRef, StaffChat, StaffChatLinked

CODE_LIVES = timedelta(minutes=10)
PREFIX = "staff-chat:"
"""Before the id of whoever may link a chat; as a token it opens nothing."""
MOST = 10_000
"""Cases that one person answers for, at most."""


async def of(session: AsyncSession, who: Caller, handed_over: int = 0) -> Presence:
    person = await session.get_one(Staff, who.staff_id)
    deputy = await session.get(Staff, person.deputy_id) if person.deputy_id is not None else None
    chat = await session.get(ResidentChannel, person.channel_id) if person.channel_id is not None else None
    return Presence(
        deputy=Named(code=deputy.login, name=deputy.name) if deputy else None,
        away_from=person.away_from,
        away_until=person.away_until,
        chat=chat.channel if chat else None,
        handed_over=handed_over,
    )


async def name_deputy(session: AsyncSession, ctx: Context, who: Caller, given: DeputyWanted) -> Presence:
    """Unprocessable for oneself, for whoever is not on the staff (any more)."""
    person = await session.get_one(Staff, who.staff_id)
    deputy = await queries.by_login(session, given.deputy) if given.deputy is not None else None
    if given.deputy is not None and (deputy is None or not deputy.active):
        raise Unprocessable("nobody on the staff has this name", field="deputy")
    if deputy is not None and deputy.id == person.id:
        raise Unprocessable("somebody else", field="deputy")
    person.deputy_id = deputy.id if deputy else None
    await audit(session, who, "name_deputy", deputy.login if deputy else "", ctx.clock.now())
    await session.flush()
    return await of(session, who)


async def go_away(session: AsyncSession, ctx: Context, who: Caller, given: AwayWanted) -> Presence:
    """Whoever is away from now on hands over what they answer for at once; from a later day on, the clockwork does it
    then. What was handed over does not come back by itself."""
    now = ctx.clock.now()
    if given.until is not None and given.until <= now:
        raise Unprocessable("this has passed", field="until")
    person = await session.get_one(Staff, who.staff_id)
    person.away_from, person.away_until = given.from_, given.until
    await audit(session, who, "away", str(given.until or ""), now)
    await session.flush()
    handed = 0
    if not present(person, now):
        handed = await absence.hand_over(session, ctx, [person.id], MOST)
        await absence.pass_on(session, ctx, [person.id], MOST)
    return await of(session, who, handed)


async def offer_chat(session: AsyncSession, ctx: Context, who: Caller) -> ChatCode:
    """A code for one use. The one before it stops working."""
    now = ctx.clock.now()
    name = f"{PREFIX}{who.staff_id}"
    await queries.revoke_service(session, name, now)
    code = query_code(new_secret().encode(), name)
    expires = now + CODE_LIVES
    session.add(ApiToken(digest=digest(code), service=name, scopes=[], created_at=now, expires_at=expires))
    return ChatCode(code=code, expires_at=expires)


async def link_chat(session: AsyncSession, ctx: Context, ref: ResidentRef, given: StaffChat) -> StaffChatLinked:
    """NotFound for a code that is unknown, used or too old, and for what is no chat."""
    now = ctx.clock.now()
    held = await queries.live_token(session, digest(given.code), now)
    if held is None or not (held.service or "").startswith(PREFIX) or ref.channel not in CHAT_CHANNELS:
        raise NotFound
    person = await session.get(Staff, int((held.service or "").removeprefix(PREFIX)))
    if person is None or not person.active:
        raise NotFound
    chat = await channel_of(session, ctx, ref.model_copy(update={"locale": given.locale}))
    held.revoked_at = now
    person.channel_id = chat.id
    await _say(session, ctx, person, "link_chat", ref)
    return StaffChatLinked(linked=True)


async def unlink_chat(session: AsyncSession, ctx: Context, ref: ResidentRef) -> StaffChatLinked:
    """Whoever was told in this chat finds their messages in the inbox from now on."""
    chat = await chats.channel_by_mark(session, ctx.keys.marks(f"{ref.channel}:{ref.address}", "address"))
    for person in await queries.told_in(session, chat.id) if chat is not None else ():
        person.channel_id = None
        await queries.to_inbox(session, person.id, ctx.clock.now())
        await _say(session, ctx, person, "unlink_chat", ref)
    return StaffChatLinked(linked=False)


async def unlink_mine(session: AsyncSession, ctx: Context, who: Caller) -> Presence:
    """The caller's messages wait in their inbox from now on."""
    person = await session.get_one(Staff, who.staff_id)
    person.channel_id = None
    await queries.to_inbox(session, person.id, ctx.clock.now())
    await audit(session, who, "unlink_chat", "", ctx.clock.now())
    await session.flush()
    return await of(session, who)


async def _say(session: AsyncSession, ctx: Context, person: Staff, action: str, ref: ResidentRef) -> None:
    """Kept: who is told where is nothing to be changed unseen. The address itself stays out."""
    who = Caller(f"staff:{person.id}", person.name, person.id, person.login)
    await audit(session, who, action, ref.channel, ctx.clock.now())
    await session.flush()
