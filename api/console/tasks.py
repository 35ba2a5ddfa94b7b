"""The desk's tasks, with what a resident is to be told where a task is about a notice."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.console import queries
from api.console.delivery import record_delivery
from api.console.notices import Told, hearer
from api.console.notices import told as told_by
from api.console.outcome import Outcome
from api.console.pages import render, stamp
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.context import Context
from api.errors import NotFound, Refusal
from api.security import Caller
from api.tasks import queries as task_queries
from api.tasks import service as tasks
from models.clock import local_date
from models.rights import Right
from models.wire import RevealWanted, TaskDone, TaskView

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
TASKS = 100


@dataclass(frozen=True)
class Job:
    """A task, with what the resident is to be told when it is about a notice."""

    view: TaskView
    told: Told | None


async def _jobs(session: AsyncSession, ctx: Context, who: Caller, is_open: bool) -> list[Job]:
    """In the order of the tasks: emergencies first."""
    found = (await tasks.page(session, ctx, who, task_queries.Tasks(is_open=is_open, limit=TASKS))).items
    ids = [int(t.facts["notification"]) for t in found if "notification" in t.facts]
    rows = await queries.notices_by_id(session, ids) if is_open and ids else []
    whom = [await hearer(session, case, locale) for _, case, _, locale in rows]
    told = {n.id: told_by(ctx, to, n, body) for to, (n, _, body, _) in zip(whom, rows, strict=True)}
    return [Job(t, told.get(int(t.facts.get("notification", 0)))) for t in found]


async def _phone(session: AsyncSession, ctx: Context, who: Caller, id: int, reason: str) -> str | None:
    """The phone of a task in full, audited with the reason; None when none was left. NotFound."""
    row = await task_queries.one(session, who, id)
    if row is None:
        raise NotFound
    task, case, person, _ = row
    sealed = task.phone_sealed or (person.phone_sealed if person else None)
    await audit(session, who, "reveal", case.case_no if case else f"task:{id}", ctx.clock.now(), reason)
    return ctx.keys.text(sealed, "phone") if sealed else None


@router.get("/tasks")
async def listed(at: Annotated[Signed, page_of(Right.READ_TASKS)]) -> Response:
    """Open tasks, or those that are done."""
    return await _tasks(at, Outcome.asked(at))


async def _tasks(at: Signed, outcome: Outcome, revealed: tuple[int, str | None] | None = None) -> Response:
    is_open = "closed" not in at.request.query_params
    async with at.ctx.db.read() as session:
        found = await _jobs(session, at.ctx, at.who, is_open)
    now = at.ctx.clock.now()
    return render(
        "tasks.html", outcome.status, at=at, here="tasks", jobs=found, is_open=is_open, revealed=revealed,
        key=secrets.token_hex(8), today=local_date(now), now_stamp=stamp(now), **outcome.facts,
    )  # fmt: skip


@router.post("/tasks/{id}/done")
async def finish(id: Id, post: Annotated[Posted, form_of(Right.DO_TASK)]) -> Response:
    """Done, with what came of it."""
    at = post.signed
    try:
        given = TaskDone.model_validate({"result": post.get("result")})
        async with writing(at) as session:
            await tasks.done(session, at.ctx, at.who, id, given)
    except (Refusal, ValidationError) as why:
        return await _tasks(at, Outcome.refused(post, why, f"done-{id}"))
    return see_other("/staff/tasks?done=task")


@router.post("/tasks/{id}/notices/{notice}")
async def told(id: Id, notice: Id, post: Annotated[Posted, form_of(Right.RECORD_DELIVERY)]) -> Response:
    """The task about a notice is done by recording how the resident was told."""
    try:
        await record_delivery(post, notice)
    except (Refusal, ValidationError) as why:
        return await _tasks(post.signed, Outcome.refused(post, why, f"record-{notice}"))
    return see_other("/staff/tasks?done=record")


@router.post("/tasks/{id}/reveal")
async def reveal(id: Id, post: Annotated[Posted, form_of(Right.DO_TASK)]) -> Response:
    """The phone in full, once, with a reason that is kept."""
    at = post.signed
    try:
        given = RevealWanted.model_validate({"reason": post.get("reason")})
        async with writing(at) as session:
            phone = await _phone(session, at.ctx, at.who, id, given.reason)
    except (Refusal, ValidationError) as why:
        return await _tasks(at, Outcome.refused(post, why, f"reveal-{id}"))
    return await _tasks(at, Outcome(), (id, phone))
