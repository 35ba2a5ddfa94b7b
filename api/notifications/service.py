"""Leasing, receipts, and the clerk's record of telling a person by phone, at the counter or by post."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import added, calls, obligations, record, views
from api.cases.about import told_of
from api.cases.codes import code_of
from api.cases.matter import Matter
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.files import queries as files_queries
from api.files import shown
from api.files.shown import Shown
from api.notifications import queries
from api.security import Caller
from models.law.channels import Channel
from models.law.facts import with_english
from models.law.notices import OVER, NoticeKind, NoticeState
from models.law.tasks import TaskKind
from models.rights import Right
from models.tables import Case, Notification, ResidentChannel, Task
from models.wire import LeasedNotice, LeaseWanted, ManualRecord, NoticeView, Receipt

RETRY = timedelta(minutes=5)
GIVE_UP = timedelta(hours=24)
CALL_ATTEMPTS = 3
TOLD = frozenset({"spoke", "handed", "signed"})
"""Results of telling a person that prove it."""
SKEW = timedelta(minutes=5)
"""What a clerk's own clock may be ahead."""


def leased(
    ctx: Context, notice: Notification, case: Case | None, chat: ResidentChannel, words: str | None
) -> LeasedNotice:
    """The notice as the courier needs it. The query code is computed anew: only its mark is stored."""
    facts = notice.facts.copy()
    if case is not None and NoticeKind(notice.kind).row.says_code:
        facts["query_code"] = code_of(ctx, case)
    return LeasedNotice(
        id=notice.id,
        lease=notice.lease or "",
        kind=NoticeKind(notice.kind),
        case_no=case.case_no if case else facts.get("case_no"),
        channel=Channel(notice.channel),
        address=ctx.keys.text(chat.address_sealed, "address"),
        locale=chat.locale,  # type: ignore[arg-type]
        facts=facts,
        text=words,
        repeated=notice.unknown > 0,
    )


async def lease(session: AsyncSession, ctx: Context, wanted: LeaseWanted) -> list[LeasedNotice]:
    """Takes what is due. A lease that lapsed means that we do not know: it is sent once more, marked as a repeat."""
    now = ctx.clock.now()
    rows = await queries.leasable(session, wanted.channels, now, wanted.limit, ctx.db.sqlite)
    bodies = await queries.bodies(session, [n for n, _, _ in rows])
    english = await catalogue.english(session) if rows else {}
    talked = await queries.said(session, [n for n, _, _ in rows])
    with_files = [(c.id, n.event_seq) for n, c, _ in rows if c and n.event_seq and n.facts.get("files")]
    files = await files_queries.of_many(session, with_files)
    out: list[LeasedNotice] = []
    taken: set[int] = set()
    for notice, case, chat in rows:
        if chat.id in taken:
            continue
        taken.add(chat.id)
        if notice.state == NoticeState.LEASED:
            notice.unknown += 1
        record.lease(ctx, notice)
        body = bodies.get((case.id, notice.event_seq or 0)) if case and NoticeKind(notice.kind).row.words else None
        words = ctx.keys.text(body, "event") if body is not None else None
        if notice.id in talked:
            words = ctx.keys.text(talked[notice.id], "talk")
        told = leased(ctx, notice, case, chat, words)
        more = {
            "facts": with_english(told.facts, english),
            "about": told_of(case, told.kind) if case else None,
            "files": added.sent(ctx, files.get((case.id, notice.event_seq or 0), ())) if case else [],
        }
        out.append(told.model_copy(update=more))
    return out


async def file(ctx: Context, id: int, token: str) -> Shown:
    """What is shown of a file that goes out with a notice. NotFound while it may still be taken back, and once it was.
    NotFound `file_lost`."""
    async with ctx.db.read() as session:
        notice = await queries.notice(session, id, lock=False)
        found = None
        if notice is not None and notice.case_id is not None and not _withheld(notice, ctx.clock.now()):
            sent = await files_queries.of_events(session, notice.case_id, notice.event_seq or 0)
            found = next((f for f in sent if f.token == token), None)
    if found is None:
        raise NotFound
    return await shown.opened(ctx, found)


def _withheld(notice: Notification, now: datetime) -> bool:
    waits = notice.state in (NoticeState.DUE, NoticeState.MANUAL) and notice.due_at > now
    return waits or notice.state == NoticeState.TAKEN_BACK


async def receipt(session: AsyncSession, ctx: Context, id: int, given: Receipt) -> None:
    """What became of a leased notice. Conflict `lease_lost` if somebody else has it or it is settled otherwise.

    Proof beats presumption: who could not be reached and then was (a chat unblocked), has it delivered.
    """
    found = await queries.outcome(session, id, lock=not ctx.db.sqlite)
    if found is None or found[0].lease != given.lease:
        raise Conflict("the lease is not yours", code="lease_lost")
    notice, unreachable, task = found
    late_proof = notice.state == NoticeState.UNDELIVERABLE and given.outcome == "delivered"
    if notice.state in OVER and not late_proof:
        if notice.state == given.outcome:
            return
        raise Conflict("the notice is settled", code="lease_lost")
    now = ctx.clock.now()
    if given.outcome == "delivered":
        notice.state, notice.delivered_at = NoticeState.DELIVERED, now
        if task is not None or late_proof:
            await _close_task(session, ctx, notice, "delivered")
        if unreachable is not None:
            await queries.reached(session, notice.channel_id)
        await obligations.settle(session, ctx, notice, now)
    elif given.outcome == "sent":
        notice.state, notice.sent_at, notice.lease_until = NoticeState.SENT, now, None
    elif given.outcome == "retry":
        notice.state, notice.due_at, notice.lease_until = NoticeState.DUE, now + RETRY, None
    else:
        await hand_to_desk(session, ctx, notice, given.reason or "the channel refused it")


async def hand_to_desk(session: AsyncSession, ctx: Context, notice: Notification, reason: str) -> None:
    """The channel does not reach the resident: a person must, before anybody may say undeliverable.

    Only without phone and address is it undeliverable at once: there is nobody to call. What was for a member of
    staff waits in their inbox.
    """
    notice.lease_until = None
    if notice.staff_id is not None:
        notice.channel, notice.channel_id, notice.state = Channel.STAFF, None, NoticeState.SENT
        return
    if notice.case_id is not None and await queries.can_be_called(session, notice.case_id):
        notice.state, notice.reason = NoticeState.MANUAL, reason[:200]
        await _open_task(session, ctx, notice)
        return
    notice.state = NoticeState.UNDELIVERABLE
    notice.reason = f"no phone or address was given; {reason}"[:200]
    await _close_task(session, ctx, notice, "no phone or address was given")
    await obligations.settle(session, ctx, notice, ctx.clock.now())


async def _open_task(session: AsyncSession, ctx: Context, notice: Notification) -> None:
    if notice.task_id is not None:
        return
    case = await queries.case_of(session, notice)
    await calls.add(Matter(session, ctx, case), notice, TaskKind.UNDELIVERED)


async def _close_task(
    session: AsyncSession, ctx: Context, notice: Notification, result: str, by: int | None = None
) -> None:
    """The call is over when nothing of it is left to tell."""
    await session.flush()
    task = await session.get(Task, notice.task_id) if notice.task_id is not None else None
    if task is not None and task.done_at is None and not await queries.still_to_tell(session, task.id):
        task.done_at, task.result, task.done_by_id = ctx.clock.now(), result, by


async def record_manual(session: AsyncSession, ctx: Context, who: Caller, id: int, given: ManualRecord) -> NoticeView:
    """A clerk told the person, or tried to. Recorded attempts, refusal or return make it undeliverable."""
    notice = await queries.notice(session, id, lock=not ctx.db.sqlite)
    if notice is None or notice.case_id is None:
        raise NotFound
    case = await queries.case_of(session, notice)
    if not who.may(Right.RECORD_DELIVERY, case):
        raise NotFound
    return await recorded(session, ctx, who, notice, given)


async def recorded(
    session: AsyncSession, ctx: Context, who: Caller, notice: Notification, given: ManualRecord
) -> NoticeView:
    """As whoever is at it says, whether the case is theirs to see or not: an accusation is told at the counter too."""
    if given.at > ctx.clock.now() + SKEW:
        raise Unprocessable("this has not happened yet", field="at")
    told = given.result in TOLD
    presumed = notice.state == NoticeState.UNDELIVERABLE and notice.record is None
    if notice.state in OVER and not (presumed and told):
        raise Conflict("the notice is settled already", code="settled")
    now = ctx.clock.now()
    attempt = record.attempt(ctx, given, who.login or "")
    tried = [*notice.record["tried"], attempt] if notice.record else [attempt]
    notice.record = {"tried": tried}
    if told:
        notice.state, notice.delivered_at, notice.reason = NoticeState.DELIVERED, now, None
        await _close_task(session, ctx, notice, given.result, who.staff_id)
    elif given.result in ("refused", "returned") or len(tried) >= CALL_ATTEMPTS:
        notice.state = NoticeState.UNDELIVERABLE
        notice.reason = given.result if given.how != "phone" else f"{len(tried)} calls without an answer"
        await _close_task(session, ctx, notice, notice.reason, who.staff_id)
    if notice.state in OVER:
        await obligations.settle(session, ctx, notice, now)
    case = await queries.case_of(session, notice)
    await audit(session, who, "record_delivery", f"{case.case_no}:{notice.id}", now)
    return views.notice(notice)


async def overdue_to_desk(session: AsyncSession, ctx: Context, limit: int = 100) -> int:
    """Undelivered after 24 h becomes a call task; the chat may still deliver it first."""
    rows: Sequence[Notification] = await queries.stale(session, ctx.clock.now() - GIVE_UP, limit)
    for notice in rows:
        await _open_task(session, ctx, notice)
    return len(rows)
