"""Posters: a list of the places, and one page for each to print."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse

from api.catalogue import queries as catalogue
from api.console.pages import render
from api.console.session import Page, Signed, page_of
from api.posters import service
from models.rights import Right

router = APIRouter(prefix="/posters", include_in_schema=False, route_class=Page)
PRINTED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The page holds its own style, so that it can be kept as a file; it has no script and loads nothing."""


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_POSTERS)]) -> Response:
    """Every place of the county, with its poster."""
    async with at.ctx.db.read() as session:
        areas = await catalogue.areas_below(session, (await catalogue.county(session)).code)
    return render("posters.html", at=at, here="posters", areas=[a for a, _ in areas])


@router.get("/{code}")
async def poster(
    at: Annotated[Signed, page_of(Right.READ_POSTERS)], code: Annotated[str, Path(pattern=r"^[0-9]{6,12}$")]
) -> Response:
    """The poster of one place, to be printed."""
    settings = at.ctx.settings
    base = settings.public_url or str(at.request.base_url)
    async with at.ctx.db.read() as session:
        made = await service.poster(session, code, base, settings.telegram_name)
    return HTMLResponse(service.drawn(made), headers={"Content-Security-Policy": PRINTED})
