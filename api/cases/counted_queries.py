"""SQL of what the figures of the reports count: the same conditions for the reports and for the list of cases."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from api.cases import list_queries
from models.law.breakdown import Counted
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.replies import Rating
from models.law.states import UNANSWERED, Ending
from models.tables import Case, CaseEvent, Obligation, Proposal

PLEASED = (Rating.SATISFIED.value, Rating.FAIR.value)


def counted(which: Counted, now: datetime) -> ColumnElement[bool]:
    return conditions(now)[which]


def conditions(now: datetime) -> Mapping[Counted, ColumnElement[bool]]:
    """Of a case, at this moment."""
    ended = Case.ending.is_not(None)
    heard = and_(~ended, Case.state.not_in(sorted(UNANSWERED)), _met(Duty.HANDLE))
    ratable = or_(and_(ended, Case.ending == Ending.ANSWERED.value), heard)
    rated = and_(ratable, Case.rating.is_not(None))
    notice, answer = _due(Duty.INTAKE_NOTICE, now), _due(Duty.HANDLE, now)
    return {
        Counted.SETTLED: or_(ended, heard),
        Counted.NOTICE_DUE: notice,
        Counted.NOTICE_IN_TIME: and_(notice, ~_missed(Duty.INTAKE_NOTICE, now)),
        Counted.ANSWER_DUE: answer,
        Counted.ANSWER_IN_TIME: and_(answer, ~_missed(Duty.HANDLE, now)),
        Counted.SAID: Case.resolved.is_not(None),
        Counted.SOLVED: and_(Case.resolved.is_not(None), Case.resolved.is_(true())),
        Counted.RATABLE: ratable,
        Counted.RATED: rated,
        Counted.PLEASED: and_(rated, Case.rating.in_(PLEASED)),
        Counted.LATE: list_queries.is_overdue(now),
    }


def lay(start: datetime, end: datetime) -> ColumnElement[bool]:
    """It was there at any time from `start` to before `end`."""
    return and_(Case.registered_at < end, or_(Case.ended_at.is_(None), Case.ended_at >= start))


def approved(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Of a proposal: it was approved then."""
    return and_(Proposal.approved.is_(true()), Proposal.decided_at >= start, Proposal.decided_at < end)


def decided(which: Collection[str], start: datetime, end: datetime) -> ColumnElement[bool]:
    """One of these was decided of it then: kinds of proposals, or grounds of refusals."""
    of = or_(Proposal.kind.in_(which), Proposal.facts["ground"].as_string().in_(which))
    return Case.id.in_(select(Proposal.case_id).where(of, approved(start, end)))


def guided(start: datetime, end: datetime) -> ColumnElement[bool]:
    """It was last guided to another way then."""
    last = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == Case.id, CaseEvent.kind == EventKind.GUIDED.value)
    sent = last.scalar_subquery()
    return and_(Case.guided.is_not(None), sent >= start, sent < end)


def _owed(duty: Duty, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    o = Obligation
    return exists().where(o.case_id == Case.id, o.key == duty.value, o.right_.is_(false()), o.void_at.is_(None), *more)


def _met(duty: Duty) -> ColumnElement[bool]:
    """The resident has had it."""
    return _owed(duty, Obligation.met_at.is_not(None))


def _due(duty: Duty, now: datetime) -> ColumnElement[bool]:
    """It was done, early or late, or should have been by now."""
    return _owed(duty, or_(Obligation.done_at.is_not(None), Obligation.alarm_at <= now))


def _missed(duty: Duty, now: datetime) -> ColumnElement[bool]:
    """Once at least it was done after its moment, or has not been done though that is past."""
    late = or_(
        and_(Obligation.done_at.is_not(None), Obligation.done_at >= Obligation.alarm_at),
        and_(Obligation.done_at.is_(None), Obligation.alarm_at <= now),
    )
    return _owed(duty, late)
