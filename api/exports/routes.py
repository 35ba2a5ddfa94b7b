"""Routes of what is taken along."""

from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Response

from api.cases.list import Filters
from api.deps import Ctx, having
from api.exports import service
from api.listing import Period
from api.routing import v1
from api.security import Caller
from api.sheets import XLSX
from models.law.breakdown import Axis
from models.rights import Right
from models.wire.base import JsonObject

router = v1("/exports", tags=["exports"])
Kind = Annotated[Literal["csv", "xlsx"], Path()]
FILE: dict[int | str, JsonObject] = {200: {"content": {"text/csv": {}, XLSX: {}}, "description": "the table"}}


def attached(made: service.Made, kind: str) -> Response:
    content, media, name = made.file(kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media, headers=headers)


@router.get("/cases.{kind}", response_class=Response, responses=FILE)
async def cases(
    kind: Kind, ctx: Ctx, who: Annotated[Caller, having(Right.READ_LISTS)], wanted: Annotated[Filters, Query()]
) -> Response:
    """The list of cases with the same filters, up to 10,000 of them, as CSV or XLSX: no names, no telephone
    numbers."""
    return attached(await service.cases(ctx, who, wanted), kind)


@router.get("/by/{by}.{kind}", response_class=Response, responses=FILE)
async def figures(
    by: Axis,
    kind: Kind,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_REPORTS)],
    asked: Annotated[Period, Depends()],
) -> Response:
    """The report by unit, area, topic, channel or month, as CSV or XLSX."""
    return attached(await service.figures(ctx, who, by, asked), kind)


@router.get("/endings.{kind}", response_class=Response, responses=FILE)
async def endings(
    kind: Kind, ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], asked: Annotated[Period, Depends()]
) -> Response:
    """How cases ended, unit by unit, as CSV or XLSX."""
    return attached(await service.endings(ctx, who, asked), kind)
