"""Routes for bots: scope `intake`. Whose cases are meant stands in headers, never in the URL."""

from typing import Annotated

from fastapi import Path, Request, Response

from api.cases.step import Work
from api.deps import Ctx, IdempotencyKey, Intake, Perhaps, Read, Resident, Write, limited
from api.idempotency import once
from api.intake import behalf, calls, service, views
from api.intake.step import mount
from api.intake.steps import STEPS
from api.intake.steps import claim as claims
from api.openapi import CODED, refuses
from api.routing import alone, v1
from models.law.people import Scope
from models.wire import (
    CallRequest,
    CaseCreate,
    CaseNo,
    CaseReceipt,
    Claim,
    Claimed,
    Items,
    ResidentCase,
    StatusQuery,
)

router = v1(tags=["residents"])
No = Annotated[CaseNo, Path()]


@router.post("/cases", status_code=201, response_model=CaseReceipt)
async def create(given: CaseCreate, ctx: Ctx, who: Intake, key: IdempotencyKey) -> Response:
    """Registers a confirmed matter: the number and query code, and by when the resident is told who handles it."""
    return await service.file_case(ctx, who, key, given)


@router.get("/mine/cases")
async def mine(ctx: Ctx, _who: Intake, resident: Resident, session: Read) -> Items[ResidentCase]:
    """The cases this chat filed, newest first."""
    return Items(items=await service.mine(session, ctx, resident))


@router.get("/mine/cases/{case_no}")
async def my_case(case_no: No, ctx: Ctx, _who: Intake, resident: Resident, session: Read) -> ResidentCase:
    """One of them with its timeline."""
    case = await service.own(session, ctx, resident, case_no, None)
    return await views.for_resident(session, ctx, case)


@router.post("/status", openapi_extra=alone(refuses({401: ("bad_token",), **CODED})))
async def status(given: StatusQuery, request: Request, ctx: Ctx, who: Perhaps, session: Read) -> ResidentCase:
    """By number and query code, without an account. Rate limited per case number and per caller; no oracle.

    Only a bot is believed for whom it asks (`Huiyin-Address`); anybody else is told by where they call from.
    """
    limit = ctx.settings.status_limit
    bot = who is not None and Scope.INTAKE in who.scopes
    asks = request.headers.get("Huiyin-Address", "") if bot else ""
    await limited(ctx, limit, "status", given.case_no)
    await limited(ctx, limit, "status-from", asks or _host(request))
    return await service.status(session, ctx, given.case_no, given.query_code)


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


mount(router, *STEPS)
behalf.mount(router)


@router.post("/claims", status_code=201, response_model=Claimed, openapi_extra=refuses(CODED))
async def claim(
    given: Claim, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """Takes a case to this chat by number and query code; the chat that had it is told. Limited like `status`."""
    await limited(ctx, ctx.settings.status_limit, "status", given.case_no)
    await limited(ctx, ctx.settings.status_limit, "status-from", resident.address)
    body = f"{resident.channel}:{resident.address}:{given.model_dump_json()}"

    async def do() -> Claimed:
        case = await service.proved(session, ctx, given.case_no, given.query_code)
        return await claims.claim(Work(session=session, ctx=ctx, who=None, case=case, given=given), resident)

    return await once(session, ctx, who, key, "claims", body, do)


@router.post("/call-requests", status_code=201, response_model=calls.TaskOpened)
async def call(given: CallRequest, ctx: Ctx, who: Intake, key: IdempotencyKey, session: Write) -> Response:
    """The resident wants a person: a call task for the receiving desk, one for each person; danger raises it."""
    return await once(session, ctx, who, key, "call-requests", given, lambda: calls.call(session, ctx, given))
