"""Routes of what takes two persons. Only staff come in: a service token is turned away."""

from typing import Annotated

from fastapi import Depends, Response

from api.cases.mounting import No, mount
from api.cases.proposals import queries, service
from api.cases.step import StepCall, run
from api.deps import Ctx, IfMatch, Read, StaffCaller, Write
from api.openapi import refuses
from api.routing import below, v1
from models.wire import ProposalPage, ProposalView, ProposalWanted

router = v1(tags=["proposals"])


@router.post(
    "/cases/{case_no}/proposals",
    status_code=201,
    openapi_extra=refuses({409: ("proposed_already", *service.AGAINST)}),
)
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
    step = service.PROPOSE[given.root.kind]
    call = StepCall(session=session, ctx=ctx, who=who, case_no=case_no, given=given, version=version)
    made = ProposalView.model_validate(await run(step, call))
    response.headers["ETag"] = f'"{made.version}"'
    return made


of_case = below("/cases")
mount(of_case, service.DECIDE)
router.include_router(of_case)


@router.get("/proposals")
async def proposals(
    ctx: Ctx,
    who: StaffCaller,
    session: Read,
    asked: Annotated[queries.Proposals, Depends()],
) -> ProposalPage:
    """Proposals of the cases the caller sees, oldest first."""
    return await service.page(session, ctx, who, asked)
