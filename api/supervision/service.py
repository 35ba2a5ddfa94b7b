"""Items of supervision and their way up: opened, climbing, acknowledged, closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import record
from api.cases.matter import Matter
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, NotFound
from api.security import Caller, need, of_case
from api.supervision import answering, messages, queries, views
from api.supervision.escalation import OWN_WAY, Rung, above, ladder, lowest
from models.law.duties import About
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import Tier
from models.law.triggers import Trigger
from models.rights import Relation, Right, Subject
from models.tables import Case, CaseEvent, Escalation, Improvement, Obligation, SupervisionItem
from models.wire import SupervisionView

ACTOR = record.CLOCKWORK
SAME_DAY = timedelta(hours=24)
UNSAID = frozenset({*queries.SECRET, Trigger.THIN_REPLY, Trigger.QUESTION})
"""Not on the timeline, which residents and the unit read."""
OF_OTHERS = frozenset({About.UNIT, About.IMPROVEMENT})
"""Owed by another unit than the one that answers."""


def same_day(o: Obligation) -> bool:
    """Counted in hours, or set for the very day. What was opened when its date had passed is not."""
    return timedelta(0) < o.alarm_at - o.opened_at <= SAME_DAY


async def open_item(
    at: Journal, trigger: Trigger, *, subject: str = "", obligation: Obligation | None = None, note: str | None = None
) -> SupervisionItem | None:
    """One item for each trigger and subject of a case; None if it stood. Its first step goes to a named person who is
    there, one above the case's owner, and the timeline says so, without names. A question goes to nobody above."""
    session, ctx, case = at.session, at.ctx, at.case
    item = await queries.new_item(
        session,
        ctx.db.sqlite,
        case_id=case.id,
        trigger=trigger.value,
        subject=subject,
        unit_id=await _unit_of(session, case, obligation),
        obligation_id=obligation.id if obligation else None,
        opened_at=ctx.clock.now(),
        opened_by_id=at.staff_id,
        note_sealed=ctx.keys.seal(note, views.WORDS) if note else None,
    )
    if item is None:
        return None
    rung = await step_up(at, item, obligation, fresh=True) if not trigger.row.asks else None
    if trigger not in UNSAID:
        facts: Facts = {"trigger": str(trigger), "boss": rung.place if rung else ""}
        await at.append(EventKind.SUPERVISED, facts=facts)
    return item


async def _unit_of(session: AsyncSession, case: Case, o: Obligation | None) -> int:
    """The unit that was called or asked, where another than the lead unit owes it."""
    if o is not None and o.about == About.UNIT and (unit := await catalogue.unit(session, o.ref)):
        return unit.id
    if o is not None and o.about == About.IMPROVEMENT and (asked := await session.get(Improvement, int(o.ref))):
        return asked.unit_id
    return case.lead_unit_id


async def step_up(at: Matter, item: SupervisionItem, o: Obligation | None, *, fresh: bool = False) -> Rung | None:
    """The next person up has it now, and has the profile's hours to acknowledge it; nobody has their own finding. None
    at the top. `fresh`: nobody has had it yet."""
    session, ctx, case, now = at.session, at.ctx, at.case, at.ctx.clock.now()
    trigger = Trigger(item.trigger)
    told = [] if fresh else await queries.steps_of(session, item.id)
    other = item.unit_id if o is not None and o.about in OF_OTHERS else None
    if not told and trigger not in OWN_WAY:
        rung = await lowest(session, case, now, other)
    else:
        rung = above(await ladder(session, case, now, trigger, other), {e.staff_id for e in told})
    if rung is not None and rung.person.id == item.opened_by_id:
        found_by = {rung.person.id, *(e.staff_id for e in told)}
        rung = above(await ladder(session, case, now, trigger, other), found_by)
    if rung is None:
        return None
    fast = (case.tier is not None and Tier(case.tier).row.fast) or (o is not None and same_day(o))
    hours = ctx.profile_of(case.profile).values["escalate_hours_fast" if fast else "escalate_hours"]
    step = Escalation(
        item_id=item.id, level=len(told) + 1, staff_id=rung.person.id, at=now, climb_at=now + timedelta(hours=hours)
    )
    session.add(step)
    facts: Facts = {"case_no": case.case_no, "trigger": item.trigger, "n": 1}
    at_once = fast or item.trigger in messages.AT_ONCE
    await messages.tell(
        session, ctx, rung.person, messages.urgent(facts) if at_once else messages.Message(facts, push=False)
    )
    await session.flush()
    return rung


async def item(session: AsyncSession, ctx: Context, who: Caller, id: int) -> SupervisionView:
    """NotFound for what the caller may not see."""
    found = await queries.item_for(session, who, id, lock=False)
    if found is None:
        raise NotFound
    return await views.one(session, ctx, *found)


async def mine(session: AsyncSession, who: Caller, id: int) -> set[int]:
    """The steps of the item that the caller may acknowledge."""
    found = set()
    for e in await queries.steps_of(session, id):
        if who.may(
            Right.ACKNOWLEDGE, Subject(people={Relation.TOLD: await queries.with_deputies(session, e.staff_id)})
        ):
            found.add(e.id)
    return found


async def closes(session: AsyncSession, who: Caller, id: int) -> bool:
    """Whether the caller is one who closes this item, once it can be."""
    found = await queries.item_for(session, who, id, lock=False)
    if found is None:
        return False
    return who.may(Right.CLOSE_SUPERVISION, _told(found[1], await queries.steps_of(session, id)))


def _told(case: Case, steps: Sequence[Escalation]) -> Subject:
    """The case, with the people who were told of what is supervised."""
    subject = of_case(case)
    return replace(subject, people={**subject.people, Relation.TOLD: {e.staff_id for e in steps}})


async def acknowledge(session: AsyncSession, ctx: Context, who: Caller, id: int) -> SupervisionView:
    """By the person who was told, or whoever stands in for them; the steps below are settled with it. Saying it again
    changes nothing. NotFound for what the caller may not see, Forbidden for everybody else: a step that somebody took
    who had never been told would end the way up without anybody above having heard of it."""
    found = await queries.step_for(session, who, id)
    if found is None:
        raise NotFound
    step, item, case = found
    told = await queries.with_deputies(session, step.staff_id)
    need(who, Right.ACKNOWLEDGE, Subject(people={Relation.TOLD: told}))
    now = ctx.clock.now()
    steps = await queries.steps_of(session, item.id)
    for below in steps:
        if below.level <= step.level and below.acknowledged_at is None:
            below.acknowledged_at, below.acknowledged_by_id = now, who.staff_id
    await audit(session, who, "acknowledge", f"{case.case_no}:{step.id}", now)
    await session.flush()
    return await views.one(session, ctx, item, case, steps)


async def close(session: AsyncSession, ctx: Context, who: Caller, id: int, result: str) -> SupervisionView:
    """With what came of it, by a supervisor or whoever was told. Conflict `closed_already`; `still_owed` while what
    was late is not answered: a word of the superior's does not replace the answer."""
    found = await queries.item_for(session, who, id)
    if found is None:
        raise NotFound
    item, case = found
    steps = await queries.steps_of(session, item.id)
    need(who, Right.CLOSE_SUPERVISION, _told(case, steps))
    if item.closed_at is not None:
        raise Conflict("the item is closed", code="closed_already")
    o = await session.get(Obligation, item.obligation_id) if item.obligation_id is not None else None
    if o is not None and o.met_at is None and o.void_at is None:
        raise Conflict("what is late is still owed", code="still_owed")
    await _close(session, ctx, who, item, result)
    await audit(session, who, "close_supervision", f"{case.case_no}:{item.id}", ctx.clock.now())
    return await views.one(session, ctx, item, case)


async def looked(session: AsyncSession, ctx: Context, who: Caller, written: CaseEvent, note: str | None) -> None:
    """The thin reply that was written then was looked at: its item is closed."""
    for item in await queries.items_of(session, written.case_id, Trigger.THIN_REPLY):
        if item.subject == str(written.seq) and item.closed_at is None:
            await _close(session, ctx, who, item, note)


async def is_supervised(session: AsyncSession, case: Case, trigger: Trigger) -> bool:
    """Whether an item of that kind is open."""
    return any(i.closed_at is None for i in await queries.items_of(session, case.id, trigger))


async def settle(session: AsyncSession, ctx: Context, who: Caller, case: Case, trigger: Trigger) -> None:
    """What the case was supervised for is decided: its items of that kind are closed."""
    for item in await queries.items_of(session, case.id, trigger):
        if item.closed_at is None:
            await _close(session, ctx, who, item, None)


async def _close(session: AsyncSession, ctx: Context, who: Caller, item: SupervisionItem, result: str | None) -> None:
    """Its steps are settled with it."""
    now = ctx.clock.now()
    item.closed_at, item.closed_by_id = now, who.staff_id
    item.result_sealed = ctx.keys.seal(result, views.WORDS) if result else None
    for step in await queries.steps_of(session, item.id):
        if step.acknowledged_at is None:
            step.acknowledged_at, step.acknowledged_by_id = now, who.staff_id
    await answering.over(session, ctx, who, item)
    await session.flush()
