"""Routes of the responsibility list."""

from typing import Annotated

from fastapi import Query

from api.cases import queries as cases
from api.cases.mounting import No
from api.deps import Ctx, Read, Write, having, of_case
from api.responsibility import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import Code, Items, ResponsibilityEntry, ResponsibilityWanted, Suggestion

router = v1(tags=["responsibility"])


@router.get("/cases/{case_no}/suggestion")
async def suggestion(case_no: No, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read) -> Suggestion:
    """The unit that is likely to answer for the matter, and why. Nothing is assigned by it."""
    return await service.suggest(session, await cases.see(session, who, case_no))


@router.get("/responsibilities")
async def responsibilities(
    _who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    topic: Annotated[Code | None, Query(description="only of this topic")] = None,
    unit: Annotated[Code | None, Query(description="only of this unit")] = None,
) -> Items[ResponsibilityEntry]:
    """责任清单: topic and area, each with all below it, and the unit that answers for them."""
    return Items(items=await service.listed(session, topic, unit))


@router.put("/responsibilities")
async def put(
    given: ResponsibilityWanted, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_RESPONSIBILITY)], session: Write
) -> ResponsibilityEntry:
    """One entry, or none for that topic in that area (administrators and supervisors); each change is kept."""
    return await service.put(session, ctx, who, given)
