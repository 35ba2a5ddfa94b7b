"""Routes of the cases, for staff."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.cases import bulk, dossier, paper, service
from api.cases.list import Filters, page
from api.cases.mounting import No, mount
from api.cases.steps import STEPS
from api.deps import Ctx, IdempotencyKey, Read, StaffCaller, Write, having, of_case
from api.openapi import refuses, sends
from api.routing import alone, v1
from api.security import Caller, need
from models.rights import Right
from models.wire import (
    BulkDone,
    BulkWanted,
    CasePage,
    CaseReceipt,
    CaseRegister,
    CaseView,
    EventView,
    Items,
    Revealed,
    RevealWanted,
)

router = v1("/cases", tags=["cases"])

Id = Annotated[int, Path(ge=1, le=2**53)]
Reader = Annotated[Caller, of_case(Right.SEE_CASE)]


@router.get("", responses=sends("Link"))
async def list_cases(
    request: Request,
    response: Response,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    wanted: Annotated[Filters, Query()],
) -> CasePage:
    """Cases the caller may see: handlers their units', clerks, supervisors and leaders all but accusations."""
    found = await page(session, ctx, who, wanted)
    if found.next:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=found.next)}>; rel="next"'
    return found


@router.post(
    "/register",
    status_code=201,
    response_model=CaseReceipt,
    openapi_extra=refuses({422: ("sms_off", "sms_number", "sms_report")}),
)
async def register(given: CaseRegister, ctx: Ctx, who: StaffCaller, key: IdempotencyKey) -> Response:
    """A person who came, rang or wrote, taken down by a clerk. Whoever agrees to SMS (`sms`) gets number, code and all
    news on their mobile: 422 `sms_off` where none goes out, `sms_number` for a landline, `sms_report` for a report of
    wrongdoing, which others may not read on a phone."""
    need(who, Right.REGISTER)
    return await service.register(ctx, who, key, given, "register", given)


@router.post("/bulk", response_model=BulkDone)
async def bulk_act(
    given: BulkWanted,
    response: Response,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.ACT_ON_MANY)],
    key: IdempotencyKey,
) -> BulkDone:
    """Assigns, forwards, links or closes up to 50 cases, each by the step that does it for one alone: with its rights,
    its checks and its notice. What is refused is left as it is and says why. `dry_run` only says what would be done."""
    if given.dry_run:
        return await bulk.preview(ctx, who, given)
    done, before = await bulk.act(ctx, who, key, given)
    if before:
        response.headers["Idempotency-Replayed"] = "true"
    return done


@router.get("/{case_no}", responses=sends("ETag"))
async def get_case(case_no: No, response: Response, ctx: Ctx, who: Reader, session: Read) -> CaseView:
    """One case with its original, obligations and notices. Name and phone are masked; see `reveal`."""
    found = await service.view(session, ctx, who, case_no)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/{case_no}/timeline")
async def timeline(case_no: No, ctx: Ctx, who: Reader, session: Read) -> Items[EventView]:
    """All that happened, oldest first; each line's digest covers the one before."""
    return Items(items=await service.timeline(session, ctx, who, case_no))


@router.post("/{case_no}/reveal", openapi_extra=alone())
async def reveal(case_no: No, given: RevealWanted, ctx: Ctx, who: StaffCaller, session: Write) -> Revealed:
    """Name, phone and address in full; the reason is kept in the audit."""
    need(who, Right.REVEAL)
    return await service.reveal(session, ctx, who, case_no, given.reason)


mount(router, *STEPS)


@router.get(
    "/{case_no}/reviews/{id}/file.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the file"}},
    openapi_extra=refuses({403: ("forbidden", "not_your_review"), 503: ("unavailable", "no_font")}),
)
async def review_file(case_no: No, id: Id, ctx: Ctx, who: StaffCaller) -> Response:
    """The file for a body that is not in this system: the original, what was done, what was answered. Who took it is
    kept. 503 `no_font` where no Chinese font is installed."""
    return paper.attached(*await dossier.pdf(ctx, who, case_no, id))
