"""SQL of what waits for each member of staff."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, false, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.channels import Channel
from models.law.facts import Facts
from models.law.notices import NoticeKind, NoticeState
from models.rights import Right, roles
from models.tables import Case, Escalation, Notification, Obligation, Staff, StaffRole, SupervisionItem, Unit

_OWED = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None), Obligation.right_.is_(false()))
_UNREAD = text("notification.staff_id IS NOT NULL AND notification.state = 'sent'")
"""As the partial index has it, word for word."""
_INSIDE = exists().where(
    StaffRole.staff_id == Escalation.staff_id, StaffRole.role.in_(roles(Right.SEE_CASE, walled=True))
)
_SEEN = or_(Case.restricted.is_(false()), _INSIDE)
"""A case that has gone behind the wall waits for nobody outside."""
_WAITS = and_(Escalation.acknowledged_at.is_(None), SupervisionItem.closed_at.is_(None), _SEEN)


async def owned(session: AsyncSession, since: datetime | None) -> tuple[Counter[int], Counter[int], set[int]]:
    """By owner: how much is late, how much was warned of and is not yet late, and who has something new in it."""
    late: Counter[int] = Counter()
    warned: Counter[int] = Counter()
    fresh: set[int] = set()
    for owner, n, of_them_late, warned_at, late_at in await session.execute(_OWNED):
        if owner is None or warned_at is None:
            continue
        late[owner], warned[owner] = of_them_late, n - of_them_late
        if since is None or max(warned_at, late_at or warned_at) > since:
            fresh.add(owner)
    return late, warned, fresh


_OWNED = (
    select(
        Case.owner_id,
        func.count(Obligation.id),
        func.count(Obligation.late_at),
        func.max(Obligation.warned_at),
        func.max(Obligation.late_at),
    )
    .join(Case, Case.id == Obligation.case_id)
    .where(_OWED, Obligation.done_at.is_(None), Obligation.warned_at.is_not(None), Case.owner_id.is_not(None))
    .group_by(Case.owner_id)
)


async def waiting(session: AsyncSession) -> dict[int, int]:
    """By person: how many items they have to acknowledge."""
    return {person: n for person, n in await session.execute(_WAITING)}


_ITS_ITEM = and_(
    SupervisionItem.id == Escalation.item_id,
    SupervisionItem.closed_at.is_(None),
    Case.id == SupervisionItem.case_id,
    _SEEN,
)
_WAITING = (
    select(Escalation.staff_id, func.count(Escalation.id))
    .where(Escalation.acknowledged_at.is_(None), exists().where(_ITS_ITEM))
    .group_by(Escalation.staff_id)
)


async def slipping(session: AsyncSession, since: datetime | None) -> dict[int, int]:
    """By person: dates that may slip, of which they were told since then as the one above."""
    found = await session.execute(_slipping(since is not None), {"since": since} if since is not None else {})
    return Counter(person for person, facts in found if person is not None and "due_by" in facts)


@cache
def _slipping(since: bool) -> Select[int | None, Facts]:
    statement = select(Notification.staff_id, Notification.facts).where(
        _UNREAD,
        Notification.kind == NoticeKind.ESCALATION.value,
    )
    return statement.where(Notification.created_at > bindparam("since")) if since else statement


async def digested(session: AsyncSession, people: Collection[int], day: date) -> None:
    """What waits for them stood in the digest of that day."""
    if not people:
        return
    statement = update(Escalation).where(Escalation.staff_id.in_(people), Escalation.acknowledged_at.is_(None))
    await session.execute(statement.values(digested_on=day).execution_options(synchronize_session=False))


async def messages_of(session: AsyncSession, staff_id: int, limit: int) -> Sequence[Notification]:
    """The newest first."""
    statement = select(Notification).where(Notification.staff_id == staff_id).order_by(Notification.id.desc())
    return (await session.scalars(statement.limit(limit))).all()


async def read(session: AsyncSession, staff_id: int, until: int, now: datetime) -> None:
    """What waited in the inbox, up to the message of this id, has been seen."""
    statement = update(Notification).where(
        Notification.staff_id == staff_id,
        Notification.id <= until,
        Notification.channel == Channel.STAFF.value,
        Notification.state == NoticeState.SENT.value,
    )
    values = {"state": NoticeState.DELIVERED.value, "delivered_at": now}
    await session.execute(statement.values(**values).execution_options(synchronize_session=False))


async def to_acknowledge(session: AsyncSession, staff_id: int, limit: int) -> Sequence[tuple[SupervisionItem, Case]]:
    """Items that wait for the person, the oldest first."""
    statement = (
        select(SupervisionItem, Case)
        .join(Case, Case.id == SupervisionItem.case_id)
        .join(Escalation, Escalation.item_id == SupervisionItem.id)
        .where(_WAITS, Escalation.staff_id == staff_id)
        .order_by(SupervisionItem.id)
        .limit(limit)
    )
    return [(i, c) for i, c in await session.execute(statement)]


async def dates(session: AsyncSession, staff_id: int, until: datetime, limit: int) -> Sequence[tuple[Obligation, Case]]:
    """What the person owes and was warned of, or owes today, the earliest first; of more than `limit`, what is owed on
    the cases that are due first: an index has them in that order, however many the person has."""
    near = or_(Obligation.warned_at.is_not(None), Obligation.alarm_at <= until)
    first = (
        select(Obligation.id)
        .join(Case, Case.id == Obligation.case_id)
        .where(_OWED, Obligation.done_at.is_(None), Case.owner_id == staff_id, Case.due_at.is_not(None), near)
        .order_by(Case.due_at, Case.id, Obligation.alarm_at, Obligation.id)
        .limit(limit)
        .subquery()
    )
    statement = (
        select(Obligation, Case)
        .join(first, first.c.id == Obligation.id)
        .join(Case, Case.id == Obligation.case_id)
        .order_by(Obligation.alarm_at, Obligation.id)
    )
    return [(o, c) for o, c in await session.execute(statement)]


async def people(session: AsyncSession, ids: Collection[int]) -> dict[int, Staff]:
    return {p.id: p for p in await session.scalars(_PEOPLE, {"ids": list(ids)})} if ids else {}


async def units(session: AsyncSession, ids: Collection[int]) -> dict[int, Unit]:
    return {u.id: u for u in await session.scalars(_UNITS, {"ids": list(ids)})} if ids else {}


async def duties(session: AsyncSession, ids: Collection[int]) -> dict[int, Obligation]:
    return {o.id: o for o in await session.scalars(_DUTIES, {"ids": list(ids)})} if ids else {}


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_PEOPLE = select(Staff).where(Staff.id.in_(_IDS))
_UNITS = select(Unit).where(Unit.id.in_(_IDS))
_DUTIES = select(Obligation).where(Obligation.id.in_(_IDS))
