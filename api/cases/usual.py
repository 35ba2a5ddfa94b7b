"""How long matters like this one took in the last year: what is likely, beside what is promised."""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from models.clock import local_date
from models.law.duties import About, Duty
from models.law.states import State
from models.tables import Case, Obligation, Topic

YEAR = timedelta(days=365)
LEAST = 20
"""With fewer answers nothing is said."""
PART = 0.8
KEPT = timedelta(hours=1)
MOST = 5000
WAITING = frozenset({State.REGISTERED, State.ACCEPTED, State.ASSIGNED})


async def expected_on(session: AsyncSession, ctx: Context, case: Case, promised: date | None) -> date | None:
    """The local day by which eight in ten matters of the same first-level topic (else of all topics) had their answer,
    counted from registration; the answer counts on the day it was delivered. None where there were fewer than 20 in the
    last 365 days, once that day has passed, and where it lies not before the promised day. Never behind the wall."""
    if case.restricted or State(case.state) not in WAITING:
        return None
    topic = case.topic.code[:2] if case.topic else ""
    days = await _days(session, ctx, topic)
    if days is None and topic:
        days = await _days(session, ctx, "")
    if days is None:
        return None
    day = local_date(case.registered_at) + timedelta(days=days)
    late = day < local_date(ctx.clock.now()) or (promised is not None and day >= promised)
    return None if late else day


async def _days(session: AsyncSession, ctx: Context, topic: str) -> int | None:
    """Kept for an hour: it changes slowly, and everybody who looks at a case asks for it."""
    now = ctx.clock.now()
    held = ctx.usual.get(topic)
    if held is None or not held[0] <= now < held[0] + KEPT:
        held = ctx.usual[topic] = (now, typical(await _took(session, topic, now)))
    return held[1]


def typical(took: Sequence[int]) -> int | None:
    """The number of days within which eight in ten were done (nearest rank); None of fewer than 20."""
    return sorted(took)[math.ceil(PART * len(took)) - 1] if len(took) >= LEAST else None


async def _took(session: AsyncSession, topic: str, now: datetime) -> list[int]:
    """Days from registration to the delivered answer, of the newest answers of the last year."""
    statement = (
        select(Case.registered_at, Obligation.met_at)
        .join(Case, Case.id == Obligation.case_id)
        .where(
            Obligation.key == Duty.HANDLE.value, Obligation.about == About.MATTER.value, Obligation.met_at > now - YEAR
        )
        .where(Obligation.met_at <= now, Case.restricted.is_(false()))
        .order_by(Obligation.met_at.desc())
        .limit(MOST)
    )
    if topic:
        statement = statement.join(Topic, Topic.id == Case.topic_id).where(func.substr(Topic.code, 1, 2) == topic)
    rows = await session.execute(statement)
    return [(local_date(met) - local_date(registered)).days for registered, met in rows if met is not None]
