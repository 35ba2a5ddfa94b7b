"""The office's own texts on pages: what is said, each with its form, as it will be read, and back to ours."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.spoken import service
from models.law.texts import Group
from models.rights import Right
from models.wire import Code, TextPreview, Texts

router = APIRouter(prefix="/office/texts", include_in_schema=False, route_class=Page)
CodeOf = Annotated[Code, Path()]
Given = Annotated[Posted, form_of(Right.CHANGE_TEXTS)]
FIELDS = ("zh_Hans", "zh_Hant", "en")


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """All texts, by what they are for."""
    async with at.ctx.db.read() as session:
        found = await service.listed(session)
    groups = [(group, [text for text in found if text.group == group]) for group in Group]
    return render("texts.html", at=at, here="office", groups=groups, done=at.request.query_params.get("done", ""))


@router.get("/{code}")
async def one(code: CodeOf, at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """One, with its form."""
    return await _form(at, code, Outcome.asked(at))


async def _form(at: Signed, code: str, outcome: Outcome, seen: TextPreview | None = None) -> Response:
    async with at.ctx.db.read() as session:
        text = await service.one(session, code)
        if seen is None and not outcome.wrong:
            seen = await service.preview(session, code, text.shown)
    own = text.own or Texts(zh_Hans=text.shipped.zh_Hans)
    typed = outcome.typed or {name: getattr(own, name) or "" for name in FIELDS}
    return render(
        "text.html", outcome.status, at=at, here="office", text=text, seen=seen, may=at.may("change_texts"),
        fields=FIELDS[:1] if text.staff else FIELDS, **{**outcome.facts, "typed": typed},
    )  # fmt: skip


@router.post("/{code}")
async def save(code: CodeOf, post: Given) -> Response:
    """Saved, or only looked at (`preview`)."""
    at = post.signed
    try:
        given = Texts.model_validate(post.filled(*FIELDS))
        if "preview" in post.fields:
            async with at.ctx.db.read() as session:
                seen = await service.preview(session, code, given)
            return await _form(at, code, Outcome(typed=post.fields), seen)
        async with writing(at) as session:
            await service.change(session, at.ctx, at.who, code, (given, _version(post)))
    except (Refusal, ValidationError) as why:
        return await _form(at, code, Outcome.refused(post, why))
    return see_other("/staff/office/texts?done=office_saved")


@router.post("/{code}/restore")
async def restore(code: CodeOf, post: Given) -> Response:
    """Back to ours."""
    at = post.signed
    try:
        async with writing(at) as session:
            await service.change(session, at.ctx, at.who, code, (None, _version(post)))
    except Refusal as why:
        return await _form(at, code, Outcome.refused(post, why))
    return see_other("/staff/office/texts?done=text_restored")


def _version(post: Posted) -> int:
    given = post.fields.get("version", "")
    return int(given) if given.isdecimal() and given.isascii() else -1
