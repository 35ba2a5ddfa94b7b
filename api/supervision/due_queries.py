"""SQL of the clockwork: what has come due. Each of these finds nothing by one look into a partial index.

Rows are taken with their case, and those of a case that somebody else is working on are left for the next round: two
workers never wait for each other and never do the same thing.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.cases.queries import OPEN
from models.db import LIMIT, NOW
from models.law.duties import ANSWERS_OWED, Duty
from models.law.matters import Route
from models.law.states import State
from models.tables import Case, Escalation, Obligation, Staff, SupervisionItem

_OWED = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None))


def of_step(step: str, now: BindParameter[datetime]) -> ColumnElement[bool]:
    """Which obligations have come due for a step: warn, tell, late, remind, remind_last, lapse.

    What staff have not done, of which the owner was not warned, or the resident not told that it may slip. What is past
    its date, done or not, and its resident has nothing. Rights that end in a week, in a day, or have ended unused: the
    nominal end lies never after the rolled one, and has the index.
    """
    o = Obligation
    when: dict[str, tuple[ColumnElement[bool], ...]] = {
        "warn": (o.warn_at <= now, o.warned_at.is_(None), o.done_at.is_(None), o.right_.is_(false())),
        "tell": (o.tell_at <= now, o.told_at.is_(None), o.done_at.is_(None), o.right_.is_(false())),
        "late": (o.alarm_at <= now, o.late_at.is_(None), o.right_.is_(false())),
        "remind": (o.warn_at <= now, o.warned_at.is_(None), o.done_at.is_(None), o.right_.is_(true())),
        "remind_last": (o.tell_at <= now, o.told_at.is_(None), o.done_at.is_(None), o.right_.is_(true())),
        "lapse": (
            o.alarm_at <= now, o.late_at.is_(None), o.due_at <= now, o.done_at.is_(None), o.right_.is_(true()),
        ),
    }  # fmt: skip
    return and_(_OWED, *when[step])


async def due(session: AsyncSession, step: str, now: datetime, limit: int) -> Sequence[Obligation]:
    """The obligations that have come due for the step, the earliest first."""
    return (await session.scalars(_due(step), {"now": now, "limit": limit})).all()


@cache
def _due(step: str) -> Select[Obligation]:
    by = {"warn": Obligation.warn_at, "remind": Obligation.warn_at, "late": Obligation.alarm_at}
    by |= {"tell": Obligation.tell_at, "remind_last": Obligation.tell_at, "lapse": Obligation.alarm_at}
    return (
        select(Obligation)
        .join(Case, Case.id == Obligation.case_id)
        .where(of_step(step, NOW))
        .order_by(by[step], Obligation.id)
        .limit(LIMIT)
        .with_for_update(skip_locked=True, key_share=True, of=(Obligation, Case))
    )


async def unaccepted(session: AsyncSession, now: datetime, limit: int) -> Sequence[Case]:
    """Cases registered, not sent another way, past their date, with no days counted yet for the answer."""
    counted = exists().where(Obligation.case_id == Case.id, Obligation.key == Duty.HANDLE.value)
    petition = or_(Case.route.is_(None), Case.route == Route.PETITION.value)
    waiting = (Case.due_at <= now, Case.state == State.REGISTERED.value, Case.guided.is_(None))
    statement = (
        select(Case)
        .where(OPEN, *waiting, petition, ~counted)
        .order_by(Case.due_at, Case.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Case)
    )
    return (await session.scalars(statement)).all()


async def notices_owed(session: AsyncSession, case_id: int) -> Sequence[Obligation]:
    """The case's notices of art. 23, met or not, the earliest first."""
    o = Obligation
    statement = select(o).where(o.case_id == case_id, o.key == Duty.INTAKE_NOTICE.value, o.void_at.is_(None))
    return (await session.scalars(statement.order_by(o.alarm_at, o.id))).all()


async def take(session: AsyncSession, case_id: int) -> bool:
    """Until the end of the transaction the case is ours. False while somebody else works on it."""
    statement = select(Case.id).where(Case.id == case_id).with_for_update(skip_locked=True, key_share=True)
    return await session.scalar(statement) is not None


async def news(session: AsyncSession, case_id: int) -> Obligation | None:
    """The news that the case's resident is to have next: not given and not late."""
    found: Obligation | None = await session.scalar(_NEWS, {"case": case_id})
    return found


_NEWS = (
    select(Obligation)
    .where(_OWED, Obligation.done_at.is_(None), Obligation.late_at.is_(None), Obligation.key == Duty.NEWS.value)
    .where(Obligation.case_id == bindparam("case"))
    .order_by(Obligation.alarm_at)
    .limit(1)
)


async def to_climb(
    session: AsyncSession, now: datetime, limit: int
) -> Sequence[tuple[Escalation, SupervisionItem, Obligation | None]]:
    """Steps that nobody has acknowledged in time."""
    found = await session.execute(_TO_CLIMB, {"now": now, "limit": limit})
    return [(e, i, o) for e, i, o in found]


_TO_CLIMB = (
    select(Escalation, SupervisionItem, Obligation)
    .join(SupervisionItem, SupervisionItem.id == Escalation.item_id)
    .join(Case, Case.id == SupervisionItem.case_id)
    .outerjoin(Obligation, Obligation.id == SupervisionItem.obligation_id)
    .where(Escalation.climb_at <= NOW, Escalation.acknowledged_at.is_(None), Escalation.climbed_at.is_(None))
    .order_by(Escalation.climb_at, Escalation.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True, key_share=True, of=(Escalation, Case))
)


async def absent(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Staff who are switched off or away."""
    away = and_(Staff.away_from <= now, Staff.away_until > now)
    return (await session.scalars(select(Staff.id).where(or_(Staff.active.is_(false()), away)))).all()


async def of_staff(session: AsyncSession, ids: Sequence[int], limit: int) -> Sequence[Case]:
    """Open cases that these answer for, the next due first."""
    statement = select(Case).where(OPEN, Case.owner_id.in_(ids)).order_by(Case.due_at, Case.id).limit(limit)
    return (await session.scalars(statement.with_for_update(skip_locked=True, key_share=True, of=Case))).all()


async def held_by(
    session: AsyncSession, ids: Sequence[int], now: datetime, limit: int
) -> Sequence[tuple[Escalation, SupervisionItem]]:
    """Steps that these were to acknowledge and that would wait for their hour."""
    waiting = (Escalation.acknowledged_at.is_(None), Escalation.climbed_at.is_(None), Escalation.climb_at > now)
    statement = (
        select(Escalation, SupervisionItem)
        .join(SupervisionItem, SupervisionItem.id == Escalation.item_id)
        .where(*waiting, Escalation.staff_id.in_(ids), SupervisionItem.closed_at.is_(None))
        .order_by(Escalation.climb_at, Escalation.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Escalation)
    )
    return [(e, i) for e, i in await session.execute(statement)]


async def unheard(session: AsyncSession, limit: int) -> Sequence[tuple[int, datetime]]:
    """Cases whose answer is late and not given, with no news to come; and when their resident last heard news."""
    found = await session.execute(_unheard(), {"limit": limit})
    return [(c, at) for c, at in found if at is not None]


@cache
def _unheard() -> Select[int, datetime | None]:
    late, ahead, given = aliased(Obligation), aliased(Obligation), aliased(Obligation)
    coming = exists().where(
        ahead.case_id == late.case_id, ahead.key == Duty.NEWS.value, ahead.late_at.is_(None),
        ahead.met_at.is_(None), ahead.void_at.is_(None),
    )  # fmt: skip
    last = (
        select(func.max(given.met_at))
        .where(given.case_id == late.case_id, given.key == Duty.NEWS.value)
        .scalar_subquery()
    )
    return (
        select(late.case_id, func.coalesce(last, func.min(late.late_at)))
        .where(late.met_at.is_(None), late.void_at.is_(None), late.done_at.is_(None), late.late_at.is_not(None))
        .where(late.key.in_([d.value for d in ANSWERS_OWED]), ~coming)
        .group_by(late.case_id)
        .order_by(late.case_id)
        .limit(LIMIT)
    )
