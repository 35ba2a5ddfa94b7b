"""The desk's tasks: a call for each person, with all that there is to tell them, and other work."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.delivery import said
from api.console.notices import Told, hearer
from api.console.notices import told as told_by
from api.console.outcome import Outcome
from api.console.pages import render, stamp
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.context import Context
from api.errors import Refusal
from api.idempotency import once
from api.security import Caller
from api.tasks import service as tasks
from api.tasks.queries import Tasks
from models.clock import local_date
from models.rights import Right
from models.wire import TaskDone, TaskView
from models.words import wording

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
TASKS = 100


@dataclass(frozen=True)
class Job:
    """A task, with what the resident is to be told in it, as their chat would say it; `numbers`: of whose case, by
    notice."""

    view: TaskView
    told: Sequence[Told]
    numbers: Mapping[int, str]


async def _jobs(session: AsyncSession, ctx: Context, who: Caller, is_open: bool) -> list[Job]:
    """In the order of the tasks: emergencies first."""
    found = (await tasks.page(session, ctx, who, Tasks(is_open=is_open, limit=TASKS))).items
    ids = [t.id for task in found for t in task.tells]
    rows = await queries.notices_by_id(session, ids) if is_open and ids else []
    whom = [await hearer(session, case, locale) for _, case, _, locale in rows]
    told = {n.id: told_by(ctx, to, n, body) for to, (n, _, body, _) in zip(whom, rows, strict=True)}
    return [Job(t, [told[n.id] for n in t.tells if n.id in told], {n.id: n.case_no for n in t.tells}) for t in found]


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


@router.post("/tasks/{id}/claim")
async def claim(id: Id, post: Annotated[Posted, form_of(Right.DO_TASK)]) -> Response:
    """ "I am calling": it is this person's, and shows the phone in full, which is kept in the audit."""
    at = post.signed
    try:
        async with writing(at) as session:
            await tasks.claim(session, at.ctx, at.who, id)
            phone = await tasks.phone(session, at.ctx, at.who, id, wording("behalf.calling"))
    except (Refusal, ValidationError) as why:
        return await _tasks(at, Outcome.refused(post, why, f"call-{id}"))
    return await _tasks(at, Outcome(), (id, phone))


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


@router.post("/tasks/{id}/told")
async def told(id: Id, post: Annotated[Posted, form_of(Right.RECORD_DELIVERY)]) -> Response:
    """All that there was to tell was told, or nobody answered: one press."""
    at = post.signed
    try:
        given = said(at.ctx, post.fields)
        async with writing(at) as session:
            await once(
                session, at.ctx, at.who, post.key, f"staff.told.{id}", given,
                lambda: tasks.told(session, at.ctx, at.who, id, given),
            )  # fmt: skip
    except (Refusal, ValidationError) as why:
        return await _tasks(at, Outcome.refused(post, why, f"call-{id}"))
    return see_other("/staff/tasks?done=record")
