"""The deadline profiles on a page: which there are, what each says, where it holds; and a place is given another."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.catalogue import queries as catalogue
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.service import areas_and_topics
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.office.kinds.areas import AREAS
from api.office.service import Rows
from api.profiles import service
from models.rights import Right
from models.wire import AreaWanted

router = APIRouter(prefix="/office/profiles", include_in_schema=False, route_class=Page)


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """All of them."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        found = await service.listed(session, at.ctx)
        county = await catalogue.county(session)
        below = (await areas_and_topics(session, at.ctx))[1]
    return render(
        "profiles.html", outcome.status, at=at, here="office", profiles=found, county=county.code,
        areas=[(county.code, county.name), *below], **outcome.facts,
    )  # fmt: skip


@router.post("")
async def choose(post: Annotated[Posted, form_of(Right.MANAGE_OFFICE)]) -> Response:
    """New cases of a place, and of those below it that name none, are counted by this one; "": as the place above."""
    at = post.signed
    try:
        async with writing(at) as session:
            rows = Rows(session, at.ctx, at.who, AREAS)
            area = await rows.one(post.fields.get("area", ""))
            given = {**dict(area), "profile": post.get("profile")}
            await rows.change(AreaWanted.model_validate({name: given[name] for name in AreaWanted.model_fields}))
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why))
    return see_other("/staff/office/profiles?done=profile_chosen")
