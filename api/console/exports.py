"""The list and the reports as files for Excel."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.console import service
from api.console.periods import period
from api.console.session import Page, Signed, page_of
from api.exports import service as exports
from api.exports.routes import Kind, attached
from models.law.breakdown import Axis
from models.rights import Right

router = APIRouter(include_in_schema=False, route_class=Page)


@router.get("/export/cases.{kind}")
async def cases(kind: Kind, at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """What the list shows with these filters."""
    wanted = service.filters(dict(at.request.query_params))
    return attached(await exports.cases(at.ctx, at.who, wanted), kind)


@router.get("/export/endings.{kind}")
async def endings(kind: Kind, at: Annotated[Signed, page_of(Right.READ_REPORTS)]) -> Response:
    """How cases ended."""
    return attached(await exports.endings(at.ctx, at.who, period(at)), kind)


@router.get("/export/by/{by}.{kind}")
async def figures(by: Axis, kind: Kind, at: Annotated[Signed, page_of(Right.READ_REPORTS)]) -> Response:
    """By unit, area, topic, channel or month."""
    return attached(await exports.figures(at.ctx, at.who, by, period(at)), kind)
