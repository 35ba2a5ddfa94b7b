"""Somebody wants a person, is in danger, or wants their data deleted: a task for the desk."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.catalogue import queries as catalogue
from api.chats.service import channel_of
from api.context import Context
from api.intake.queries import open_tasks
from api.live import opening
from api.tasks import words
from models import phones
from models.law.channels import CHAT_CHANNELS
from models.law.facts import TaskFacts
from models.law.live import Parting
from models.law.tasks import TaskKind
from models.tables import ResidentChannel, Task
from models.wire import CallRequest, Wire


class TaskOpened(Wire):
    task: int


async def call(session: AsyncSession, ctx: Context, given: CallRequest) -> TaskOpened:
    """The open task of this person, or a new one. Asked again, it is the same task, with the new words, number and case
    in it too; danger raises it above all other work, and it never sinks again. The chat itself is handed over to
    whoever takes it at the live desk."""
    chat = await channel_of(session, ctx, given.resident) if given.resident.channel in CHAT_CHANNELS else None
    kind = TaskKind(given.kind)
    same = [k for k in TaskKind if k.row.calls] if kind.row.calls else [kind]
    asked = await open_tasks(session, chat.id, same) if chat else []
    task = asked[0] if asked else await _new(session, ctx, kind, chat)
    if kind.row.first:
        task.kind = kind
    task.facts = task.facts | await _facts(session, given, task, chat)
    if given.phone:
        task.phone_sealed = _also(ctx, task.phone_sealed, given.phone)
    words.add(ctx.keys, task, given, ctx.clock.now())
    await session.flush()
    if chat is not None and kind.row.calls:
        await opening.hand_over(session, ctx, chat, given)
    elif chat is not None:
        await opening.end(session, ctx, chat.id, Parting.ERASED)
    return TaskOpened(task=task.id)


async def _new(session: AsyncSession, ctx: Context, kind: TaskKind, chat: ResidentChannel | None) -> Task:
    desk = await catalogue.receiving_desk(session)
    channel = chat.id if chat else None
    task = Task(kind=kind, unit_id=desk.id, channel_id=channel, facts={}, opened_at=ctx.clock.now())
    session.add(task)
    return task


async def _facts(session: AsyncSession, given: CallRequest, task: Task, chat: ResidentChannel | None) -> TaskFacts:
    """The worst danger of all that was said, and the case that is meant: one of their own outside the wall."""
    facts: TaskFacts = {}
    if given.crisis:
        facts["crisis"] = min(given.crisis, str(task.facts.get("crisis", given.crisis)))
    case = await cases.case_by_no(session, given.case_no) if given.case_no and chat else None
    if case is not None and chat is not None and case.resident_id == chat.resident_id and not case.restricted:
        facts["case_no"] = case.case_no
    return facts


def _also(ctx: Context, held: bytes | None, phone: str) -> bytes:
    """The number beside what was left before."""
    before = ctx.keys.text(held, "phone") if held else ""
    known = set(phones.numbers(before)) >= set(phones.numbers(phone))
    line = before if known else "、".join(filter(None, (before, phone)))
    return ctx.keys.seal(line, "phone")
