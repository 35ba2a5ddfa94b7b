"""Routes of the reports."""

from typing import Annotated

from fastapi import Depends

from api.deps import Ctx, Read, having
from api.listing import Period
from api.reports import breakdown, service
from api.routing import v1
from api.security import Caller
from models.law.breakdown import Axis
from models.rights import Right
from models.wire import Breakdown, EndingsReport, Guarantee

router = v1("/reports", tags=["reports"])
Asked = Annotated[Period, Depends()]


@router.get("/endings")
async def endings(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> EndingsReport:
    """How cases ended, unit by unit: by answer, withdrawal, merging, another class, refusal; and what was extended."""
    return await service.endings(session, await service.span(session, ctx, who, asked))


@router.get("/by/{by}")
async def by(
    by: Axis, ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> Breakdown:
    """The cases registered in the period by unit, area, topic, channel or month: how many, and of them settled, told
    and answered in time, solved, rated, satisfied, late; each with the query of `/v1/cases` that gives exactly
    these."""
    return await breakdown.report(session, ctx, who, by, asked)


@router.get("/guarantee")
async def guarantee(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> Guarantee:
    """Whether every case has somebody and a date, what is late and who knows of it; and the rates of the period."""
    return await service.guarantee(session, ctx, await service.span(session, ctx, who, asked))
