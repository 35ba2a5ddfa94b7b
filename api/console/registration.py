"""The receiving desk takes down a case of somebody who came, rang or wrote."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.cases import queries as case_queries
from api.cases import service as cases
from api.catalogue import queries as catalogue
from api.console import service
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, writing
from api.console.uploads import keep
from api.drafts import service as half_written
from api.errors import Refusal
from api.people import service as people
from api.posters import codes
from api.responsibility import service as responsibility
from models.clock import local_date
from models.law.channels import Channel
from models.rights import Right
from models.wire import CaseReceipt, CaseRegister, CaseRow, FoundPerson

router = APIRouter(include_in_schema=False, route_class=Page)
UPLOAD_BYTES = 200_000_000
FOLDED = {
    "kind": "unsure", "place": "", "elsewhere": "", "address": "", "petitioner_count": "1", "attended_count": "",
    "on_behalf": "",
}  # fmt: skip
"""Fields that stand behind "more", with what is in them unless somebody says otherwise."""
Alike = tuple[FoundPerson, list[CaseRow]]
TAKEN_DOWN = (
    "channel", "petition_date", "text", "kind", "topic", "area", "place", "petitioner_count", "attended_count",
    "name", "phone", "address",
)  # fmt: skip
PLACE = "register"
"""Of what is half written here: the page and its form."""
ANOTHER = "another"
"""The clerk has seen who it may be, and says that it is somebody else."""


@router.get("/register")
async def form(at: Annotated[Signed, page_of(Right.REGISTER)]) -> Response:
    """The form for a person who came, rang or wrote, with what was typed and not sent."""
    async with at.ctx.db.read() as session:
        here = await half_written.at_place(session, at.ctx, at.who, PLACE)
    return await _form(at, Outcome(typed=here.mine.get(PLACE, {})), [])


async def _form(at: Signed, outcome: Outcome, held: list[str], alike: Sequence[Alike] = ()) -> Response:
    """`alike`: who it may be; they are shown before anything is registered."""
    async with at.ctx.db.read() as session:
        choices = await service.choices(session, at.ctx)
    more = any(outcome.typed.get(name, usual) != usual for name, usual in FOLDED.items())
    return render(
        "register.html", outcome.status, at=at, here="register", held=held, key=secrets.token_hex(8), alike=alike,
        today=local_date(at.ctx.clock.now()), more=more or bool(outcome.wrong),
        texts=at.ctx.settings.sms_url is not None, **outcome.facts, **choices,
    )  # fmt: skip


@router.post("/register", max_body_size=UPLOAD_BYTES)
async def register(post: Annotated[Posted, form_of(Right.REGISTER)]) -> Response:
    """One case for one form: sent twice it gives the same number and code again."""
    at = post.signed
    kept = await keep(post)
    held, wrong = kept.tokens, kept.wrong
    try:
        given = _taken_down(post, held)
        if wrong:
            return await _form(at, Outcome(status=422, typed=post.fields, wrong=wrong), held)
        if "person" not in post.fields and (alike := await _alike(at, given)):
            return await _form(at, Outcome(typed=post.fields), held, alike)
        receipt = await _file(post, given, kept.digests)
    except (Refusal, ValidationError) as why:
        refused = Outcome.refused(post, why)
        return await _form(at, replace(refused, wrong={**wrong, **refused.wrong}), held)
    async with writing(at) as session:
        await half_written.drop(session, at.who, PLACE, PLACE)
    return await _registered(at, given, receipt)


async def _alike(at: Signed, given: CaseRegister) -> list[Alike]:
    async with at.ctx.db.read() as session:
        return await people.perhaps(session, at.ctx, at.who, given.name, given.phone)


async def _registered(at: Signed, given: CaseRegister, receipt: CaseReceipt) -> Response:
    """The slip, and beside it what comes next: the unit that the responsibility list names, one press away."""
    settings = at.ctx.settings
    address = settings.public_url or str(at.request.base_url)
    async with at.ctx.db.read() as session:
        case = await case_queries.case_for(session, at.who, receipt.case_no)
        suggestion = await responsibility.suggest(session, case) if case is not None else None
        desk = await catalogue.receiving_desk(session)
    here = suggestion is None or suggestion.why in ("desk", "elsewhere") or suggestion.unit.code == desk.code
    return render(
        "registered.html", 201, at=at, here="register", receipt=receipt, given=given, case=case, desk=desk,
        suggestion=None if here else suggestion, code=codes.drawn(address), address=address,
        key=secrets.token_hex(8), now=at.ctx.clock.now(), today=local_date(at.ctx.clock.now()),
    )  # fmt: skip


def _taken_down(post: Posted, held: list[str]) -> CaseRegister:
    fields: dict[str, Any] = {name: post.get(name) for name in TAKEN_DOWN if post.get(name) is not None}
    for name in ("elsewhere", "on_behalf", "sms"):
        fields[name] = name in post.fields
    fields["slip"] = "slip" in post.fields and fields.get("channel") != Channel.LETTER
    if post.fields.get("person", ANOTHER) != ANOTHER:
        fields["like"] = post.fields["person"]
    return CaseRegister.model_validate({**fields, "files": held})


async def _file(post: Posted, given: CaseRegister, held: list[str]) -> CaseReceipt:
    ctx, who = post.signed.ctx, post.signed.who
    body = json.dumps([given.model_dump(mode="json", exclude={"files"}), held], ensure_ascii=False)
    answer = await cases.register(ctx, who, post.key, given, "staff.register", body)
    return CaseReceipt.model_validate_json(bytes(answer.body))
