"""The list and the reports as files for Excel."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response

from api.console import service
from api.console.session import Page, Signed, page_of
from api.errors import Unprocessable
from api.exports import service as exports
from api.exports.routes import Kind, attached
from api.listing import Period
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
    given = at.request.query_params
    asked = Period(first=_day(given.get("from")), until=_day(given.get("until")), unit=given.get("unit") or None)
    return attached(await exports.endings(at.ctx, at.who, asked), kind)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Unprocessable(field="from") from None
