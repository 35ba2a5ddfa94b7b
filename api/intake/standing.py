"""What a resident does with a case that stands: urge it, take it to another phone, leave a name or withdraw it."""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.cases import record
from api.cases.people import channel_of, name_person
from api.context import Context
from api.errors import Conflict, NotFound
from api.intake import queries
from api.intake.service import Added, own, proved
from models.clock import end_of, local_date
from models.db import OWED
from models.law.channels import CHAT_CHANNELS
from models.law.events import EventKind
from models.law.notices import NoticeKind, NoticeState
from models.law.states import State
from models.tables import Case, Notification
from models.wire import AnonymityWanted, Claim, Claimed, ResidentRef, Urge, Urged


async def urge(session: AsyncSession, ctx: Context, ref: ResidentRef, given: Urge) -> Urged:
    """催办. Conflict `already_urged` on the same local day, `closed` once the case is."""
    case = await own(session, ctx, ref, given.case_no, given.code)
    if case.state == State.CLOSED:
        raise Conflict("the case is closed", code="closed")
    now = ctx.clock.now()
    count = await queries.urge(session, case.id, now, end_of(local_date(now) - timedelta(days=1)))
    if count is None:
        raise Conflict("it was urged today; once a day is counted", code="already_urged")
    facts = record.unit_facts(case.lead_unit) | {"count": count}
    event = await record.append(session, ctx, case, EventKind.URGED, "resident", facts=facts)
    return Urged(case_no=case.case_no, event=event.seq, count=count, unit=case.lead_unit.name, at=now)


async def claim(session: AsyncSession, ctx: Context, ref: ResidentRef, given: Claim) -> Claimed:
    """The case's chat is the caller's from now on; what was not delivered follows, and the chat before is told.

    NotFound whatever is wrong with number or code, as for `status`.
    """
    case = await proved(session, ctx, given.case_no, given.query_code)
    if ref.channel not in CHAT_CHANNELS:
        raise NotFound
    chat = await channel_of(session, ctx, ref.model_copy(update={"locale": given.locale}))
    before = case.channel_id
    if before == chat.id:
        return Claimed(case_no=case.case_no, moved=False)
    event = await record.append(
        session, ctx, case, EventKind.MOVED, "resident", facts={"channel": chat.channel},
        channel_id=chat.id, resident_id=chat.resident_id,
    )  # fmt: skip
    await queries.redirect(session, case.id, chat, ctx.clock.now())
    session.info[OWED] = True
    await queries.hand_bookings(session, case.id, chat.resident_id)
    if before is not None:
        await _tell_before(session, ctx, case, before, event.seq)
    return Claimed(case_no=case.case_no, moved=True)


async def _tell_before(session: AsyncSession, ctx: Context, case: Case, channel_id: int, seq: int) -> None:
    """The chat that had it learns that it no longer has, and whom to ask if that was somebody else's doing."""
    desk = await cases.receiving_desk(session)
    now = ctx.clock.now()
    chat = await cases.chat(session, channel_id)
    if chat.channel not in CHAT_CHANNELS:
        return
    session.add(
        Notification(
            case_id=case.id, kind=NoticeKind.MOVED, channel=chat.channel, channel_id=chat.id, event_seq=seq,
            facts={"phone": desk.phone or ""}, state=NoticeState.DUE, created_at=now, due_at=now,
        )
    )  # fmt: skip


async def anonymity(session: AsyncSession, ctx: Context, ref: ResidentRef, given: AnonymityWanted) -> Added:
    """Name and phone left after filing, or withdrawn and erased. The timeline says only that it was changed.

    The chat that has the case decides; number and code are not enough to take a name away.
    """
    case = await own(session, ctx, ref, given.case_no, None)
    if given.anonymous:
        await queries.erase_person(session, case.id)
    else:
        await name_person(session, ctx, case.id, given.name, given.phone)
    changes: dict[str, Any] = {"anonymous": given.anonymous}
    event = await record.append(
        session, ctx, case, EventKind.ANONYMITY, "resident", facts={"anonymous": given.anonymous}, **changes
    )
    return Added(case_no=case.case_no, event=event.seq)
