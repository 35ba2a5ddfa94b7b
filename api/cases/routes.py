"""Routes of the cases, for staff."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AfterValidator, AwareDatetime

from api.cases import dossier, list_queries, paper, service
from api.cases.mounting import No, mount
from api.cases.steps import STEPS
from api.deps import Ctx, IdempotencyKey, Read, StaffCaller, Write
from api.security import need
from models.law.channels import Channel
from models.law.matters import Kind
from models.law.states import State
from models.rights import Right
from models.wire import (
    CasePage,
    CaseReceipt,
    CaseRegister,
    CaseView,
    Code,
    EventView,
    Line,
    Revealed,
    RevealWanted,
    Sought,
)

router = APIRouter(prefix="/v1/cases", tags=["cases"])


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such moment in UTC") from None


Since = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("")
async def list_cases(
    request: Request,
    response: Response,
    ctx: Ctx,
    who: StaffCaller,
    session: Read,
    state: State | None = None,
    kind: Kind | None = None,
    topic: Code | None = None,
    area: Code | None = None,
    unit: Code | None = None,
    handler: Line | None = None,
    channel: Channel | None = None,
    due_before: date | None = None,
    overdue: bool | None = None,
    updated_since: Since | None = None,
    urged: bool | None = None,
    many_today: bool | None = None,
    to_write_up: bool | None = None,
    q: Annotated[Sought | None, Query(description="words said or written of the case")] = None,
    sort: Annotated[str, Query(max_length=20, description=", ".join(list_queries.SORTS))] = "-registered_at",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """Cases the caller may see: handlers their units', clerks, supervisors and leaders all but accusations."""
    wanted = service.Filters(
        state, kind, topic, area, unit, handler, channel, due_before, overdue, updated_since,
        urged, many_today, to_write_up, q, sort, cursor, limit,
    )  # fmt: skip
    found = await service.page(session, ctx, who, wanted)
    if found.next:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=found.next)}>; rel="next"'
    return found


@router.post("/register", status_code=201, response_model=CaseReceipt)
async def register(given: CaseRegister, ctx: Ctx, who: StaffCaller, key: IdempotencyKey) -> Response:
    """A person who came, rang or wrote, taken down by a clerk."""
    need(who, Right.REGISTER)
    return await service.register(ctx, who, key, given, "register", given)


@router.get("/{case_no}")
async def get_case(case_no: No, response: Response, ctx: Ctx, who: StaffCaller, session: Read) -> CaseView:
    """One case with its original, obligations and notices. Name and phone are masked; see `reveal`."""
    found = await service.view(session, ctx, who, case_no)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/{case_no}/timeline")
async def timeline(case_no: No, ctx: Ctx, who: StaffCaller, session: Read) -> list[EventView]:
    """All that happened, oldest first; each line's digest covers the one before."""
    return await service.timeline(session, ctx, who, case_no)


@router.post("/{case_no}/reveal")
async def reveal(case_no: No, given: RevealWanted, ctx: Ctx, who: StaffCaller, session: Write) -> Revealed:
    """Name, phone and address in full; the reason is kept in the audit."""
    need(who, Right.REVEAL)
    return await service.reveal(session, ctx, who, case_no, given.reason)


mount(router, *STEPS)


@router.get(
    "/{case_no}/reviews/{id}/file.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the file"}},
)
async def review_file(case_no: No, id: Id, ctx: Ctx, who: StaffCaller) -> Response:
    """The file for a body that is not in this system: the original, what was done, what was answered. Who took it is
    kept. 503 `no_font` where no Chinese font is installed."""
    return paper.attached(*await dossier.pdf(ctx, who, case_no, id))
