"""How items, and what waits for a member of staff, are shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.security import Caller
from api.supervision import inbox_queries, queries
from models.clock import end_of, local_date
from models.law.notices import NoticeKind, NoticeState
from models.law.triggers import Trigger
from models.tables import Case, CaseEvent, Escalation, Notification, Obligation, Staff, SupervisionItem, Unit
from models.wire import EscalationView, Inbox, InboxDate, InboxMessage, Named, SupervisionPage, SupervisionView

WORDS = "supervision"
"""Purpose under which notes and results are sealed."""
MOST = 100
"""Of each sort in the inbox; `/v1/supervision?mine=true` and the list of cases have them all."""


async def one(
    session: AsyncSession, ctx: Context, item: SupervisionItem, case: Case, steps: Sequence[Escalation] | None = None
) -> SupervisionView:
    """`steps`: those of the item, if they are known."""
    return (await several(session, ctx, [(item, case)], steps))[0]


async def several(
    session: AsyncSession,
    ctx: Context,
    found: Sequence[tuple[SupervisionItem, Case]],
    steps: Sequence[Escalation] | None = None,
) -> list[SupervisionView]:
    if steps is None:
        steps = await queries.steps_of(session, *(item.id for item, _ in found))
    ids = {i for item, _ in found for i in (item.opened_by_id, item.closed_by_id)}
    ids |= {i for e in steps for i in (e.staff_id, e.acknowledged_by_id)}
    by_item: defaultdict[int, list[Escalation]] = defaultdict(list)
    for step in steps:
        by_item[step.item_id].append(step)
    beside = _Beside(
        people=await inbox_queries.people(session, {i for i in ids if i is not None}),
        units=await inbox_queries.units(session, {item.unit_id for item, _ in found}),
        duties=await inbox_queries.duties(session, {i.obligation_id for i, _ in found if i.obligation_id is not None}),
        steps=by_item,
        answers=await queries.answers_of(session, [item for item, _ in found]),
    )
    return [_view(ctx, item, case, beside) for item, case in found]


@dataclass(frozen=True)
class _Beside:
    """What is shown beside the items, by id; the steps by their item's, the lowest first."""

    people: dict[int, Staff]
    units: dict[int, Unit]
    duties: dict[int, Obligation]
    steps: Mapping[int, Sequence[Escalation]]
    answers: Mapping[int, CaseEvent]


def _view(ctx: Context, item: SupervisionItem, case: Case, beside: _Beside) -> SupervisionView:
    def named(id: int | None) -> Named | None:
        return _named(beside.people[id]) if id is not None else None

    answer = beside.answers.get(item.id)
    unit, duty = beside.units[item.unit_id], beside.duties.get(item.obligation_id or 0)
    return SupervisionView(
        id=item.id,
        case_no=case.case_no,
        trigger=Trigger(item.trigger),
        unit=Named(code=unit.code, name=unit.name),
        duty=duty.key if duty else None,
        opened_at=item.opened_at,
        opened_by=named(item.opened_by_id),
        note=ctx.keys.text(item.note_sealed, WORDS) if item.note_sealed else None,
        answer=ctx.keys.text(answer.body_sealed, "event") if answer is not None and answer.body_sealed else None,
        answered_at=answer.at if answer is not None else None,
        answered_by=answer.actor if answer is not None else None,
        closed_at=item.closed_at,
        closed_by=named(item.closed_by_id),
        result=ctx.keys.text(item.result_sealed, WORDS) if item.result_sealed else None,
        steps=[
            EscalationView(
                id=e.id,
                level=e.level,
                person=_named(beside.people[e.staff_id]),
                at=e.at,
                climb_at=e.climb_at if e.acknowledged_at is None and e.climbed_at is None else None,
                acknowledged_at=e.acknowledged_at,
                acknowledged_by=named(e.acknowledged_by_id),
            )
            for e in beside.steps.get(item.id, ())
        ],
    )


def _named(person: Staff) -> Named:
    return Named(code=person.login, name=person.name)


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: queries.Items) -> SupervisionPage:
    shown, after = asked.page(await queries.listed(session, who, asked), lambda row: row[0].id)
    return SupervisionPage(items=await several(session, ctx, shown), next=after)


async def mine(session: AsyncSession, ctx: Context, who: Caller) -> Inbox:
    """What waits for the caller. Nothing is marked as read: see `inbox_queries.read`."""
    staff_id = who.staff_id or 0
    now = ctx.clock.now()
    waiting = await several(session, ctx, await inbox_queries.to_acknowledge(session, staff_id, MOST))
    dates = await inbox_queries.dates(session, staff_id, end_of(local_date(now)), MOST)
    messages = [_message(n) for n in await inbox_queries.messages_of(session, staff_id, MOST)]
    return Inbox(waiting=waiting, dates=[_date(o, case) for o, case in dates], messages=messages)


def _message(n: Notification) -> InboxMessage:
    return InboxMessage(
        id=n.id, kind=NoticeKind(n.kind), at=n.created_at, facts=n.facts, new=n.state != NoticeState.DELIVERED
    )


def _date(o: Obligation, case: Case) -> InboxDate:
    return InboxDate(case_no=case.case_no, duty=o.key, due_by=o.due_nominal.isoformat(), late=o.late_at is not None)
