"""Routes for bots: scope `intake`. Whose cases are meant stands in headers, never in the URL."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.cases import views
from api.context import Context
from api.deps import Ctx, IdempotencyKey, Intake, Perhaps, Read, Resident, Write, limited
from api.idempotency import once
from api.intake import lastword, service, standing
from models.law.people import Scope
from models.wire import (
    Addition,
    AnonymityWanted,
    CallRequest,
    CaseCreate,
    CaseNo,
    CaseReceipt,
    Claim,
    Claimed,
    Complaint,
    NotSolved,
    RatingGiven,
    ResidentCase,
    ReviewWanted,
    StatusQuery,
    Undone,
    Urge,
    Urged,
    Withdrawal,
)

router = APIRouter(prefix="/v1", tags=["residents"])
No = Annotated[CaseNo, Path()]


async def _limited(ctx: Context, given: Addition | RatingGiven | Urge | NotSolved | ReviewWanted | Complaint) -> None:
    """By number and code as often as `status`; one's own chat is not counted."""
    if given.code is not None:
        await limited(ctx, ctx.settings.status_limit, "status", given.case_no)


@router.post("/cases", status_code=201, response_model=CaseReceipt)
async def create(given: CaseCreate, ctx: Ctx, who: Intake, key: IdempotencyKey) -> Response:
    """Registers a confirmed matter: the number and query code, and by when the resident is told who handles it."""
    return await service.file_case(ctx, who, key, given)


@router.get("/mine/cases")
async def mine(ctx: Ctx, _who: Intake, resident: Resident, session: Read) -> list[ResidentCase]:
    """The cases this chat filed, newest first."""
    return await service.mine(session, ctx, resident)


@router.get("/mine/cases/{case_no}")
async def my_case(case_no: No, ctx: Ctx, _who: Intake, resident: Resident, session: Read) -> ResidentCase:
    """One of them with its timeline."""
    case = await service.own(session, ctx, resident, case_no, None)
    return await views.for_resident(session, ctx, case)


@router.post("/status")
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


@router.post("/additions", status_code=201, response_model=service.Added)
async def add(
    given: Addition, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """Later words or files for a case, or the answer to staff's question."""
    await _limited(ctx, given)
    return await once(session, ctx, who, key, "additions", given, lambda: service.add(session, ctx, resident, given))


@router.post("/ratings", status_code=201, response_model=service.Added)
async def rate(
    given: RatingGiven, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """The resident's rating of the answer."""
    await _limited(ctx, given)
    return await once(session, ctx, who, key, "ratings", given, lambda: service.rate(session, ctx, resident, given))


@router.post("/urges", status_code=201, response_model=Urged)
async def urge(given: Urge, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write) -> Response:
    """催办: asks the unit that has the case to hurry, once a local day."""
    await _limited(ctx, given)
    return await once(session, ctx, who, key, "urges", given, lambda: standing.urge(session, ctx, resident, given))


@router.post("/claims", status_code=201, response_model=Claimed)
async def claim(
    given: Claim, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """Takes a case to this chat by number and query code; the chat that had it is told. Limited like `status`."""
    await limited(ctx, ctx.settings.status_limit, "status", given.case_no)
    await limited(ctx, ctx.settings.status_limit, "status-from", resident.address)
    body = f"{resident.channel}:{resident.address}:{given.model_dump_json()}"
    return await once(session, ctx, who, key, "claims", body, lambda: standing.claim(session, ctx, resident, given))


@router.post("/anonymity", status_code=201, response_model=service.Added)
async def anonymity(
    given: AnonymityWanted, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """Leaves a name or phone after filing, or withdraws both: then they are erased."""
    return await once(
        session, ctx, who, key, "anonymity", given, lambda: standing.anonymity(session, ctx, resident, given)
    )


@router.post("/reopenings", status_code=201, response_model=service.Added)
async def reopen(
    given: NotSolved, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """Not solved: the unit that answered goes on with it. 409 `window_over` after the profile's days."""
    await _limited(ctx, given)
    return await once(
        session, ctx, who, key, "reopenings", given, lambda: lastword.reopen(session, ctx, resident, given)
    )


@router.post("/reviews", status_code=201, response_model=service.Added)
async def review(
    given: ReviewWanted, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """复查, or 复核 after it: the unit above looks at the answer. 409 `right_over` outside its 30 days."""
    await _limited(ctx, given)
    return await once(session, ctx, who, key, "reviews", given, lambda: lastword.review(session, ctx, resident, given))


@router.post("/withdrawals", status_code=201, response_model=service.Added)
async def withdraw(
    given: Withdrawal, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """撤回, by the chat that has the case; undone within the profile's days."""
    return await once(
        session, ctx, who, key, "withdrawals", given, lambda: lastword.withdraw(session, ctx, resident, given)
    )


@router.post("/withdrawals/undo", status_code=201, response_model=service.Added)
async def undo(
    given: Undone, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """A withdrawn case goes on, by its old dates. 409 `undo_over` after the days for it."""
    return await once(session, ctx, who, key, "undo", given, lambda: lastword.resume(session, ctx, resident, given))


@router.post("/complaints", status_code=201, response_model=service.Added)
async def complain(
    given: Complaint, ctx: Ctx, who: Intake, resident: Resident, key: IdempotencyKey, session: Write
) -> Response:
    """About the handling itself, or retaliation: heard by somebody outside the unit."""
    await _limited(ctx, given)
    return await once(
        session, ctx, who, key, "complaints", given, lambda: lastword.complain(session, ctx, resident, given)
    )


@router.post("/call-requests", status_code=201, response_model=service.TaskOpened)
async def call(given: CallRequest, ctx: Ctx, who: Intake, key: IdempotencyKey, session: Write) -> Response:
    """The resident wants a person: a call task for the receiving desk."""
    return await once(session, ctx, who, key, "call-requests", given, lambda: service.call(session, ctx, given))
