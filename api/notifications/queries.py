"""SQL of the ledger. Only the head of a case is leasable, and one for each chat at a time; what was sent and waits to
be seen blocks nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from models.clock import FAR
from models.db import LIMIT, NOW
from models.law.channels import Channel
from models.law.notices import OVER, NoticeKind, NoticeState
from models.tables import Case, CaseEvent, CasePerson, HandOverLine, Notification, ResidentChannel, Task

OPEN = (NoticeState.DUE, NoticeState.LEASED)
_SHUT, _NOT_LEASED = ([s for s in NoticeState if s not in left] for left in (OPEN, (NoticeState.LEASED,)))
"""The states but for these. What stands before a notice is asked for by them: with `OPEN` itself PostgreSQL reads its
index of all that is to be sent, once for each that is ready, when it was last counted while little was."""
_TO_SEND = text("notification.state IN ('due','leased')")
_UNDELIVERED = text("notification.case_id IS NOT NULL AND notification.state IN ('due','leased','sent')")
"""As the partial indexes have it, word for word: with places for values they are not found."""

_FAR: BindParameter[datetime] = bindparam("far")
_TOMORROW: BindParameter[datetime] = bindparam("tomorrow")
_DAY = timedelta(days=1)
"""What is written at night waits for the morning, and nothing for longer."""


async def leasable(
    session: AsyncSession, channels: list[Channel], now: datetime, limit: int, is_sqlite: bool
) -> Sequence[tuple[Notification, Case | None, ResidentChannel]]:
    """Heads that are due, or whose lease has lapsed, oldest first; one per case, and none to a chat for which another
    is leased. Several of one chat may be among them. Without a case: a message to a member of staff."""
    given = {"channels": channels, "now": now, "far": now + FAR, "tomorrow": now + _DAY, "limit": limit}
    return [(n, c, r) for n, c, r in await session.execute(_leasable(is_sqlite), given)]


@cache
def _leasable(is_sqlite: bool) -> Select[Notification, Case, ResidentChannel]:
    earlier, spoken = aliased(Notification), aliased(Notification)
    blocked = exists().where(
        earlier.case_id == Notification.case_id,
        earlier.channel_id == Notification.channel_id,  # a chat that a case has left holds nothing back
        earlier.id < Notification.id,
        earlier.state.not_in(_SHUT),
    )
    before, talked = aliased(Notification), Notification.hand_over_id
    earlier_words = exists().where(
        before.hand_over_id == talked, before.id < Notification.id, before.state.not_in(_SHUT)
    )
    busy = exists().where(
        spoken.channel_id == Notification.channel_id,
        spoken.id != Notification.id,
        spoken.state.not_in(_NOT_LEASED),
        spoken.lease_until.between(NOW, _FAR),
    )
    ready = or_(
        and_(
            Notification.state == NoticeState.DUE,
            or_(Notification.due_at <= NOW, Notification.due_at > _TOMORROW),
        ),
        and_(Notification.state == NoticeState.LEASED, ~Notification.lease_until.between(NOW, _FAR)),
    )
    asked = Notification.channel.in_(bindparam("channels", expanding=True))
    statement = (
        select(Notification, Case, ResidentChannel)
        .outerjoin(Case, Case.id == Notification.case_id)
        .join(ResidentChannel, ResidentChannel.id == Notification.channel_id)
        .options(joinedload(Case.topic), joinedload(Case.area))
        .where(_TO_SEND, ready, asked, ~blocked, ~earlier_words, ~busy)
        .order_by(Notification.due_at, Notification.id)
        .limit(LIMIT)
    )
    if is_sqlite:
        return statement
    return statement.with_for_update(skip_locked=True, key_share=True, of=(Notification, ResidentChannel))


async def notice(session: AsyncSession, id: int, lock: bool) -> Notification | None:
    found: Notification | None = await session.scalar(_LOCKED if lock else _NOTICE, {"id": id})
    return found


_NOTICE = select(Notification).where(Notification.id == bindparam("id"))
_LOCKED = _NOTICE.with_for_update()


async def case_of(session: AsyncSession, notice: Notification) -> Case:
    return (await session.scalars(select(Case).where(Case.id == notice.case_id))).one()


async def can_be_called(session: AsyncSession, case_id: int) -> bool:
    """Whether a person could reach the resident: there is a phone or a postal address."""
    known = or_(CasePerson.phone_sealed.is_not(None), CasePerson.address_sealed.is_not(None))
    return await session.scalar(select(CasePerson.id).where(CasePerson.case_id == case_id, known)) is not None


async def bodies(session: AsyncSession, notices: Sequence[Notification]) -> dict[tuple[int, int], bytes]:
    """Sealed words of the events that the notices tell, by (case, seq)."""
    wanted = [n.case_id for n in notices if n.event_seq is not None and NoticeKind(n.kind).row.words]
    if not wanted:
        return {}
    rows = await session.execute(
        select(CaseEvent.case_id, CaseEvent.seq, CaseEvent.body_sealed).where(
            CaseEvent.case_id.in_(wanted), CaseEvent.body_sealed.is_not(None)
        )
    )
    return {(c, s): b for c, s, b in rows if b is not None}


async def said(session: AsyncSession, notices: Sequence[Notification]) -> dict[int, bytes]:
    """Sealed words of staff in a chat that was handed over, by the id of their notice."""
    lines = {n.event_seq: n.id for n in notices if n.hand_over_id is not None and n.event_seq is not None}
    if not lines:
        return {}
    columns = (HandOverLine.id, HandOverLine.body_sealed)
    rows = await session.execute(select(*columns).where(HandOverLine.id.in_(lines)))
    return {lines[id]: body for id, body in rows if body is not None}


async def waiting(session: AsyncSession, channel_id: int) -> Sequence[Notification]:
    """What is due to this chat, oldest first. What is leased is the sender's to report."""
    statement = select(Notification).where(
        Notification.channel_id == channel_id, Notification.state == NoticeState.DUE.value
    )
    return (await session.scalars(statement.order_by(Notification.id).with_for_update())).all()


async def due_again(session: AsyncSession, channel_id: int, now: datetime) -> bool:
    """What this chat could not be told, and nobody was told in another way; True if there is any."""
    unproved = and_(Notification.state == NoticeState.UNDELIVERABLE.value, Notification.record.is_(None))
    untold = or_(Notification.state == NoticeState.MANUAL.value, unproved)
    again = update(Notification).where(Notification.channel_id == channel_id, untold)
    values = {"state": NoticeState.DUE.value, "due_at": now, "lease": None, "lease_until": None, "reason": None}
    return bool((await session.execute(again.values(**values).returning(Notification.id))).all())


async def outcome(
    session: AsyncSession, id: int, lock: bool
) -> tuple[Notification, datetime | None, Task | None] | None:
    """The notice, since when its chat could not be reached, and its task."""
    row = (await session.execute(_OUTCOME_LOCKED if lock else _OUTCOME, {"id": id})).first()
    return (row[0], row[1], row[2]) if row else None


_OUTCOME = (
    select(Notification, ResidentChannel.unreachable_since, Task)
    .outerjoin(ResidentChannel, ResidentChannel.id == Notification.channel_id)
    .outerjoin(Task, Task.id == Notification.task_id)
    .where(Notification.id == bindparam("id"))
)
_OUTCOME_LOCKED = _OUTCOME.with_for_update(of=Notification)


async def reached(session: AsyncSession, channel_id: int | None) -> None:
    """A delivery proves that the chat can be reached."""
    away = ResidentChannel.unreachable_since.is_not(None)
    statement = update(ResidentChannel).where(ResidentChannel.id == channel_id, away)
    await session.execute(statement.values(unreachable_since=None))


async def stale(session: AsyncSession, before: datetime, limit: int) -> Sequence[Notification]:
    """Residents' notices created before and still not delivered, that have no task yet; the oldest first. Another
    worker finds others: each becomes one task."""
    untasked = Notification.task_id.is_(None)
    statement = select(Notification).where(_UNDELIVERED, Notification.created_at < before, untasked)
    statement = statement.order_by(Notification.created_at, Notification.id).limit(limit)
    return (await session.scalars(statement.with_for_update(skip_locked=True, of=Notification))).all()


async def still_to_tell(session: AsyncSession, task_id: int) -> bool:
    """Whether anything of a call is not settled yet."""
    open_ = select(Notification.id).where(Notification.task_id == task_id, Notification.state.not_in(OVER))
    return await session.scalar(open_.limit(1)) is not None


async def of_task(session: AsyncSession, task_id: int) -> Sequence[Notification]:
    """What of a call is still to be told, the oldest first."""
    open_ = select(Notification).where(Notification.task_id == task_id, Notification.state.not_in(OVER))
    return (await session.scalars(open_.order_by(Notification.id))).all()


async def last_of(session: AsyncSession, case_id: int) -> int:
    found = await session.scalar(select(func.max(Notification.id)).where(Notification.case_id == case_id))
    return found or 0


async def manual_since(session: AsyncSession, case_id: int, after: int) -> Sequence[Notification]:
    """Notices of a case, later than that one, which no chat tells: for a person to tell, or nobody can be reached."""
    presumed = and_(Notification.state == NoticeState.UNDELIVERABLE.value, Notification.record.is_(None))
    untold = or_(Notification.state == NoticeState.MANUAL.value, presumed)
    statement = select(Notification).where(Notification.case_id == case_id, Notification.id > after, untold)
    return (await session.scalars(statement.order_by(Notification.id))).all()
