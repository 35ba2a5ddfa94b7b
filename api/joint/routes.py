"""Routes of what several units do on one matter."""

from typing import Annotated

from fastapi import Depends, Path

from api.cases import queries as cases
from api.cases.mounting import No, mount
from api.cases.steps import JOINT
from api.deps import Ctx, Read, Write, having, of_case
from api.joint import queries, service, views
from api.listing import Period
from api.openapi import refuses
from api.reports import service as reports
from api.routing import below, v1
from api.security import Caller
from models.rights import Right
from models.wire import (
    CoUnitView,
    ImprovementAnswer,
    ImprovementPage,
    ImprovementView,
    Items,
    JointReport,
)

router = v1(tags=["joint work"])
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/cases/{case_no}/co-units")
async def co_units(case_no: No, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read) -> Items[CoUnitView]:
    """The units called to the case, and whether they came."""
    return Items(items=await views.called(session, await cases.see(session, who, case_no)))


acts = below("/cases")
mount(acts, *JOINT)
router.include_router(acts)


@router.get("/improvements")
async def improvements(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    asked: Annotated[queries.Improvements, Depends()],
) -> ImprovementPage:
    """Of the caller's units; of all units for clerks, supervisors, leaders and administrators. Oldest first."""
    return await service.listed(session, ctx, who, asked)


@router.post(
    "/improvements/{id}/answer", openapi_extra=refuses({403: ("forbidden", "not_yours"), 409: ("answered_already",)})
)
async def answer(
    id: Id,
    given: ImprovementAnswer,
    ctx: Ctx,
    who: Annotated[Caller, of_case(Right.ANSWER_IMPROVEMENT)],
    session: Write,
) -> ImprovementView:
    """In writing, by a member of the unit, once."""
    return await service.answer(session, ctx, who, id, given)


@router.get("/reports/joint", tags=["reports"])
async def report(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_REPORTS)],
    session: Read,
    asked: Annotated[Period, Depends()],
) -> JointReport:
    """Whistles and musters, suggestions for improvement and their answers, unit by unit."""
    return await service.report(session, ctx, await reports.span(session, ctx, who, asked))
