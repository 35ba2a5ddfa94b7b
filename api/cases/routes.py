"""Routes of the cases, for staff."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AfterValidator, AwareDatetime

from api.cases import beside, dossier, moves, paper, promises, queries, replies, reviews, service, sorting
from api.deps import Ctx, IdempotencyKey, IfMatch, Read, StaffCaller, Write
from api.idempotency import once
from api.security import need
from models.law.channels import Channel
from models.law.matters import Kind
from models.law.states import State
from models.rights import Right
from models.wire import (
    Accept,
    Ask,
    Assign,
    CaseNo,
    CasePage,
    CaseReceipt,
    CaseRegister,
    CaseView,
    Close,
    Code,
    CodeIssued,
    CodeWanted,
    EventView,
    Forward,
    Hearing,
    Line,
    Look,
    Moved,
    NewDay,
    Note,
    Notify,
    Reply,
    Revealed,
    RevealWanted,
    ReviewDecision,
    Take,
    WriteUp,
)

router = APIRouter(prefix="/v1/cases", tags=["cases"])


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such moment in UTC") from None


Since = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Id = Annotated[int, Path(ge=1, le=2**53)]
No = Annotated[CaseNo, Path(description="the case number, with or without blanks", examples=["990121202611220000015"])]


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
    q: Annotated[Line | None, Query(description="words in the original")] = None,
    sort: Annotated[str, Query(max_length=20, description=", ".join(queries.SORTS))] = "-registered_at",
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


@router.post("/{case_no}/notify")
async def notify(case_no: No, given: Notify, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """告知: what was received, by which route and procedure; it meets the notice of art. 23, never the answer."""
    return await sorting.notify(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/forward")
async def forward(case_no: No, given: Forward, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """转送: to another unit; whoever received it first answers for it until that unit has taken it."""
    return await sorting.forward(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/take")
async def take(case_no: No, given: Take, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """签收: the unit it was forwarded to answers for it from now on."""
    return await sorting.take(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/accept")
async def accept(case_no: No, given: Accept, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """受理: the unit takes the matter up; the legal class may be set."""
    return await moves.accept(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/assign")
async def assign(case_no: No, given: Assign, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """To a unit and a named person; the resident is told both."""
    return await moves.assign(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/notes")
async def note(case_no: No, given: Note, ctx: Ctx, who: StaffCaller, session: Write) -> Moved:
    """A note for staff; the resident does not see it."""
    return await moves.note(session, ctx, who, case_no, given)


@router.post("/{case_no}/writeups")
async def write_up(case_no: No, given: WriteUp, ctx: Ctx, who: StaffCaller, session: Write) -> Moved:
    """What is said in a recording or seen in a picture, written down beside the original; found by its words."""
    return await beside.write_up(session, ctx, who, case_no, given)


@router.post("/{case_no}/code", status_code=201, response_model=CodeIssued)
async def code(
    case_no: No, given: CodeWanted, ctx: Ctx, who: StaffCaller, key: IdempotencyKey, session: Write
) -> Response:
    """A new query code for somebody who lost theirs and proved who they are; the old one stops working."""
    need(who, Right.ISSUE_CODE)
    body = f"{case_no}:{given.model_dump_json()}"
    return await once(
        session, ctx, who, key, "code", body, lambda: beside.reissue_code(session, ctx, who, case_no, given)
    )


@router.post("/{case_no}/questions")
async def question(case_no: No, given: Ask, ctx: Ctx, who: StaffCaller, session: Write) -> Moved:
    """Asks the resident in their chat."""
    return await moves.question(session, ctx, who, case_no, given)


@router.post("/{case_no}/replies")
async def reply(case_no: No, given: Reply, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """The written answer; it reaches the resident word for word."""
    return await replies.reply(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/replies/{seq}/look")
async def look(
    case_no: No, seq: Annotated[int, Path(ge=1, lt=2**31)], given: Look, ctx: Ctx, who: StaffCaller, session: Write
) -> Moved:
    """A supervisor looks at a reply that was very short or the same as others; until then it answers nothing."""
    return await replies.look(session, ctx, who, case_no, seq, given)


@router.post("/{case_no}/promise")
async def promise(case_no: No, given: NewDay, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """A new day for the answer, or for news, after a date has slipped, by the person who answers for the case. The date
    by which it was owed stays what it was."""
    return await promises.promise(session, ctx, who, case_no, version, given)


@router.post("/{case_no}/reviews/{id}/decide")
async def decide(
    case_no: No, id: Id, given: ReviewDecision, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch
) -> Moved:
    """复查意见, 复核意见: by the unit above, or recorded by a clerk for a body outside."""
    return await reviews.decide(session, ctx, who, case_no, id, version, given)


@router.get(
    "/{case_no}/reviews/{id}/file.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the file"}},
)
async def review_file(case_no: No, id: Id, ctx: Ctx, who: StaffCaller, session: Write) -> Response:
    """The file for a body that is not in this system: the original, what was done, what was answered. Who took it is
    kept. 503 `no_font` where no Chinese font is installed."""
    name, body = await dossier.pdf(session, ctx, who, case_no, id)
    return paper.attached(name, body)


@router.post("/{case_no}/reviews/{id}/hearing")
async def hearing(case_no: No, id: Id, given: Hearing, ctx: Ctx, who: StaffCaller, session: Write) -> Moved:
    """听证: its days are not counted for 复核."""
    return await reviews.hear(session, ctx, who, case_no, id, given)


@router.post("/{case_no}/close")
async def close(case_no: No, given: Close, ctx: Ctx, who: StaffCaller, session: Write, version: IfMatch) -> Moved:
    """办结: the matter is closed. 409 `reply_not_delivered` until the reply was delivered or proved undeliverable."""
    return await replies.close(session, ctx, who, case_no, version, given)
