"""Routes of the reports."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Ctx, Read, having
from api.reports import service
from api.security import Caller
from models.rights import Right
from models.wire import Code, EndingsReport, Guarantee

router = APIRouter(prefix="/v1/reports", tags=["reports"])
First = Annotated[date | None, Query(alias="from", description="local date; the first of January")]
Until = Annotated[date | None, Query(description="local date, it counts too; today")]


@router.get("/endings")
async def endings(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_REPORTS)],
    session: Read,
    first: First = None,
    until: Until = None,
    unit: Code | None = None,
) -> EndingsReport:
    """How cases ended, unit by unit: by answer, withdrawal, merging, another class, refusal; and what was extended."""
    return await service.endings(session, await service.span(session, ctx, first, until, unit))


@router.get("/guarantee")
async def guarantee(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_REPORTS)],
    session: Read,
    first: First = None,
    until: Until = None,
    unit: Code | None = None,
) -> Guarantee:
    """Whether every case has somebody and a date, what is late and who knows of it; and the rates of the period."""
    return await service.guarantee(session, ctx, await service.span(session, ctx, first, until, unit))
