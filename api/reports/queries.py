"""SQL of the reports. Accusations are left out everywhere and counted apart."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import counted_queries
from api.cases.queries import OPEN
from api.reports.tallies import PLEASED
from models.law.duties import Duty
from models.law.facts import ProposalFacts
from models.law.notices import NoticeState
from models.law.states import UNANSWERED, Ending, State
from models.tables import Case, Escalation, Notification, Obligation, Proposal, Staff, SupervisionItem

_PLAIN = Case.restricted.is_(false())
_OWED = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None), Obligation.right_.is_(false()))


@dataclass(frozen=True)
class Span:
    """From the beginning of a first day to the end of a last one; of these units, or of all (None)."""

    first: date
    until: date
    start: datetime
    end: datetime
    units: frozenset[int] | None

    def within(self, at: Any) -> ColumnElement[bool]:
        return and_(at >= self.start, at < self.end)

    @property
    def here(self) -> ColumnElement[bool]:
        return and_(_PLAIN, self.units_only)

    @property
    def units_only(self) -> ColumnElement[bool]:
        return true() if self.units is None else Case.lead_unit_id.in_(self.units)


# --- endings


async def endings(session: AsyncSession, span: Span) -> list[tuple[int, str, int]]:
    """(unit, ending, cases) of the cases that ended."""
    statement = (
        select(Case.lead_unit_id, Case.ending, func.count(Case.id))
        .where(span.here, Case.ending.is_not(None), span.within(Case.ended_at))
        .group_by(Case.lead_unit_id, Case.ending)
    )
    return [(u, e, n) for u, e, n in await session.execute(statement) if e is not None]


async def lay_here(session: AsyncSession, span: Span) -> dict[int, int]:
    """By unit: the cases that were with it at any time of the period, by where they lie now."""
    there = counted_queries.lay(span.start, span.end)
    statement = select(Case.lead_unit_id, func.count(Case.id)).where(span.here, there).group_by(Case.lead_unit_id)
    return {u: n for u, n in await session.execute(statement)}


async def decided(session: AsyncSession, span: Span) -> list[tuple[int, str, ProposalFacts]]:
    """(unit, kind, facts) of every proposal that was approved."""
    statement = (
        select(Case.lead_unit_id, Proposal.kind, Proposal.facts)
        .join(Case, Case.id == Proposal.case_id)
        .where(span.here, counted_queries.approved(span.start, span.end))
    )
    return [(u, k, f) for u, k, f in await session.execute(statement)]


async def guided(session: AsyncSession, span: Span) -> list[tuple[int, str, int]]:
    """(unit, ground, cases) of those last guided to another way in the period."""
    statement = (
        select(Case.lead_unit_id, Case.guided, func.count(Case.id))
        .where(span.here, counted_queries.guided(span.start, span.end))
        .group_by(Case.lead_unit_id, Case.guided)
    )
    return [(u, g, n) for u, g, n in await session.execute(statement) if g is not None]


async def accusations_ended(session: AsyncSession, span: Span) -> int:
    statement = select(func.count(Case.id)).where(Case.restricted, span.units_only, span.within(Case.ended_at))
    return (await session.scalar(statement)) or 0


# --- what must hold


async def nobodys(session: AsyncSession, span: Span) -> int:
    """Open cases whose owner is nobody who works here; each has one."""
    gone = select(Staff.id).where(Staff.active.is_(false()))
    statement = select(func.count(Case.id)).where(span.here, OPEN, Case.owner_id.in_(gone))
    return (await session.execute(statement)).scalar_one()


async def standing(session: AsyncSession, span: Span) -> tuple[int, int]:
    """Open cases; those in which staff owe the next step and no open obligation says by when."""
    elsewhere = and_(Case.state == State.REGISTERED.value, Case.guided.is_not(None))
    owing = and_(Case.state.in_(sorted(UNANSWERED)), ~elsewhere)
    dated = exists().where(Obligation.case_id == Case.id, _OWED, Obligation.done_at.is_(None))
    statement = select(
        func.count(Case.id),
        func.count(Case.id).filter(owing, ~dated),
    ).where(span.here, OPEN)
    found, undated = (await session.execute(statement)).one()
    return found, undated


async def accusations_open(session: AsyncSession, span: Span) -> int:
    return (await session.scalar(select(func.count(Case.id)).where(Case.restricted, span.units_only, OPEN))) or 0


async def late(session: AsyncSession, span: Span, now: datetime) -> tuple[int, int, int]:
    """Owed past its moment; of these: never told to anybody above; silent."""
    steps = select(Escalation.id).join(SupervisionItem).where(SupervisionItem.obligation_id == Obligation.id)
    heard = exists().where(
        Notification.case_id == Obligation.case_id,
        Notification.state == NoticeState.DELIVERED.value,
        Notification.created_at >= func.coalesce(Obligation.told_at, Obligation.alarm_at),
    )
    known = steps.where(Escalation.acknowledged_at.is_not(None)).exists()
    statement = (
        select(
            func.count(Obligation.id),
            func.count(Obligation.id).filter(~steps.exists()),
            func.count(Obligation.id).filter(~heard, ~known),
        )
        .join(Case, Case.id == Obligation.case_id)
        .where(span.here, _OWED, Obligation.alarm_at <= now)
    )
    total, untold, silent = (await session.execute(statement)).one()
    return total, untold, silent


async def on_time(session: AsyncSession, span: Span, duty: Duty) -> tuple[int, int]:
    """Of what was done in time or fell due in the period: done by its moment, and all. What was done before its day
    counts on the day on which it was done, the rest on its day. What is no longer owed doesn't count."""
    o = Obligation
    kept = and_(o.done_at.is_not(None), o.done_at < o.alarm_at)
    begun = and_(o.due_nominal >= span.first, or_(~kept, o.done_at.is_(None), o.done_at >= span.start))
    over = or_(o.due_nominal <= span.until, and_(kept, o.done_at < span.end))
    statement = (
        select(func.count(o.id).filter(kept), func.count(o.id))
        .join(Case, Case.id == o.case_id)
        .where(span.here, o.key == duty.value, o.void_at.is_(None), begun, over)
    )
    n, of = (await session.execute(statement)).one()
    return n, of


async def closing(session: AsyncSession, span: Span) -> tuple[int, int]:
    """Of the cases registered in the period: those that have ended, and all."""
    statement = select(func.count(Case.id).filter(Case.ending.is_not(None)), func.count(Case.id))
    n, of = (await session.execute(statement.where(span.here, span.within(Case.registered_at)))).one()
    return n, of


@dataclass(frozen=True)
class Opinions:
    """Of the cases that ended in the period."""

    resolved: int
    said: int
    rated: int
    ratable: int
    pleased: int
    rated_desk: int
    pleased_desk: int


async def opinions(session: AsyncSession, span: Span) -> Opinions:
    answered = Case.ending == Ending.ANSWERED.value
    count = func.count(Case.id)
    statement = select(
        count.filter(Case.resolved.is_(true())),
        count.filter(Case.resolved.is_not(None)),
        count.filter(answered, Case.rating.is_not(None)),
        count.filter(answered),
        count.filter(answered, Case.rating.in_(PLEASED)),
        count.filter(answered, Case.rating_desk.is_not(None)),
        count.filter(answered, Case.rating_desk.in_(PLEASED)),
    ).where(span.here, Case.ending.is_not(None), span.within(Case.ended_at))
    return Opinions(*(await session.execute(statement)).one())
