"""The deadline profiles on a page: which there are, what each says, and where it holds."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.console.pages import render
from api.console.session import Page, Signed, page_of
from api.profiles import service
from models.rights import Right

router = APIRouter(prefix="/office/profiles", include_in_schema=False, route_class=Page)


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """All of them."""
    async with at.ctx.db.read() as session:
        found = await service.listed(session, at.ctx)
    return render("profiles.html", at=at, here="office", profiles=found)
