"""Forms of what several units do on one matter, and the page of the suggestions for improvement."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.console.gate import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.console.pages import render
from api.errors import NotFound, Refusal
from api.joint import service as joint
from models.clock import local_date
from models.rights import Right
from models.wire import (
    ImprovementAnswer,
)

router = APIRouter(prefix="/improvements", include_in_schema=False, route_class=Page)
ROWS = 50


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Those that wait for an answer, or all."""
    return await _page(at, done=at.request.query_params.get("done", ""))


async def _page(
    at: Signed,
    *,
    status: int = 200,
    words: str = "",
    about: int = 0,
    typed: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    given = at.request.query_params
    after = given.get("after", "")
    async with at.ctx.db.read() as session:
        found = await joint.listed(
            session,
            at.ctx,
            at.who,
            is_open=None if "all" in given else True,
            after=int(after[:15]) if after.isdecimal() and after.isascii() else 0,
            limit=ROWS,
        )
        units = await joint.own_units(session, at.who)
    return render(
        "improvements.html", status, at=at, here="improvements", found=found, every="all" in given, units=units,
        words=words, about=about, typed=typed or {}, done=done, today=local_date(at.ctx.clock.now()),
    )  # fmt: skip


@router.post("/{id}")
async def answer(
    id: Annotated[int, Path(ge=1, le=2**53)], post: Annotated[Posted, form_of(Right.ANSWER_IMPROVEMENT, of_case=True)]
) -> Response:
    """The unit's answer in writing."""
    try:
        given = ImprovementAnswer.model_validate({"adoption": post.get("adoption"), "text": post.get("text")})
        async with writing(post.signed) as session:
            await joint.answer(session, post.signed.ctx, post.signed.who, id, given)
    except (Refusal, ValidationError) as why:
        if isinstance(why, NotFound):
            raise
        status, _, words = spoken(why)
        return await _page(post.signed, status=status, words=words, about=id, typed=post.fields)
    return see_other("/staff/improvements?done=improvement")
