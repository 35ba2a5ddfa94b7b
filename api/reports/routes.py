"""Routes of the reports."""

from typing import Annotated

from fastapi import Depends

from api.deps import Ctx, Read, having
from api.listing import Period
from api.reports import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import EndingsReport, Guarantee

router = v1("/reports", tags=["reports"])
Asked = Annotated[Period, Depends()]


@router.get("/endings")
async def endings(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> EndingsReport:
    """How cases ended, unit by unit: by answer, withdrawal, merging, another class, refusal; and what was extended."""
    return await service.endings(session, await service.span(session, ctx, who, asked))


@router.get("/guarantee")
async def guarantee(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> Guarantee:
    """Whether every case has somebody and a date, what is late and who knows of it; and the rates of the period."""
    return await service.guarantee(session, ctx, await service.span(session, ctx, who, asked))
