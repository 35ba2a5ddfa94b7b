"""SQL of the chats that are handed over. Danger is always asked for apart, so that nothing can bury it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, String, and_, cast, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.cases.queries import visible
from api.security import Caller
from models.law.live import Parting, Reason, Voice
from models.law.tasks import TaskKind
from models.tables import (
    Attachment,
    AuditEntry,
    Case,
    CasePerson,
    HandOver,
    HandOverLine,
    Notification,
    OnDuty,
    ResidentChannel,
    Staff,
    Task,
)

DANGER = [reason for reason in Reason if reason.row.danger]
CALLS = [kind for kind in TaskKind if kind.row.calls]
MOST = 200
BUNDLE = 3
"""Waiting chats of one address that stand, and alert, each by itself; more of them come after everybody else."""
MOST_DANGER = 1_000
MOST_LINES = 500
Queued = tuple[HandOver, ResidentChannel, Staff | None, Staff | None]
"""A chat, where it is, who has it, who acknowledged the alert."""


async def open_of(session: AsyncSession, channel_id: int) -> HandOver | None:
    """What is open of a chat, locked; the chat itself is locked too, so that of two at once one waits."""
    wanted = (HandOver.channel_id == channel_id, HandOver.ended_at.is_(None))
    found: HandOver | None = await session.scalar(select(HandOver).where(*wanted).with_for_update())
    return found


async def last_of(session: AsyncSession, channel_id: int) -> HandOver | None:
    statement = select(HandOver).where(HandOver.channel_id == channel_id).order_by(HandOver.id.desc()).limit(1)
    found: HandOver | None = await session.scalar(statement)
    return found


async def queue(session: AsyncSession) -> list[Queued]:
    """All danger, then the others, those that wait before those that somebody has; the longest wait first."""
    danger = HandOver.reason.in_(DANGER)
    return [
        *await _queued(session, MOST_DANGER, danger, HandOver.ended_at.is_(None)),
        *await _queued(session, MOST, ~danger, HandOver.ended_at.is_(None)),
    ]


async def alerted_beside(session: AsyncSession, at: HandOver) -> int:
    """How many others of the same address have alerted somebody, and nobody has acknowledged, taken or ended them."""
    if at.origin is None:
        return 0
    open_ = (HandOver.ended_at.is_(None), HandOver.acknowledged_at.is_(None), HandOver.alerts > 0)
    wanted = (HandOver.origin == at.origin, HandOver.id != at.id, *open_)
    return await session.scalar(select(func.count()).select_from(HandOver).where(*wanted)) or 0


async def one(session: AsyncSession, id: int) -> Queued | None:
    return next(iter(await _queued(session, 1, HandOver.id == id)), None)


async def _queued(session: AsyncSession, limit: int, *wanted: ColumnElement[bool]) -> list[Queued]:
    taker, acknowledger = aliased(Staff), aliased(Staff)
    order = (HandOver.taken_by_id.is_not(None), HandOver.waits_since, HandOver.id)
    origin = func.coalesce(HandOver.origin, cast(HandOver.id, String))
    place = func.row_number().over(partition_by=origin, order_by=order)
    statement = (
        select(HandOver, ResidentChannel, taker, acknowledger)
        .join(ResidentChannel, ResidentChannel.id == HandOver.channel_id)
        .outerjoin(taker, taker.id == HandOver.taken_by_id)
        .outerjoin(acknowledger, acknowledger.id == HandOver.acknowledged_by_id)
        .where(*wanted)
        .order_by(place > BUNDLE, *order)
        .limit(limit)
    )
    return [(h, c, t, a) for h, c, t, a in await session.execute(statement)]


async def take(session: AsyncSession, id: int, staff_id: int, now: datetime) -> bool:
    """Of two at once one gets it."""
    free = (HandOver.id == id, HandOver.taken_by_id.is_(None), HandOver.ended_at.is_(None))
    values = {"taken_by_id": staff_id, "taken_at": now, "answered_at": None, "warned_at": None}
    statement = update(HandOver).where(*free).values(**values).returning(HandOver.id)
    return await session.scalar(statement) is not None


async def locked(session: AsyncSession, id: int) -> HandOver | None:
    found: HandOver | None = await session.scalar(
        select(HandOver).where(HandOver.id == id).with_for_update().execution_options(populate_existing=True)
    )
    return found


Line = Row[HandOverLine, str | None, Attachment | None, str | None]


async def lines(session: AsyncSession, id: int, after: int = 0) -> Sequence[Line]:
    """What was said, with who of staff said it, the file, and how far its delivery is."""
    delivery = and_(Notification.hand_over_id == id, Notification.event_seq == HandOverLine.id)
    statement = (
        select(HandOverLine, Staff.name, Attachment, Notification.state)
        .outerjoin(Staff, Staff.id == HandOverLine.staff_id)
        .outerjoin(Attachment, Attachment.id == HandOverLine.attachment_id)
        .outerjoin(Notification, delivery)
        .where(HandOverLine.hand_over_id == id, HandOverLine.id > after)
        .order_by(HandOverLine.id.desc())
        .limit(MOST_LINES)
    )
    return (await session.execute(statement)).all()[::-1]


async def last_words(session: AsyncSession, id: int) -> HandOverLine | None:
    wanted = (HandOverLine.hand_over_id == id, HandOverLine.voice == Voice.RESIDENT)
    found: HandOverLine | None = await session.scalar(
        select(HandOverLine).where(*wanted).order_by(HandOverLine.id.desc()).limit(1)
    )
    return found


async def file_of(session: AsyncSession, id: int, token: str) -> Attachment | None:
    found: Attachment | None = await session.scalar(
        select(Attachment).where(Attachment.hand_over_id == id, Attachment.token == token)
    )
    return found


async def tasks_of(session: AsyncSession, channels: Collection[int]) -> Sequence[Task]:
    """The open calls of these chats."""
    wanted = (Task.channel_id.in_(channels), Task.kind.in_(CALLS), Task.done_at.is_(None), Task.case_id.is_(None))
    return (await session.scalars(select(Task).where(*wanted).order_by(Task.id))).all()


async def rang(session: AsyncSession, channel_id: int, now: datetime) -> None:
    """The person was rung: their chat waits no longer; whoever has it goes on."""
    waits = (HandOver.channel_id == channel_id, HandOver.ended_at.is_(None), HandOver.taken_by_id.is_(None))
    await session.execute(update(HandOver).where(*waits).values(ended=Parting.CALLED.value, ended_at=now))


async def last_walled(session: AsyncSession, resident_id: int) -> datetime | None:
    """When this person's last accusation was registered: what was said before it stays behind the wall."""
    walled = (Case.resident_id == resident_id, Case.restricted.is_(True))
    found: datetime | None = await session.scalar(
        select(Case.registered_at).where(*walled).order_by(Case.id.desc()).limit(1)
    )
    return found


async def erase(session: AsyncSession, channel_id: int) -> None:
    """Every word of this chat's talks, and of its calls: what became part of a case stays with the case."""
    talks = select(HandOver.id).where(HandOver.channel_id == channel_id)
    said = update(HandOverLine).where(HandOverLine.hand_over_id.in_(talks))
    await session.execute(said.values(body_sealed=None))
    await session.execute(update(HandOver).where(HandOver.channel_id == channel_id).values(draft_sealed=None))
    calls = update(Task).where(Task.channel_id == channel_id, Task.case_id.is_(None), Task.done_at.is_not(None))
    await session.execute(calls.values(words_sealed=None, phone_sealed=None))


async def cases_of(
    session: AsyncSession, who: Caller, residents: Collection[int]
) -> Sequence[Row[int | None, str, bytes | None]]:
    """(resident, number, phone) of the cases that the caller sees, newest first."""
    statement = (
        select(Case.resident_id, Case.case_no, CasePerson.phone_sealed)
        .outerjoin(CasePerson, CasePerson.case_id == Case.id)
        .where(Case.resident_id.in_(residents), visible(who))
        .order_by(Case.id.desc())
        .limit(MOST * 10)
    )
    return (await session.execute(statement)).all()


async def has_read(session: AsyncSession, actor: str, action: str, target: str, since: datetime) -> bool:
    """Whether this reason was given lately."""
    wanted = (AuditEntry.actor == actor, AuditEntry.action == action, AuditEntry.target == target)
    statement = select(AuditEntry.id).where(AuditEntry.at >= since, *wanted).limit(1)
    return await session.scalar(statement) is not None


async def impatient(session: AsyncSession, since: "Since", limit: int) -> Sequence[HandOver]:
    """Chats of which something is due because time has passed."""
    waits, taken = HandOver.taken_by_id.is_(None), HandOver.taken_by_id.is_not(None)
    due = or_(
        and_(waits, HandOver.warned_at.is_(None), HandOver.waits_since <= since.unclaimed),
        and_(waits, HandOver.acknowledged_at.is_(None), HandOver.alerted_at <= since.unacknowledged),
        and_(taken, _unanswered(), HandOver.spoke_at <= since.unanswered, HandOver.taken_at <= since.unanswered),
        and_(taken, ~_unanswered(), HandOver.answered_at <= since.silent),
    )
    statement = select(HandOver).where(HandOver.ended_at.is_(None), due).order_by(HandOver.id).limit(limit)
    return (await session.scalars(statement.with_for_update(skip_locked=True))).all()


def _unanswered() -> ColumnElement[bool]:
    return or_(HandOver.answered_at.is_(None), HandOver.answered_at < HandOver.spoke_at)


class Since:
    """Moments before which something has lasted too long."""

    def __init__(
        self, *, unclaimed: datetime, unacknowledged: datetime, unanswered: datetime, silent: datetime
    ) -> None:
        self.unclaimed, self.unacknowledged, self.unanswered, self.silent = (
            unclaimed, unacknowledged, unanswered, silent,
        )  # fmt: skip


async def roster(session: AsyncSession) -> Sequence[tuple[OnDuty, Staff]]:
    statement = select(OnDuty, Staff).join(Staff, Staff.id == OnDuty.staff_id).order_by(OnDuty.position)
    return [(line, person) for line, person in await session.execute(statement)]


async def clear_roster(session: AsyncSession) -> None:
    for line in await session.scalars(select(OnDuty)):
        await session.delete(line)
    await session.flush()
