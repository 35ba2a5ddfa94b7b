"""Who is away or switched off answers for nothing meanwhile: their cases go to somebody who is there, and what they
were to acknowledge goes on to their deputy, or else a step up.

Their cases do not come back by themselves: whoever has dealt with one goes on with it, and it can be assigned back.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.cases.record import Journal
from api.context import Context
from api.errors import Unavailable
from api.security import of_case
from api.staff.owners import owner_of, present, stand_in
from api.supervision import due_queries, messages, queries
from api.supervision.escalation import above, ladder
from models import rights
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.triggers import Trigger
from models.rights import Right
from models.tables import Case, Staff, Unit
from models.words import wording


async def taken_over(session: AsyncSession, ctx: Context, limit: int) -> int:
    """A step of the worker: cases of the absent, and their steps. How many changed hands."""
    absent = await due_queries.absent(session, ctx.clock.now())
    if not absent:
        return 0
    return await hand_over(session, ctx, absent, limit) + await pass_on(session, ctx, absent, limit)


async def hand_over(session: AsyncSession, ctx: Context, absent: Sequence[int], limit: int) -> int:
    """The open cases of these, who are not there. Never leaves a case without an owner: when nobody at all is there,
    it stays with who has it."""
    received: dict[int, int] = {}
    for case in await due_queries.of_staff(session, absent, limit):
        there = await _successor(session, ctx, case)
        if there is None or there.id == case.owner_id:
            continue
        words = wording("noted.handed_over", name=there.name)
        facts: Facts = {"owner": there.login}
        await Journal(session, ctx, case).append(EventKind.NOTE, facts=facts, body=words, owner_id=there.id)
        received[there.id] = received.get(there.id, 0) + 1
    for id, n in received.items():
        person = await session.get_one(Staff, id)
        await messages.tell(session, ctx, person, messages.Message({"n": n, "handed_over": n}, push=False))
    return sum(received.values())


async def _successor(session: AsyncSession, ctx: Context, case: Case) -> Staff | None:
    """The deputy who is there and sees the case; else the one it is assigned to; else whoever answers for the unit."""
    now = ctx.clock.now()
    owner = await session.get(Staff, case.owner_id) if case.owner_id is not None else None
    deputy = await stand_in(session, owner, now) if owner is not None else None
    if deputy is not None and await _sees(session, deputy, case):
        return deputy
    handler = await session.get(Staff, case.handler_id) if case.handler_id is not None else None
    if handler is not None and present(handler, now):
        return handler
    try:
        return await owner_of(session, await session.get_one(Unit, case.answerable_unit_id), now)
    except Unavailable:
        return None


async def _sees(session: AsyncSession, person: Staff, case: Case) -> bool:
    held = await queries.seats_of(session, person.id)
    return rights.allowed(Right.STAND_IN, held, (), person.id, of_case(case))


async def pass_on(session: AsyncSession, ctx: Context, absent: Sequence[int], limit: int) -> int:
    """What the absent were to acknowledge climbs at once, if there is anybody further to tell."""
    now = ctx.clock.now()
    done = 0
    for step, item in await due_queries.held_by(session, absent, now, limit):
        case = await cases.case_by_id(session, item.case_id)
        told = {e.staff_id for e in await queries.steps_of(session, item.id)}
        if above(await ladder(session, case, now, Trigger(item.trigger)), told) is not None:
            step.climb_at = now
            done += 1
    await session.flush()
    return done
