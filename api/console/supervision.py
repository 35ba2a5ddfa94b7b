"""What is supervised: the list, an item with its steps upwards, and closing it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.catalogue import queries as catalogue
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.supervision import answering, service, views
from api.supervision.queries import Items
from models.clock import local_date
from models.law.triggers import Trigger
from models.rights import Right
from models.wire import SupervisionAnswer, SupervisionClosed

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]


def _today(at: Signed) -> date:
    return local_date(at.ctx.clock.now())


@router.get("/supervision")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Open items, those that are mine, or those that are closed."""
    given = at.request.query_params
    trigger = given.get("trigger")
    async with at.ctx.db.read() as session:
        asked = Items(
            is_open=None if "mine" in given else "closed" not in given,
            trigger=Trigger(trigger) if trigger in set(Trigger) else None,
            unit=given.get("unit") or None,
            mine="mine" in given,
            cursor=at.cursor,
        )
        found = await views.page(session, at.ctx, at.who, asked)
        units = [(u.code, u.name) for u in await catalogue.units(session)]
    return render(
        "supervision.html", at=at, here="supervision", found=found, given=given, units=units, today=_today(at)
    )


@router.get("/supervision/{id}")
async def item(id: Id, at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """One item with its steps upwards."""
    return await _item(at, id, Outcome.asked(at))


async def _item(at: Signed, id: int, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        found = await service.item(session, at.ctx, at.who, id)
        mine = await service.mine(session, at.who, id)
        answers = await answering.answers(session, at.who, id)
        closes = await service.closes(session, at.who, id)
    return render(
        "supervised.html", outcome.status, at=at, here="supervision", item=found, mine=mine, closes=closes,
        answers=answers, today=_today(at), **outcome.facts,
    )  # fmt: skip


@router.post("/supervision/{id}/acknowledge/{step}")
async def acknowledge(id: Id, step: Id, post: Annotated[Posted, form_of(Right.ACKNOWLEDGE, of_case=True)]) -> Response:
    """I have it: it climbs no further."""
    at = post.signed
    async with writing(at) as session:
        await service.acknowledge(session, at.ctx, at.who, step)
    return see_other(f"/staff/supervision/{id}?done=acknowledged")


@router.post("/supervision/{id}/answer")
async def answer(id: Id, post: Annotated[Posted, form_of(Right.ANSWER_SUPERVISION, of_case=True)]) -> Response:
    """Of whoever answers for the case, in writing."""
    at = post.signed
    try:
        given = SupervisionAnswer.model_validate({"text": post.get("text")})
        async with writing(at) as session:
            await answering.answer(session, at.ctx, at.who, id, given.text)
    except (Refusal, ValidationError) as why:
        return await _item(at, id, Outcome.refused(post, why))
    return see_other(f"/staff/supervision/{id}?done=supervision_answered")


@router.post("/supervision/{id}/close")
async def close(id: Id, post: Annotated[Posted, form_of(Right.CLOSE_SUPERVISION, of_case=True)]) -> Response:
    """With what came of it."""
    at = post.signed
    try:
        given = SupervisionClosed.model_validate({"result": post.get("result")})
        async with writing(at) as session:
            await service.close(session, at.ctx, at.who, id, given.result)
    except (Refusal, ValidationError) as why:
        return await _item(at, id, Outcome.refused(post, why))
    return see_other(f"/staff/supervision/{id}?done=supervision_closed")
