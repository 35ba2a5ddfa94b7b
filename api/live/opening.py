"""The resident's side: a chat is handed over, what is said meanwhile is kept, the person goes back to the bot."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.chats.service import channel_of
from api.context import Context
from api.errors import Unprocessable
from api.files import queries as files
from api.live import duty, queries
from models.law.live import Parting, Reason, Voice, worse
from models.tables import HandOver, HandOverLine, ResidentChannel
from models.wire import CallRequest, Part, ResidentRef, TalkHeard, TalkWords

PURPOSE = "talk"


async def hand_over(session: AsyncSession, ctx: Context, chat: ResidentChannel, given: CallRequest) -> None:
    """The chat's open hand-over with these words in it too, or a new one. Danger raises it and alerts those on duty."""
    now = ctx.clock.now()
    reason = Reason(given.crisis or given.reason or Reason.ASKED)
    at = await queries.open_of(session, chat.id)
    raised = reason.row.danger and (at is None or not Reason(at.reason).row.danger)
    if at is None:
        at = await _new(session, ctx, chat, given, reason)
    at.reason = worse(Reason(at.reason), reason)
    if given.draft is not None:
        at.draft_sealed = ctx.keys.seal(given.draft, PURPOSE)
    last = await queries.last_words(session, at.id)
    if given.words and (last is None or last.before or _text(ctx, last) != given.words):
        at.spoke_at = now
        session.add(_line(ctx, at, Part(text=await _unheard(session, ctx, at, given.words))))
    await session.flush()
    if raised and at.taken_by_id is None:
        await duty.alert(session, ctx, at)


async def _unheard(session: AsyncSession, ctx: Context, at: HandOver, words: str) -> str:
    """The words without those of their lines that stand in the talk by themselves; what is only said again is kept."""
    held = {_text(ctx, row[0]) for row in await queries.lines(session, at.id) if row[0].voice == Voice.RESIDENT}
    fresh = [line for line in words.split("\n") if line not in held]
    return "\n".join(fresh).strip("\n") or words


async def _new(
    session: AsyncSession, ctx: Context, chat: ResidentChannel, given: CallRequest, reason: Reason
) -> HandOver:
    """With the chat's last messages. Whoever was told that the desk is closed is not told so again."""
    now = ctx.clock.now()
    at = HandOver(channel_id=chat.id, reason=reason, opened_at=now, waits_since=now, spoke_at=now, alerts=0)
    at.origin = given.resident.origin
    if given.closed:
        at.warned_at = now
    session.add(at)
    await session.flush()
    walled = await queries.last_walled(session, chat.resident_id)
    for spoken in given.lines:
        if walled is not None and spoken.at <= walled:
            continue
        sealed = ctx.keys.seal(spoken.text, PURPOSE)
        session.add(HandOverLine(hand_over_id=at.id, at=spoken.at, voice=spoken.voice, body_sealed=sealed, before=True))
    await session.flush()
    return at


def _line(ctx: Context, at: HandOver, part: Part) -> HandOverLine:
    sealed = ctx.keys.seal(part.text, PURPOSE) if part.text is not None else None
    return HandOverLine(hand_over_id=at.id, at=ctx.clock.now(), voice=Voice.RESIDENT, body_sealed=sealed, before=False)


def _text(ctx: Context, line: HandOverLine) -> str | None:
    return ctx.keys.text(line.body_sealed, PURPOSE) if line.body_sealed is not None else None


async def say(session: AsyncSession, ctx: Context, ref: ResidentRef, given: TalkWords) -> TalkHeard:
    """What the person says meanwhile; kept also when the talk has just ended. Unprocessable if a file is unknown."""
    chat = await channel_of(session, ctx, ref)
    at = await queries.open_of(session, chat.id)
    open_ = at is not None
    at = at or await queries.last_of(session, chat.id)
    if at is None:
        return TalkHeard(open=False)
    wanted = [part.file for part in given.parts if part.file]
    free = await files.free_attachments(session, wanted) if wanted else {}
    for part in given.parts:
        line = _line(ctx, at, part)
        if part.file is not None:
            if part.file not in free:
                raise Unprocessable(f"no such file waiting to be attached: {part.file}", field="parts")
            line.attachment_id, free[part.file].hand_over_id = free[part.file].id, at.id
        session.add(line)
        await session.flush()  # one by one: their ids are their order
    if open_:
        at.spoke_at = ctx.clock.now()
    return TalkHeard(open=open_)


async def leave(session: AsyncSession, ctx: Context, ref: ResidentRef) -> TalkHeard:
    """The person goes back to the bot. May be said again."""
    chat = await channel_of(session, ctx, ref)
    await end(session, ctx, chat.id, Parting.LEFT)
    return TalkHeard(open=False)


async def end(session: AsyncSession, ctx: Context, channel_id: int, how: Parting) -> None:
    at = await queries.open_of(session, channel_id)
    if at is not None:
        at.ended, at.ended_at = how, ctx.clock.now()
