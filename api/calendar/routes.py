"""Routes of the calendar."""

from typing import Annotated

from fastapi import Query

from api.calendar import service
from api.deps import Ctx, Read, Write, having
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import CalendarImported, CalendarYear, HolidayNotice

router = v1(tags=["calendar"])


@router.get("/calendar")
async def calendar(
    ctx: Ctx,
    _who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> CalendarYear:
    """Holidays and make-up days of a year, this one if none is named. A year that is not confirmed is guessed."""
    return await service.year_of(session, ctx, year)


@router.post("/calendar")
async def bring(
    ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_CALENDAR)], session: Write, given: HolidayNotice
) -> CalendarImported:
    """Brings in a year's holiday notice (administrators). Open dates are counted again, and each change is logged; a
    resident's right never ends earlier than before, and what staff owe never comes later. The same notice again changes
    nothing."""
    return await service.bring_by(session, ctx, who, given)
