"""The steps of the clockwork for the resident's own rights: reminded before they end; ended when they were not used.

R22 art. 35, 36: 30 days for the request for 复查 and for 复核. A right lapses at its rolled date; nobody is late with
it.
"""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, record
from api.cases import queries as cases
from api.cases.matter import Matter
from api.cases.record import Journal
from api.context import Context
from api.supervision import due_queries
from models.clock import ZONE, local_date
from models.law.duties import REMINDED
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.tables import Case, Notification, Obligation

MORNING = time(9)


async def remind(session: AsyncSession, ctx: Context, limit: int) -> int:
    """A week before."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "remind", now, limit)
    for o in found:
        o.warned_at = now
        if o.tell_at is None or o.tell_at > now:  # the last reminder says the same
            await _ending(session, ctx, o, now)
    return len(found)


async def remind_last(session: AsyncSession, ctx: Context, limit: int) -> int:
    """A day before."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "remind_last", now, limit)
    for o in found:
        o.told_at = now
        await _ending(session, ctx, o, now)
    return len(found)


async def _ending(session: AsyncSession, ctx: Context, o: Obligation, now: datetime) -> None:
    if o.key not in REMINDED or o.due_at <= now:
        return
    case = await cases.case_by_id(session, o.case_id)
    facts = _facts(case, o)
    await record.owe(Matter(session, ctx, case), NoticeKind.RIGHT_ENDING, facts, None)


async def lapse(session: AsyncSession, ctx: Context, limit: int) -> int:
    """超期未申请, 超期未评价. Of a right to a review the resident is told, in the morning."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "lapse", now, limit)
    for o in found:
        case = await cases.case_by_id(session, o.case_id)
        o.void_at = now
        await session.flush()
        await obligations.refresh_due(session, case)
        if o.key in REMINDED:
            facts = _facts(case, o)
            journal = Journal(session, ctx, case)
            event = await journal.append(EventKind.RIGHT_ENDED, facts=facts)
            notice = await record.owe(journal, NoticeKind.RIGHT_ENDED, facts, event.seq)
            _in_the_morning(notice, now)
    return len(found)


def _facts(case: Case, o: Obligation) -> Facts:
    """Which right, its last day, and whose answer it is about."""
    last = local_date(o.due_at) - timedelta(days=1)
    return {**record.unit_facts(case.lead_unit), "until_on": last.isoformat(), "right": o.key}


def _in_the_morning(notice: Notification, now: datetime) -> None:
    """Midnight is no hour to write to anybody."""
    morning = datetime.combine(local_date(now), MORNING, ZONE)
    if now < morning:
        notice.due_at = morning
