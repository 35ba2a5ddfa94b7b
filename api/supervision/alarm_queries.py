"""SQL of the daily alarms: cases of one profile that show a sign and have no item for it yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.cases.queries import OPEN
from models.law.matters import LinkKind
from models.law.states import UNANSWERED
from models.law.triggers import Trigger
from models.tables import Case, CaseEvent, CaseLink, Review, SupervisionItem


@dataclass(frozen=True)
class Sign:
    """`since`: from when the days count. `subject` tells apart what can happen twice."""

    case_id: int
    since: datetime
    subject: str = ""
    reviews: int = 0


def _item(trigger: Trigger, subject: Any = "") -> ColumnElement[bool]:
    return exists().where(
        SupervisionItem.case_id == Case.id,
        SupervisionItem.trigger == trigger.value,
        SupervisionItem.subject == subject,
    )


async def profiles_in_use(session: AsyncSession) -> Sequence[str]:
    """Of the open cases."""
    return (await session.scalars(_PROFILES)).all()


_PROFILES = select(Case.profile).where(OPEN).distinct().order_by(Case.profile)
PROFILE: BindParameter[str] = bindparam("profile")
LEAST: BindParameter[int] = bindparam("least")


async def shown(
    session: AsyncSession, profile: str, before: dict[str, datetime], hops: int, reviews: int
) -> tuple[bool, bool, bool, bool]:
    """Whether any case is idle, ageing, handed on too often, or backlog, by the moments and numbers of the profile."""
    row = (await session.execute(_shown(), {"profile": profile, **before, "hops": hops, "reviews": reviews})).one()
    return (row[0], row[1], row[2], row[3])


@cache
def _shown() -> Select[bool, bool, bool, bool]:
    idle, ageing, hops, backlog = (s.order_by(None).exists() for s in (_idle(), _AGEING, _HOPS, _backlog()))
    return select(idle, ageing, hops, backlog)


async def idle(session: AsyncSession, profile: str, before: datetime) -> Sequence[Sign]:
    """Those on which staff did nothing since; the subject is the last event of theirs, or the first of all."""
    found = await session.execute(_idle(), {"profile": profile, "idle": before})
    return [Sign(id, at, str(seq)) for id, at, seq in found]


@cache
def _idle() -> Select[int, datetime, int]:
    told = aliased(CaseEvent)
    of_staff = select(func.max(told.seq)).where(told.case_id == Case.id, told.staff_id.is_not(None))
    last = func.coalesce(of_staff.correlate(Case).scalar_subquery(), 1)
    return (
        select(Case.id, CaseEvent.at, CaseEvent.seq)
        .join(CaseEvent, and_(CaseEvent.case_id == Case.id, CaseEvent.seq == last))
        .where(
            OPEN,
            Case.profile == PROFILE,
            Case.state.in_([s.value for s in UNANSWERED]),
            CaseEvent.at <= bindparam("idle"),
        )
        .where(~_item(Trigger.IDLE, cast(CaseEvent.seq, String)))
        .order_by(CaseEvent.at, Case.id)
    )


async def ageing(session: AsyncSession, profile: str, before: datetime) -> Sequence[Sign]:
    found = await session.execute(_AGEING, {"profile": profile, "ageing": before})
    return [Sign(id, at) for id, at in found]


_AGEING = (
    select(Case.id, Case.registered_at)
    .where(OPEN, Case.profile == PROFILE, Case.registered_at <= bindparam("ageing"), ~_item(Trigger.AGEING))
    .order_by(Case.registered_at, Case.id)
)


async def hops(session: AsyncSession, profile: str, least: int) -> Sequence[Sign]:
    found = await session.execute(_HOPS, {"profile": profile, "hops": least})
    return [Sign(id, at) for id, at in found]


_HOPS = (
    select(Case.id, Case.registered_at)
    .where(OPEN, Case.profile == PROFILE, Case.hops >= bindparam("hops"), ~_item(Trigger.HOPS))
    .order_by(Case.id)
)


async def backlog(session: AsyncSession, profile: str, before: datetime, reviews: int) -> Sequence[Sign]:
    """Open for so long, or decided so often by a unit above, and no leader has taken it on."""
    given = {"profile": profile, "backlog": before, "reviews": reviews}
    found = await session.execute(_backlog(), given)
    return [Sign(id, at, "backlog", n) for id, at, n in found]


@cache
def _backlog() -> Select[int, datetime, int]:
    decided = (
        select(func.count(Review.id))
        .where(Review.case_id == Case.id, Review.decided_at.is_not(None))
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        select(Case.id, Case.registered_at, decided)
        .where(OPEN, Case.profile == PROFILE, Case.lead_official_id.is_(None), ~_item(Trigger.AGEING, "backlog"))
        .where(or_(Case.registered_at <= bindparam("backlog"), decided >= bindparam("reviews")))
        .order_by(Case.registered_at, Case.id)
    )


async def repeats(session: AsyncSession, least: int) -> Sequence[Sign]:
    """Matters of which so many repeats are open: the first case of each, or the newest repeat when that has ended."""
    groups = [(first, newest, at) for first, newest, _, at in await session.execute(_REPEATS, {"least": least})]
    if not groups:
        return []
    heads = select(Case.id).where(OPEN, Case.id.in_([first for first, _, _ in groups]))
    still = set(await session.scalars(heads))
    found = [Sign(first if first in still else newest, at) for first, newest, at in groups]
    held = select(SupervisionItem.case_id).where(
        and_(
            SupervisionItem.case_id.in_([f.case_id for f in found]),
            SupervisionItem.trigger == Trigger.MANY_UNSOLVED.value,
        )
    )
    known = set(await session.scalars(held))
    return [f for f in found if f.case_id not in known]


_REPEATS = (
    select(CaseLink.other_id, func.max(Case.id), func.count(Case.id), func.max(Case.registered_at))
    .join(Case, Case.id == CaseLink.case_id)
    .where(OPEN, CaseLink.kind == LinkKind.REPEAT.value, CaseLink.undone_at.is_(None))
    .group_by(CaseLink.other_id)
    .having(func.count(Case.id) >= LEAST)
)
