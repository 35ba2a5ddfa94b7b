"""The page of what two persons decide: what waits for a decision."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.cases.proposals import service as proposals
from api.cases.proposals.queries import Proposals
from api.console.pages import render
from api.console.session import Page, Signed, page_of
from models.clock import local_date
from models.rights import Right

router = APIRouter(include_in_schema=False, route_class=Page)


@router.get("/proposals")
async def waiting(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Those that the caller may decide now, or those that they have proposed."""
    given = at.request.query_params
    mine = "mine" in given
    async with at.ctx.db.read() as session:
        asked = Proposals(waiting=None if mine else "me", mine=mine, cursor=at.cursor)
        found = await proposals.page(session, at.ctx, at.who, asked)
    return render(
        "deciding.html", at=at, here="proposals", found=found, mine=mine, today=local_date(at.ctx.clock.now())
    )
