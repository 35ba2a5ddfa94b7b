"""The page of a case and the forms on it. A refusal stands beside its form, with what was typed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.cases import dossier, paper
from api.cases import queries as case_queries
from api.cases import service as cases
from api.cases.step import StepCall, run
from api.cases.steps import new_code
from api.console import added, drafts, walk
from api.console import sheet as sheets
from api.console.case_forms import ACTS
from api.console.case_parts import Said, previewed, read, screens_of
from api.console.counting import counted_on
from api.console.delivery import record_delivery
from api.console.outcome import Outcome
from api.console.pages import numbered, render, stamp
from api.console.pages import token_of as _token
from api.console.registration import UPLOAD_BYTES
from api.console.session import (
    Page,
    Post,
    Posted,
    Signed,
    form_of,
    kept_of,
    page_of,
    see_other,
    tracing,
    writing,
)
from api.drafts import service as half_written
from api.errors import NotFound, Refusal
from api.files import answer
from api.files import service as files
from api.idempotency import once
from api.today import queries as waiting
from conversations.screens import Screen
from models.clock import local_date
from models.rights import Right
from models.wire import CodeIssued, CodeWanted, Revealed, RevealWanted, Withheld
from models.words import labels

Bare = Annotated[Signed, page_of(Right.SEE_CASE, of_case=True, bare=True)]
router = APIRouter(prefix="/cases", include_in_schema=False, route_class=Page)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What stands on this answer only: personal data, a new code, the preview of `screens` (its digest is `seen`)."""

    revealed: Revealed | None = None
    issued: CodeIssued | None = None
    screens: Sequence[Screen] = ()
    seen: str = ""


async def page(at: Signed, number: str, outcome: Outcome, beside: Beside = Beside()) -> Response:
    """The page as it is now. When the case has moved on and the form is gone, what was typed stands on its own."""
    async with at.ctx.db.read() as session:
        sheet = await sheets.sheet(session, at.ctx, at.who, number)
        here = await half_written.at_place(session, at.ctx, at.who, drafts.of_case(number))
        was = drafts.written(outcome, here)
        waits = await added.waiting(session, at.ctx, was)
        way = await walk.walk(session, at, number)
        at, new_here = await counted_on(session, at, number)
    if new_here:
        async with tracing(at) as session:
            await waiting.seen_on(session, at.who.staff_id or 0, number, at.ctx.clock.now())
    seen = outcome.typed.get("version", "")
    changed = [e for e in sheet.events if seen.isdecimal() and e.seq > int(seen)] if outcome.words else []
    homeless = bool(outcome.words) and outcome.form in ACTS and outcome.form not in sheet.offers
    return render(
        "case.html", outcome.status, at=at, here="cases", sheet=sheet, key=secrets.token_hex(8), changed=changed,
        today=local_date(at.ctx.clock.now()), now_stamp=stamp(at.ctx.clock.now()),
        kept=kept_of(outcome.typed) if homeless else {}, was=was, others=drafts.others(here),
        waits=waits, place=drafts.of_case(number), walk=way, carried=walk.carried(at), **outcome.facts, **vars(beside),
    )  # fmt: skip


@router.get("/{case_no}")
async def case(case_no: str, at: Bare) -> Response:
    """The original, what happened, and what may be done now."""
    return await page(at, numbered(case_no), Outcome.asked(at))


@router.get("/{case_no}/likely")
async def likely(case_no: str, at: Annotated[Signed, page_of(Right.SEE_CASE, of_case=True)]) -> Response:
    """Who answers for a topic in an area, for the script of the form that sets them."""
    given = at.request.query_params
    found = await sheets.likely(at, numbered(case_no), (given.get("topic", ""), given.get("area", "")))
    return render("likely.html", **vars(found))


@router.get("/{case_no}/files/{file}")
async def file(case_no: str, file: str, at: Bare) -> Response:
    """What is shown of a file of the case; what a browser does not show by itself is a download."""
    return answer.shown(at.request, await files.show(at.ctx, at.who, numbered(case_no), _token(file)))


@router.get("/{case_no}/files/{file}/preview")
async def preview(case_no: str, file: str, at: Bare) -> Response:
    """A picture made small, or the first page of a PDF."""
    return answer.shown(at.request, await files.show(at.ctx, at.who, numbered(case_no), _token(file), preview=True))


@router.post("/{case_no}/files/{file}/original")
async def original(case_no: str, file: str, post: Annotated[Posted, form_of(Right.OPEN_ORIGINAL)]) -> Response:
    """The file as it was sent, with what a camera wrote into it; the reason is kept."""
    at, number, token = post.signed, numbered(case_no), _token(file)
    try:
        given = RevealWanted.model_validate({"reason": post.get("reason")})
    except ValidationError as why:
        return await page(at, number, Outcome.refused(post, why, f"original-{token}"))
    return answer.original(await files.original(at.ctx, at.who, number, token, given.reason))


@router.get("/{case_no}/reviews/{id}/file.pdf")
async def review_file(
    case_no: str,
    id: Annotated[int, Path(ge=1, le=2**53)],
    at: Annotated[Signed, page_of(Right.TAKE_REVIEW_FILE, of_case=True)],
) -> Response:
    """The file for a body that is not in this system."""
    return paper.attached(*await dossier.pdf(at.ctx, at.who, numbered(case_no), id))


@router.post("/{case_no}/reveal")
async def reveal(case_no: str, post: Annotated[Posted, form_of(Right.REVEAL)]) -> Response:
    """Name, phone and address in full, once: the answer is not kept anywhere but the reason is."""
    at, number = post.signed, numbered(case_no)
    try:
        given = RevealWanted.model_validate({"reason": post.get("reason")})
    except ValidationError as why:
        return await page(at, number, Outcome.refused(post, why, "reveal"))
    async with writing(at) as session:
        found = await cases.reveal(session, at.ctx, at.who, number, given.reason)
    return await page(at, number, Outcome(), Beside(revealed=found))


@router.post("/{case_no}/code")
async def code(case_no: str, post: Annotated[Posted, form_of(Right.ISSUE_CODE)]) -> Response:
    """A new query code, shown on this answer only; the same form sent twice shows the same."""
    at, number = post.signed, numbered(case_no)
    try:
        given = CodeWanted.model_validate({"checked": post.get("checked"), "reason": post.get("reason")})
        body = f"{number}:{given.model_dump_json()}"
        async with writing(at) as session:
            call = StepCall(session=session, ctx=at.ctx, who=at.who, case_no=number, given=given)
            answer = await once(
                session, at.ctx, at.who, post.key, "staff.code", body,
                lambda: run(new_code.STEP, call),
            )  # fmt: skip
    except (Refusal, ValidationError) as why:
        return await page(at, number, Outcome.refused(post, why, "code"))
    issued = CodeIssued.model_validate_json(bytes(answer.body))
    return await page(at, number, Outcome(status=201), Beside(issued=issued))


@router.post("/{case_no}/notices/{id}")
async def told(
    case_no: str, id: Annotated[int, Path(ge=1, le=2**53)], post: Annotated[Posted, form_of(Right.RECORD_DELIVERY)]
) -> Response:
    """A clerk's record of telling the resident by phone, at the counter or by post."""
    at, number = post.signed, numbered(case_no)
    try:
        await record_delivery(post, id)
    except (Refusal, ValidationError) as why:
        return await page(at, number, Outcome.refused(post, why, f"record-{id}"))
    return see_other(walk.here(post.signed, number, done="record") + f"#notice-{id}")


@router.post("/{case_no}/{act}", max_body_size=UPLOAD_BYTES)
async def do(case_no: str, act: str, post: Post) -> Response:
    """One of the acts, once: a double click is answered with the first one's result."""
    number = numbered(case_no)
    if act not in ACTS:
        raise NotFound
    came = await added.gathered(post, act)
    beside, post = drafts.apart(act, came.post)
    for form, typed in beside.items():
        await _keep(post.signed, number, (form, typed))
    try:
        came.check()
        said = read(act, post, came.digests)
        if said.step.shows and not previewed(post, said):
            await _keep(post.signed, number, (act, post.fields))
            return await _preview(post, number, said)
        await _run(post, number, said)
    except (Refusal, ValidationError) as why:
        if not isinstance(why, NotFound):
            await _keep(post.signed, number, (act, post.fields))
        return await page(post.signed, number, Outcome.refused(post, why, act))
    return await _done(post.signed, number, act)


async def _keep(at: Signed, number: str, said: tuple[str, Mapping[str, str]]) -> None:
    """What is typed and not done is there again after a reload; nothing of a case that they cannot see."""
    if not at.who.may(Right.CHANGE_OWN):
        return
    async with writing(at) as session:
        if await case_queries.case_for(session, at.who, number) is not None:
            await drafts.keep(session, at, drafts.of_case(number), said)


async def _run(post: Posted, number: str, said: Said) -> None:
    ctx, who, step = post.signed.ctx, post.signed.who, said.step
    version = int(post.fields.get("version", "")[:9]) if post.fields.get("version", "").isdecimal() else 0
    body = f"{number}:{version if step.versioned else ''}:{said.known_by}"

    async with writing(post.signed) as session:
        given = said.given
        if isinstance(given, Withheld):
            given = given.model_copy(update={"hold_seconds": ctx.settings.take_back_seconds})
        call = StepCall(session=session, ctx=ctx, who=who, case_no=number, given=given, id=said.id, version=version)
        await once(session, ctx, who, post.key, f"staff.{step.name}", body, lambda: run(step, call))
        await half_written.drop(session, who, drafts.of_case(number), step.name)


async def _done(at: Signed, number: str, act: str) -> Response:
    """Back to the case; to the list when the case went where the caller cannot follow."""
    async with at.ctx.db.read() as session:
        seen = await case_queries.case_for(session, at.who, number)
    return see_other(walk.here(at, number, done=act) if seen else walk.back(at, done="walled"))


async def _preview(post: Posted, number: str, said: Said) -> Response:
    screens, _ = await screens_of(post.signed, number, said)
    words = labels("refused")["preview_again"] if post.fields.get("step") == "send" else ""
    outcome = Outcome(form=said.step.name, words=words, typed=post.fields)
    return await page(post.signed, number, outcome, Beside(screens=screens, seen=said.seen))
