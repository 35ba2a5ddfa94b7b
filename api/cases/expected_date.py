"""How long matters like this one took in the last year: what is likely, beside what is promised."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import expected_date_queries
from api.context import Context
from models.clock import local_date
from models.law.states import State
from models.tables import Case

LEAST = 20
"""With fewer answers nothing is said."""
PART = 0.8
KEPT = timedelta(hours=1)
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
    held = ctx.time_taken.get(topic)
    if held is None or not held[0] <= now < held[0] + KEPT:
        held = ctx.time_taken[topic] = (now, typical(await expected_date_queries.took(session, topic, now)))
    return held[1]


def typical(took: Sequence[int]) -> int | None:
    """The number of days within which eight in ten were done (nearest rank); None of fewer than 20."""
    return sorted(took)[math.ceil(PART * len(took)) - 1] if len(took) >= LEAST else None
