"""Routes of links between cases."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.cases import service as cases
from api.cases.routes import No
from api.deps import Ctx, Read, Write, of_case
from api.links import service
from api.security import Caller
from models.rights import Right
from models.wire import CaseRow, Linked, LinkWanted

router = APIRouter(prefix="/v1/cases/{case_no}", tags=["links"])
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/links")
async def links(case_no: No, ctx: Ctx, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read) -> list[Linked]:
    """What the case is linked to, in both directions."""
    return await service.of_case(session, ctx, await cases.see(session, who, case_no))


@router.get("/likely")
async def likely(
    case_no: No, ctx: Ctx, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read
) -> list[CaseRow]:
    """Other cases of the same chat or person, those of the same kind of matter first. Nothing is linked by it."""
    return await service.likely(session, ctx, who, case_no)


@router.post("/links", status_code=201)
async def link(
    case_no: No, given: LinkWanted, ctx: Ctx, who: Annotated[Caller, of_case(Right.LINK)], session: Write
) -> Linked:
    """The same matter again, the same of another person, or new facts. Both cases keep words, resident, clock and
    reply; a merged one is counted as ended with the other."""
    return await service.link(session, ctx, who, case_no, given)


@router.delete("/links/{id}", status_code=204)
async def undo(case_no: No, id: Id, ctx: Ctx, who: Annotated[Caller, of_case(Right.LINK)], session: Write) -> None:
    """It was a mistake: each goes its own way. The timelines keep that they were linked."""
    await service.undo(session, ctx, who, case_no, id)
