"""Forms of what several units do on one matter, and the page of the suggestions for improvement."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.joint import service as joint
from api.joint.queries import Improvements
from models.clock import local_date
from models.rights import Right
from models.wire import ImprovementAnswer

router = APIRouter(prefix="/improvements", include_in_schema=False, route_class=Page)


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Those that wait for an answer, or all."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome) -> Response:
    given = at.request.query_params
    async with at.ctx.db.read() as session:
        asked = Improvements(open=None if "all" in given else True, cursor=at.cursor)
        found = await joint.listed(session, at.ctx, at.who, asked)
        units = await joint.own_units(session, at.who)
    return render(
        "improvements.html", outcome.status, at=at, here="improvements", found=found, every="all" in given, units=units,
        today=local_date(at.ctx.clock.now()), **outcome.facts,
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
        return await _page(post.signed, Outcome.refused(post, why, f"{id}"))
    return see_other("/staff/improvements?done=improvement")
