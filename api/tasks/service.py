"""Tasks: seen, and done by a named person."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import follow_up_call
from api.cases.masks import mask_phone
from api.context import Context
from api.errors import Conflict, NotFound
from api.live import queries as live_queries
from api.security import Caller
from api.tasks import queries, words
from models.law.tasks import TaskKind
from models.tables import Case, CasePerson, Staff, Task
from models.wire import Items, TaskDone, TaskView


def _view(ctx: Context, task: Task, case: Case | None, person: CasePerson | None, by: Staff | None) -> TaskView:
    sealed = task.phone_sealed or (person.phone_sealed if person else None)
    return TaskView(
        id=task.id,
        kind=TaskKind(task.kind),
        case_no=case.case_no if case else task.facts.get("case_no"),
        opened_at=task.opened_at,
        facts={**task.facts, **({"notification": task.notification_id} if task.notification_id else {})},
        done_at=task.done_at,
        done_by=by.name if by else None,
        result=task.result,
        phone=mask_phone(ctx.keys.text(sealed, "phone")) if sealed else None,
        said=words.said(ctx.keys, task),
        when=words.when(ctx.keys, task),
    )


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: queries.Tasks) -> Items[TaskView]:
    shown, after = asked.page(await queries.listed(session, who, asked), lambda row: row[0].id)
    first = await queries.dangers(session, who) if asked.is_open and not asked.after else []
    return Items(items=[_view(ctx, *row) for row in (*first, *shown)], next=after)


async def done(session: AsyncSession, ctx: Context, who: Caller, id: int, given: TaskDone) -> TaskView:
    """A task about a notice is done by recording the delivery, not by ticking it off."""
    row = await queries.one(session, who, id)
    if row is None:
        raise NotFound
    task, case, person, _ = row
    if task.notification_id is not None:
        raise Conflict("record the delivery instead", code="record_delivery")
    if task.done_at is not None:
        raise Conflict("it is done already", code="done_already")
    task.done_at, task.done_by_id, task.result = ctx.clock.now(), who.staff_id, given.result
    if TaskKind(task.kind).row.calls and task.channel_id is not None:
        await live_queries.rang(session, task.channel_id, ctx.clock.now())
    if task.kind == TaskKind.ERASURE and task.channel_id is not None:
        await session.flush()
        await live_queries.erase(session, task.channel_id)
        await session.refresh(task)
    if task.kind == TaskKind.CALL_BACK and case is not None:
        task.result = None  # what a resident said stands sealed in the timeline
        await follow_up_call.done(session, ctx, who, case, given.result)
    return _view(ctx, task, case, person, None).model_copy(update={"done_by": who.name})
