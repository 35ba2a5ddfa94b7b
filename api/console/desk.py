"""The receiving desk: taking down who came, rang or wrote, and the tasks."""

import json
import secrets
from dataclasses import replace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Response, UploadFile
from pydantic import ValidationError

from api.cases import queries as case_queries
from api.cases import service as cases
from api.console import jobs, service
from api.console.gate import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.console.outcome import Outcome
from api.console.pages import render, stamp
from api.console.work import record_delivery
from api.errors import Refusal
from api.files import service as files
from api.tasks import service as tasks
from models.clock import local_date
from models.rights import Right
from models.wire import CaseReceipt, CaseRegister, RevealWanted, TaskDone

router = APIRouter(include_in_schema=False, route_class=Page)
UPLOAD_BYTES = 200_000_000
TAKEN_DOWN = (
    "channel", "petition_date", "text", "kind", "topic", "area", "place", "petitioner_count", "attended_count",
    "name", "phone", "address",
)  # fmt: skip
Id = Annotated[int, Path(ge=1, le=2**53)]


# --- taking down -----------------------------------------------------------------------------------------------------


@router.get("/register")
async def form(at: Annotated[Signed, page_of(Right.REGISTER)]) -> Response:
    """The form for a person who came, rang or wrote."""
    return await _form(at, Outcome(), [])


async def _form(at: Signed, outcome: Outcome, held: list[str]) -> Response:
    async with at.ctx.db.read() as session:
        choices = await service.choices(session, at.ctx)
    return render(
        "register.html", outcome.status, at=at, here="register", held=held, key=secrets.token_hex(8),
        today=local_date(at.ctx.clock.now()), **outcome.facts, **choices,
    )  # fmt: skip


@router.post("/register", max_body_size=UPLOAD_BYTES)
async def register(post: Annotated[Posted, form_of(Right.REGISTER)]) -> Response:
    """One case for one form: sent twice it gives the same number and code again."""
    at = post.signed
    held = [t for t in post.form.getlist("held") if isinstance(t, str)][:50]
    kept, digests, wrong = await _keep(post)
    held += kept
    try:
        given = _taken_down(post, held)
        if wrong:
            return await _form(at, Outcome(status=422, typed=post.fields, wrong=wrong), held)
        receipt = await _file(post, given, [*post.form.getlist("held"), *digests])
    except (Refusal, ValidationError) as why:
        refused = Outcome.refused(post, why)
        return await _form(at, replace(refused, wrong={**wrong, **refused.wrong}), held)
    async with at.ctx.db.read() as session:
        seen = await case_queries.case_for(session, at.who, receipt.case_no) is not None
    today = local_date(at.ctx.clock.now())
    return render("registered.html", 201, at=at, here="register", receipt=receipt, given=given, seen=seen, today=today)


async def _keep(post: Posted) -> tuple[list[str], list[Any], dict[str, str]]:
    """The scans, stored one by one: one that is refused does not lose the others. Tokens, digests, what is wrong."""
    tokens, digests, wrong = [], [], {}
    for upload in post.files:
        try:
            received = files.received(post.signed.ctx, cast("UploadFile", upload))
            async with received as file, writing(post.signed) as session:
                receipt = await files.keep(session, file)
        except Refusal as why:
            wrong["files"] = f"{upload.filename}：{spoken(why)[2]}"
        else:
            tokens.append(receipt.file)
            digests.append(receipt.sha256)
    return tokens, digests, wrong


def _taken_down(post: Posted, held: list[str]) -> CaseRegister:
    fields: dict[str, Any] = {name: post.get(name) for name in TAKEN_DOWN if post.get(name) is not None}
    for name in ("elsewhere", "on_behalf"):
        fields[name] = name in post.fields
    return CaseRegister.model_validate({**fields, "files": held})


async def _file(post: Posted, given: CaseRegister, held: list[Any]) -> CaseReceipt:
    ctx, who = post.signed.ctx, post.signed.who
    body = json.dumps([given.model_dump(mode="json", exclude={"files"}), held], ensure_ascii=False)
    answer = await cases.register(ctx, who, post.key, given, "staff.register", body)
    return CaseReceipt.model_validate_json(bytes(answer.body))


# --- tasks -----------------------------------------------------------------------------------------------------------


@router.get("/tasks")
async def listed(at: Annotated[Signed, page_of(Right.READ_TASKS)]) -> Response:
    """Open tasks, or those that are done."""
    return await _tasks(at, Outcome.asked(at))


async def _tasks(at: Signed, outcome: Outcome, revealed: tuple[int, str | None] | None = None) -> Response:
    is_open = "closed" not in at.request.query_params
    async with at.ctx.db.read() as session:
        found = await jobs.tasks(session, at.ctx, at.who, is_open)
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
            phone = await jobs.reveal(session, at.ctx, at.who, id, given.reason)
    except (Refusal, ValidationError) as why:
        return await _tasks(at, Outcome.refused(post, why, f"reveal-{id}"))
    return await _tasks(at, Outcome(), (id, phone))


# --- visit days ------------------------------------------------------------------------------------------------------


@router.get("/visits")
async def visits(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """The coming visit days: places left, and who comes."""
    async with at.ctx.db.read() as session:
        days = await jobs.visit_days(session, at.ctx, at.who)
    return render("visits.html", at=at, here="visits", days=days, today=local_date(at.ctx.clock.now()))
