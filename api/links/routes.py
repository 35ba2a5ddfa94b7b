"""Routes of links between cases."""

from typing import Annotated

from api.cases import queries as cases
from api.cases.mounting import No, mount
from api.cases.steps import LINKS
from api.deps import Ctx, Read, of_case
from api.links import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import CaseRow, Items, Linked

router = v1("/cases", tags=["links"])


@router.get("/{case_no}/links")
async def links(case_no: No, ctx: Ctx, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read) -> Items[Linked]:
    """What the case is linked to, in both directions."""
    return Items(items=await service.of_case(session, ctx, await cases.see(session, who, case_no)))


@router.get("/{case_no}/likely")
async def likely(
    case_no: No, ctx: Ctx, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read
) -> Items[CaseRow]:
    """Other cases of the same chat or person, those of the same kind of matter first. Nothing is linked by it."""
    return Items(items=await service.likely(session, ctx, who, case_no))


mount(router, *LINKS)
