"""Routes of the responsibility list."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.cases import service as cases
from api.cases.routes import No
from api.deps import Ctx, Read, StaffCaller, Write, need
from api.responsibility import service
from models.wire import Code, ResponsibilityEntry, ResponsibilityWanted, Suggestion

router = APIRouter(prefix="/v1", tags=["responsibility"])


@router.get("/cases/{case_no}/suggestion")
async def suggestion(case_no: No, who: StaffCaller, session: Read) -> Suggestion:
    """The unit that is likely to answer for the matter, and why. Nothing is assigned by it."""
    return await service.suggest(session, await cases.see(session, who, case_no))


@router.get("/responsibilities")
async def responsibilities(
    _who: StaffCaller,
    session: Read,
    topic: Annotated[Code | None, Query(description="only of this topic")] = None,
    unit: Annotated[Code | None, Query(description="only of this unit")] = None,
) -> list[ResponsibilityEntry]:
    """责任清单: topic and area, each with all below it, and the unit that answers for them."""
    return await service.listed(session, topic, unit)


@router.put("/responsibilities")
async def put(given: ResponsibilityWanted, ctx: Ctx, who: StaffCaller, session: Write) -> ResponsibilityEntry:
    """One entry, or none for that topic in that area (administrators and supervisors); each change is kept."""
    need(who, *service.MAY_CHANGE)
    return await service.put(session, ctx, who, given)
