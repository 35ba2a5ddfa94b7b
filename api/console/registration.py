"""The receiving desk takes down a case of somebody who came, rang or wrote."""

import json
import secrets
from dataclasses import replace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Response, UploadFile
from pydantic import ValidationError

from api.cases import queries as case_queries
from api.cases import service as cases
from api.console import service
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, spoken, writing
from api.errors import Refusal
from api.files import service as files
from models.clock import local_date
from models.rights import Right
from models.wire import CaseReceipt, CaseRegister

router = APIRouter(include_in_schema=False, route_class=Page)
UPLOAD_BYTES = 200_000_000
TAKEN_DOWN = (
    "channel", "petition_date", "text", "kind", "topic", "area", "place", "petitioner_count", "attended_count",
    "name", "phone", "address",
)  # fmt: skip


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
