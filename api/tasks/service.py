"""Tasks: seen, claimed, and done by a named person."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import follow_up_call
from api.cases.masks import mask_phone
from api.context import Context
from api.errors import Conflict, NotFound
from api.live import queries as live_queries
from api.notifications import queries as notice_queries
from api.notifications import service as notices
from api.security import Caller
from api.tasks import queries, words
from api.tasks.queries import Row
from models.law.notices import NoticeKind
from models.law.tasks import TaskKind
from models.tables import Task
from models.wire import Items, ManualRecord, TaskDone, TaskView, ToTell

CLAIMED = timedelta(minutes=30)
"""After which whoever claimed it has left it."""
OF_CASES = 100


def _view(ctx: Context, row: Row, tells: Sequence[ToTell]) -> TaskView:
    task, case, person, by, at_it = row
    sealed = task.phone_sealed or (person.phone_sealed if person else None)
    held = task.done_at is None and task.claimed_at is not None and task.claimed_at > ctx.clock.now() - CLAIMED
    return TaskView(
        id=task.id,
        kind=TaskKind(task.kind),
        case_no=case.case_no if case else task.facts.get("case_no"),
        opened_at=task.opened_at,
        facts=task.facts,
        done_at=task.done_at,
        done_by=by.name if by else None,
        result=task.result,
        phone=mask_phone(ctx.keys.text(sealed, "phone")) if sealed else None,
        said=words.said(ctx.keys, task),
        when=words.when(ctx.keys, task),
        tells=list(tells),
        claimed_by=at_it.name if at_it and held else None,
        claimed_at=task.claimed_at if held else None,
    )


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: queries.Tasks) -> Items[TaskView]:
    shown, after = asked.page(await queries.listed(session, who, asked), lambda row: row[0].id)
    first = await queries.dangers(session, who) if asked.is_open and not asked.after else []
    return Items(items=await _views(session, ctx, [*first, *shown]), next=after)


async def of_cases(session: AsyncSession, ctx: Context, who: Caller, cases: Sequence[int]) -> list[TaskView]:
    """Open and done, of these cases."""
    return await _views(session, ctx, await queries.of_cases(session, who, cases, OF_CASES))


async def _views(session: AsyncSession, ctx: Context, rows: Sequence[Row]) -> list[TaskView]:
    tells: dict[int, list[ToTell]] = {}
    for notice, number in await queries.to_tell(session, [row[0].id for row in rows]) if rows else []:
        told = ToTell(id=notice.id, kind=NoticeKind(notice.kind), case_no=number)
        tells.setdefault(notice.task_id or 0, []).append(told)
    return [_view(ctx, row, tells.get(row[0].id, ())) for row in rows]


async def _open(session: AsyncSession, who: Caller, id: int) -> Row:
    row = await queries.one(session, who, id)
    if row is None:
        raise NotFound
    if row[0].done_at is not None:
        raise Conflict("it is done already", code="done_already")
    return row


async def _again(session: AsyncSession, ctx: Context, who: Caller, id: int) -> TaskView:
    row = await queries.one(session, who, id)
    if row is None:
        raise NotFound
    return (await _views(session, ctx, [row]))[0]


async def claim(session: AsyncSession, ctx: Context, who: Caller, id: int) -> TaskView:
    """ "I am at it": for half an hour nobody else is offered it. Conflict `claimed_already`."""
    await _open(session, who, id)
    assert who.staff_id is not None
    now = ctx.clock.now()
    if not await queries.claim(session, id, who.staff_id, now, now - CLAIMED):
        raise Conflict("somebody else is at it", code="claimed_already")
    session.expire_all()
    return await _again(session, ctx, who, id)


async def phone(session: AsyncSession, ctx: Context, who: Caller, id: int, reason: str) -> str | None:
    """The phone of a task in full, audited with the reason; None when none was left. NotFound."""
    row = await queries.one(session, who, id)
    if row is None:
        raise NotFound
    task, case, person, *_ = row
    sealed = task.phone_sealed or (person.phone_sealed if person else None)
    await audit(session, who, "reveal", case.case_no if case else f"task:{id}", ctx.clock.now(), reason)
    return ctx.keys.text(sealed, "phone") if sealed else None


async def told(session: AsyncSession, ctx: Context, who: Caller, id: int, given: ManualRecord) -> TaskView:
    """All that the call has to tell was told, or was tried to be. Conflict `nothing_to_tell`."""
    await _open(session, who, id)
    tells = await notice_queries.of_task(session, id)
    if not tells:
        raise Conflict("there is nothing to tell in it", code="nothing_to_tell")
    for notice in tells:
        await notices.record_manual(session, ctx, who, notice.id, given)
    await session.flush()
    return await _again(session, ctx, who, id)


async def done(session: AsyncSession, ctx: Context, who: Caller, id: int, given: TaskDone) -> TaskView:
    """A call that tells something is done by recording what was told, not by ticking it off."""
    row = await queries.one(session, who, id)
    if row is None:
        raise NotFound
    task, case = row[0], row[1]
    if await notice_queries.still_to_tell(session, task.id):
        raise Conflict("record the delivery instead", code="record_delivery")
    if task.done_at is not None:
        raise Conflict("it is done already", code="done_already")
    task.done_at, task.done_by_id, task.result = ctx.clock.now(), who.staff_id, given.result
    if TaskKind(task.kind).row.calls and task.channel_id is not None:
        await live_queries.rang(session, task.channel_id, ctx.clock.now())
    if task.kind == TaskKind.ERASURE and task.channel_id is not None:
        await session.flush()
        await _erase(session, task)
    if task.kind == TaskKind.CALL_BACK and case is not None:
        task.result = None  # what a resident said stands sealed in the timeline
        await follow_up_call.done(session, ctx, who, case, given.result)
    return _view(ctx, row, ()).model_copy(update={"done_by": who.name})


async def _erase(session: AsyncSession, task: Task) -> None:
    assert task.channel_id is not None
    await live_queries.erase(session, task.channel_id)
    await session.refresh(task)
