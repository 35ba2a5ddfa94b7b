"""The responsibility list on the staff's pages: read by all, changed by administrators and supervisors."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.catalogue import queries as catalogue
from api.console import service as console
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal, Unprocessable
from api.responsibility import service
from models.rights import Right
from models.wire import ResponsibilityWanted

router = APIRouter(prefix="/responsibilities", include_in_schema=False, route_class=Page)


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """By topic, then by area."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        entries = await service.listed(session, None, None)
        choices = await console.choices(session, at.ctx)
        county = (await catalogue.county(session)).code
    return render(
        "responsibilities.html", outcome.status, at=at, here="responsibilities", entries=entries,
        changes=at.may("change_responsibility"), county=county, **outcome.facts, **choices,
    )  # fmt: skip


@router.post("")
async def put(post: Annotated[Posted, form_of(Right.CHANGE_RESPONSIBILITY)]) -> Response:
    """One entry: set, changed or taken away."""
    given = post.filled("topic", "area", "unit")
    try:
        if "topic" not in given:
            raise Unprocessable(field="topic")
        async with writing(post.signed) as session:
            place = {"area": (await catalogue.county(session)).code}
            wanted = ResponsibilityWanted.model_validate({"unit": None} | place | given)
            await service.put(session, post.signed.ctx, post.signed.who, wanted)
    except (Refusal, ValidationError) as why:
        return await _page(post.signed, Outcome.refused(post, why))
    return see_other("/staff/responsibilities?done=responsibility")
