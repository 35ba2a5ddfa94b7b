"""Staff at the live desk: the queue, a chat taken, what is written in it, and how it is handed back."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import queries as cases
from api.cases import words_queries
from api.cases.record import Journal
from api.cases.words import keep_words
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound
from api.files import shown
from api.live import queries, views
from api.live.opening import PURPOSE
from api.live.queries import Queued
from api.live.telling import Word, tell
from api.security import Caller
from models.clock import ZONE
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.live import READABLE, Parting, Voice
from models.law.notices import NoticeKind
from models.tables import Case, HandOver, HandOverLine, ResidentChannel
from models.wire import MAX_TEXT, LiveBack, LiveRead, LiveRow, LiveSaid, LiveTalk, Part
from models.words import labels, wording

READ, TAKE = "read_chat", "take_chat"


async def queue(session: AsyncSession, ctx: Context, who: Caller) -> list[LiveRow]:
    return await views.rows(session, ctx, who, await queries.queue(session))


async def read(session: AsyncSession, ctx: Context, who: Caller, id: int, given: LiveRead) -> LiveTalk:
    """What was said, for an hour from this reason on, which is kept. NotFound."""
    found = await _found(session, id)
    await audit(session, who, READ, _target(id), ctx.clock.now(), given.reason)
    return await views.talk(session, ctx, who, found)


async def news(session: AsyncSession, ctx: Context, who: Caller, id: int, after: int = 0) -> LiveTalk:
    """The chat as it stands, with the lines after that one. Forbidden `reason_first` for whoever has given none."""
    found = await _found(session, id)
    await _readable(session, ctx, who, found[0])
    return await views.talk(session, ctx, who, found, after)


async def file(session: AsyncSession, ctx: Context, who: Caller, id: int, token: str) -> shown.Shown:
    """A file that was sent meanwhile, as it is shown."""
    await _readable(session, ctx, who, (await _found(session, id))[0])
    held = await queries.file_of(session, id, token)
    if held is None:
        raise NotFound
    return await shown.opened(ctx, held)


async def _readable(session: AsyncSession, ctx: Context, who: Caller, at: HandOver) -> None:
    """Whoever has it reads on, for an hour after its end too; everybody else gives a reason first."""
    since = ctx.clock.now() - READABLE
    if at.taken_by_id == who.staff_id and (at.ended_at is None or at.ended_at >= since):
        return
    if not await queries.has_read(session, who.owner, READ, _target(at.id), since):
        raise Forbidden("say first why you read it", code="reason_first")


async def take(session: AsyncSession, ctx: Context, who: Caller, id: int) -> LiveTalk:
    """The chat is the caller's: the person is told, and the bot keeps still. Conflict `chat_taken`, `chat_ended`."""
    assert who.staff_id is not None
    now = ctx.clock.now()
    found = await _found(session, id)
    if found[0].taken_by_id == who.staff_id and found[0].ended_at is None:
        return await views.talk(session, ctx, who, found)
    if not await queries.take(session, id, who.staff_id, now):
        raise Conflict("somebody else has it", code="chat_ended" if found[0].ended_at else "chat_taken")
    at = await _locked(session, id)
    await audit(session, who, TAKE, _target(id), now, labels("live_reason")[at.reason])
    at.acknowledged_at, at.acknowledged_by_id = at.acknowledged_at or now, at.acknowledged_by_id or who.staff_id
    await tell(session, ctx, at, Word(NoticeKind.TAKEN_UP, {"handler": who.name}))
    await session.flush()
    return await news(session, ctx, who, id)


async def acknowledge(session: AsyncSession, ctx: Context, who: Caller, id: int) -> LiveRow:
    """Whoever is alerted has seen it: nobody else is alerted. May be said again; the first counts."""
    at = await _locked(session, id)
    if at.acknowledged_at is None:
        at.acknowledged_at, at.acknowledged_by_id = ctx.clock.now(), who.staff_id
        await audit(session, who, "acknowledge_danger", _target(id), ctx.clock.now())
        await session.flush()
    return (await views.rows(session, ctx, who, [await _found(session, id)]))[0]


async def say(session: AsyncSession, ctx: Context, who: Caller, id: int, given: LiveSaid) -> LiveTalk:
    """Delivered to the chat in order, with a receipt. Conflict for whoever has not taken it."""
    at = await _mine(session, who, id)
    now = ctx.clock.now()
    sealed = ctx.keys.seal(given.text, PURPOSE)
    line = HandOverLine(hand_over_id=id, at=now, voice=Voice.STAFF, staff_id=who.staff_id, body_sealed=sealed)
    line.before = False
    session.add(line)
    await session.flush()
    await tell(session, ctx, at, Word(NoticeKind.SAID_BY_STAFF, {"handler": who.name}, line))
    at.answered_at = now
    await session.flush()
    return await news(session, ctx, who, id, line.id - 1)


async def hand_back(session: AsyncSession, ctx: Context, who: Caller, id: int, given: LiveBack) -> LiveTalk:
    """The bot goes on; the person is told. The talk becomes part of the case that is named; the calls of this chat that
    are open are done. Conflict for whoever has not taken it, or who has handed it back already."""
    at = await _mine(session, who, id)
    now = ctx.clock.now()
    if given.case_no is not None:
        case = await _their_case(session, who, at, given.case_no)
        at.case_id = case.id
        await _into(session, ctx, who, at, case)
    for task in await queries.tasks_of(session, [at.channel_id]):
        task.done_at, task.done_by_id, task.result = now, who.staff_id, "talked"
    at.ended, at.ended_at = Parting.HANDED_BACK, now
    await audit(session, who, "hand_back_chat", _target(id), now)
    await tell(session, ctx, at, Word(NoticeKind.HANDED_BACK, {"handler": who.name, "case_no": given.case_no or ""}))
    await session.flush()
    return await news(session, ctx, who, id)


async def _their_case(session: AsyncSession, who: Caller, at: HandOver, case_no: str) -> Case:
    """One of the person's own that the caller sees. NotFound."""
    chat = await session.get_one(ResidentChannel, at.channel_id)
    case = await cases.case_for(session, who, case_no)
    if case is None or case.resident_id != chat.resident_id:
        raise NotFound
    return case


async def _into(session: AsyncSession, ctx: Context, who: Caller, at: HandOver, case: Case) -> None:
    """An event of the case with all that was said since the hand-over; the files stand behind the original."""
    said = [one for one in await queries.lines(session, at.id) if not one[0].before]
    told = []
    for one in said:
        line = views.line(ctx, one)
        name = line.by or labels("live_voice")[line.voice]
        words = line.text if line.text is not None else wording("live.file")
        told.append(f"{line.at.astimezone(ZONE):%H:%M} {name}：{words}")
    facts: Facts = {"lines": len(said), "since": at.opened_at.isoformat()}
    body = "\n".join(told)[:MAX_TEXT] or None
    event = await Journal.by(who, session, ctx, case).append(EventKind.TALKED, facts=facts, body=body)
    parts = [Part(file=file.token) for _, _, file, _ in said if file is not None and file.case_id is None]
    if parts:
        last = max((words.seq for words in await words_queries.words_of(session, case)), default=0)
        await keep_words(session, ctx, case, parts, event.at, first=last + 1)


async def _found(session: AsyncSession, id: int) -> Queued:
    found = await queries.one(session, id)
    if found is None:
        raise NotFound
    return found


async def _locked(session: AsyncSession, id: int) -> HandOver:
    at = await queries.locked(session, id)
    if at is None:
        raise NotFound
    return at


async def _mine(session: AsyncSession, who: Caller, id: int) -> HandOver:
    at = await _locked(session, id)
    if at.ended_at is not None:
        raise Conflict("the talk has ended", code="chat_ended")
    if at.taken_by_id != who.staff_id:
        raise Conflict("take it first", code="chat_not_yours" if at.taken_by_id is None else "chat_taken")
    return at


def _target(id: int) -> str:
    return f"hand_over:{id}"
