"""认领: a case is taken to another chat by number and query code."""

from api.cases.step import Work
from api.catalogue import queries as catalogue
from api.chats import queries as chats
from api.chats.service import channel_of
from api.errors import NotFound
from api.intake import queries as own
from models.db import OWED
from models.law.channels import CHAT_CHANNELS
from models.law.events import EventKind
from models.law.notices import NoticeKind, NoticeState
from models.tables import Notification
from models.wire import Claim, Claimed, ResidentRef


async def claim(w: Work[Claim], ref: ResidentRef) -> Claimed:
    """The case's chat is the caller's from now on; what was not delivered follows, and the chat before is told.
    NotFound for what is no chat."""
    session, ctx, case = w.session, w.ctx, w.case
    if ref.channel not in CHAT_CHANNELS:
        raise NotFound
    chat = await channel_of(session, ctx, ref.model_copy(update={"locale": w.given.locale}))
    before = case.channel_id
    if before == chat.id:
        return Claimed(case_no=case.case_no, moved=False)
    await w.append(
        EventKind.MOVED, facts={"channel": chat.channel}, channel_id=chat.id, resident_id=chat.resident_id
    )  # fmt: skip
    await chats.redirect(session, case.id, chat, w.now)
    session.info[OWED] = True
    await own.hand_bookings(session, case.id, chat.resident_id)
    if before is not None:
        await _tell_before(w, before)
    return Claimed(case_no=case.case_no, moved=True)


async def _tell_before(w: Work[Claim], channel_id: int) -> None:
    """The chat that had it learns that it no longer has, and whom to ask if that was somebody else's doing."""
    desk = await catalogue.receiving_desk(w.session)
    chat = await chats.chat(w.session, channel_id)
    if chat.channel not in CHAT_CHANNELS:
        return
    w.session.add(
        Notification(
            case_id=w.case.id, kind=NoticeKind.MOVED, channel=chat.channel, channel_id=chat.id,
            event_seq=w.event.seq, facts={"phone": desk.phone or ""}, state=NoticeState.DUE, created_at=w.now,
            due_at=w.now,
        )
    )  # fmt: skip
