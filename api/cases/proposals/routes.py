"""Routes of what takes two persons. Only staff come in: a service token is turned away."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from api.cases.proposals import service
from api.cases.routes import No
from api.deps import Ctx, IfMatch, Read, StaffCaller, Write
from models.wire import Decision, Moved, ProposalPage, ProposalView, ProposalWanted

router = APIRouter(prefix="/v1", tags=["proposals"])
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.post("/cases/{case_no}/proposals", status_code=201)
async def propose(
    case_no: No,
    given: ProposalWanted,
    response: Response,
    ctx: Ctx,
    who: StaffCaller,
    session: Write,
    version: IfMatch,
) -> ProposalView:
    """What takes two persons is proposed with a reason; the case moves when another person approves it."""
    made = await service.propose(session, ctx, who, case_no, version, given)
    response.headers["ETag"] = f'"{made.version}"'
    return made


@router.post("/cases/{case_no}/proposals/{id}/decide")
async def decide(
    case_no: No, id: Id, given: Decision, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch
) -> Moved:
    """By another person: 403 `two_persons` for whoever proposed it, `not_yours` for who does not decide this kind."""
    return await service.decide(session, ctx, who, case_no, id, version, given)


@router.get("/proposals")
async def proposals(
    ctx: Ctx,
    who: StaffCaller,
    session: Read,
    waiting: Annotated[Literal["me"] | None, Query(description="open ones that the caller may decide")] = None,
    mine: Annotated[bool, Query(description="those the caller has proposed")] = False,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProposalPage:
    """Proposals of the cases the caller sees, oldest first."""
    return await service.page(session, ctx, who, waiting=waiting == "me", mine=mine, after=after, limit=limit)
