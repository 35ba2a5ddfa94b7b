"""What a supervisor finds goes down, too: whoever answers for the case answers it, on record."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import waiting, waiting_queries
from api.cases.record import Journal
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound
from api.security import Caller, of_case
from api.staff.owners import owner_of, stand_in
from api.supervision import messages, queries, views
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.triggers import Trigger
from models.law.waiting import Wait
from models.rights import Relation, Right, Subject
from models.tables import Case, Staff, SupervisionItem
from models.wire import SupervisionView


async def ask(at: Journal, item: SupervisionItem) -> None:
    """It waits for the case's owner, or for the head of the unit; not for whoever found it."""
    case = at.case
    person = case.owner_id or (await owner_of(at.session, case.lead_unit, at.ctx.clock.now())).id
    await waiting.put(
        at,
        waiting.Thing(
            kind=Wait.SUPERVISED, seq=case.version, staff_id=person, unit_id=case.lead_unit_id, by_id=item.opened_by_id,
            ref=str(item.id), urgent=item.trigger in messages.AT_ONCE,
        ),
    )  # fmt: skip


async def over(session: AsyncSession, ctx: Context, who: Caller, item: SupervisionItem) -> None:
    """It is answered, or closed: nobody is asked any more."""
    by = waiting_queries.By(who.staff_id, ctx.clock.now())
    await waiting_queries.answered(session, item.case_id, Wait.SUPERVISED, str(item.id), by)


async def answers(session: AsyncSession, who: Caller, id: int) -> bool:
    """Whether the caller is one who answers this item."""
    found = await queries.item_for(session, who, id, lock=False)
    return found is not None and await _may(session, who, *found)


async def _may(session: AsyncSession, who: Caller, item: SupervisionItem, case: Case) -> bool:
    """Of findings of supervisors; what the clockwork finds is answered by doing it."""
    if item.opened_by_id is None or item.opened_by_id == who.staff_id:
        return False
    asked = await waiting_queries.waits_for(session, case.id, Wait.SUPERVISED, str(item.id))
    subject = of_case(case)
    named = {*subject.people[Relation.NAMED], asked} - {None}
    return who.may(Right.ANSWER_SUPERVISION, Subject(subject.walled, subject.units, {Relation.NAMED: named}))


async def answer(session: AsyncSession, ctx: Context, who: Caller, id: int, text: str) -> SupervisionView:
    """In writing: it stands in the journal, and whoever found it is told. NotFound for what the caller may not see,
    Conflict `closed_already`."""
    found = await queries.item_for(session, who, id)
    if found is None:
        raise NotFound
    item, case = found
    if not await _may(session, who, item, case):
        raise Forbidden("whoever answers for the case answers", code="not_yours")
    if item.closed_at is not None:
        raise Conflict("the item is closed", code="closed_already")
    facts: Facts = {"supervision": item.id}
    event = await Journal.by(who, session, ctx, case).append(EventKind.NOTE, facts=facts, body=text)
    item.answer_seq = event.seq
    if Trigger(item.trigger).row.asks:
        item.closed_at, item.closed_by_id = event.at, who.staff_id
    await over(session, ctx, who, item)
    await _tell(session, ctx, item, case)
    await session.flush()
    return await views.one(session, ctx, item, case)


async def _tell(session: AsyncSession, ctx: Context, item: SupervisionItem, case: Case) -> None:
    """Whoever found it, or stands in for them while they are away."""
    finder = await session.get_one(Staff, item.opened_by_id)
    person = await stand_in(session, finder, ctx.clock.now()) or finder
    facts: Facts = {"case_no": case.case_no, "answered": item.trigger, "n": 1}
    await messages.tell(session, ctx, person, messages.Message(facts, push=False))
