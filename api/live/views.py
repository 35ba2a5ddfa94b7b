"""How handed-over chats are shown to staff: phones masked, cases only as far as the caller sees them."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.masks import mask_phone
from api.context import Context
from api.files import described
from api.live import queries
from api.live.opening import PURPOSE
from api.live.queries import Line, Queued
from api.security import Caller
from models.law.live import Reason, Voice
from models.tables import Case, HandOver, Staff
from models.wire import LiveLine, LiveRow, LiveTalk, Named


async def rows(session: AsyncSession, ctx: Context, who: Caller, found: Sequence[Queued]) -> list[LiveRow]:
    cases: dict[int, list[str]] = defaultdict(list)
    sealed: dict[int, bytes] = {}
    for resident, number, phone in await queries.cases_of(session, who, [c.resident_id for _, c, _, _ in found]):
        if resident is not None:
            cases[resident].append(number)
            if phone is not None:
                sealed.setdefault(resident, phone)
    called = {t.channel_id: t.phone_sealed for t in await queries.tasks_of(session, [c.id for _, c, _, _ in found])}
    out = []
    beside: Counter[str] = Counter()
    for at, chat, taker, acknowledger in found:
        phone = called.get(chat.id) or sealed.get(chat.resident_id)
        shown = mask_phone(ctx.keys.text(phone, "phone")) if phone else None
        row = _row(who, at, taker, acknowledger)
        more: dict[str, object] = {"channel": chat.channel, "phone": shown, "cases": cases[chat.resident_id]}
        if at.origin is not None:
            more["beside"], beside[at.origin] = beside[at.origin], beside[at.origin] + 1
        out.append(row.model_copy(update=more))
    return out


def _row(who: Caller, at: HandOver, taker: Staff | None, acknowledger: Staff | None) -> LiveRow:
    return LiveRow(
        id=at.id,
        reason=Reason(at.reason),
        danger=Reason(at.reason).row.danger,
        opened_at=at.opened_at,
        waits_since=at.waits_since,
        taken_by=Named(code=taker.login, name=taker.name) if taker else None,
        mine=taker is not None and taker.id == who.staff_id,
        channel="",
        acknowledged_by=acknowledger.name if acknowledger else None,
        ended=at.ended,  # type: ignore[arg-type]
    )


async def talk(session: AsyncSession, ctx: Context, who: Caller, found: Queued, after: int = 0) -> LiveTalk:
    """With what was said, from the line after `after` on."""
    (row,) = await rows(session, ctx, who, [found])
    at = found[0]
    case = await session.get(Case, at.case_id) if at.case_id is not None else None
    said = [line(ctx, one) for one in await queries.lines(session, at.id, after)]
    draft = ctx.keys.text(at.draft_sealed, PURPOSE) if at.draft_sealed is not None else None
    number = case.case_no if case is not None and case.case_no in row.cases else None
    return LiveTalk(**{**dict(row), "case_no": number}, lines=said, draft=draft)


def line(ctx: Context, found: Line) -> LiveLine:
    held, by, file, state = found
    return LiveLine(
        id=held.id,
        at=held.at,
        voice=Voice(held.voice),
        by=by,
        text=ctx.keys.text(held.body_sealed, PURPOSE) if held.body_sealed is not None else None,
        file=file.token if file is not None else None,
        media_type=file.media_type if file is not None else None,
        name=described.called(ctx, file) if file is not None else None,
        before=held.before,
        state=state,
    )
