"""The first page of an empty database: the county, its desk, the first people; before it, the demonstration goes."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.console.office_forms import fields_of_model
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.errors import Refusal
from api.office import demonstration, queries, setup
from api.office.flaws import flaws
from models.rights import Right
from models.wire import RemoveDemonstration, SetUp

router = APIRouter(prefix="/setup", include_in_schema=False, route_class=Page)


@router.get("")
async def wizard(at: Annotated[Signed, page_of(Right.MANAGE_OFFICE)]) -> Response:
    """What is to be done first: take the demonstration away, or name the county."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome, **facts: Any) -> Response:
    async with at.ctx.db.read() as session:
        demo = await demonstration.name(session)
        there = await queries.any_unit(session)
    return render(
        "setup.html", outcome.status, at=at, here="office", demo=demo, there=there, made=facts.get("made"),
        fields=fields_of_model("setup", SetUp, outcome.typed), **outcome.facts,
    )  # fmt: skip


@router.post("/clear")
async def clear(post: Annotated[Posted, form_of(Right.MANAGE_OFFICE)]) -> Response:
    """The demonstration county, its people and its cases are gone."""
    at = post.signed
    try:
        given = RemoveDemonstration.model_validate({"county": post.get("county")})
        async with writing(at) as session:
            await demonstration.remove(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        words = spoken(why)[2]
        return await _page(at, Outcome(status=422, form="clear", words=words, typed=post.fields))
    return see_other("/staff/setup?done=demonstration_removed")


@router.post("")
async def set_up(post: Annotated[Posted, form_of(Right.MANAGE_OFFICE)]) -> Response:
    """The county is made. The passwords of its first people are shown on this answer only."""
    at = post.signed
    try:
        given = SetUp.model_validate(post.filled(*SetUp.model_fields))
        async with writing(at) as session:
            made = await setup.set_up(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        status = why.status if isinstance(why, Refusal) else 422
        return await _page(at, Outcome(status=status, typed=post.fields, wrong=flaws("setup", why)))
    return await _page(at, Outcome(status=201), made=made)
