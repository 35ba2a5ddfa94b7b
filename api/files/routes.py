"""Routes of files."""

from typing import Annotated

from fastapi import Path, Request, Response, UploadFile

from api.deps import Ctx, IdempotencyKey, having, of_case, writing
from api.files import answer, service
from api.idempotency import once
from api.openapi import refuses
from api.routing import alone, v1
from api.security import Caller
from models.rights import Right
from models.wire import CaseNo, FileId, FileReceipt, RevealWanted

router = v1(tags=["files"])
BYTES: dict[str, dict[str, str]] = {"image/jpeg": {}, "application/octet-stream": {}}
Reader = Annotated[Caller, of_case(Right.SEE_CASE)]
NO_PICTURE = refuses({404: ("not_found", "file_lost"), 422: ("invalid", "picture")})


@router.post(
    "/files",
    status_code=201,
    response_model=FileReceipt,
    openapi_extra=refuses(
        {413: ("too_large", "heavy"), 422: ("invalid", "idempotency_key_reused", "broken", "locked")}
    ),
)
async def keep(
    file: UploadFile,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.KEEP_FILE)],
    key: IdempotencyKey,
    drawn: UploadFile | None = None,
) -> Response:
    """Takes a photo, recording, video or document, to be named in a case's parts. Its kind is read from its bytes; it
    is looked at at once, and refused if nothing of it could be shown. A bot that shares our keys has looked already
    when it arrived there, and sends along in `drawn`, sealed, what is shown of it."""
    body = await service.fingerprint(ctx, file)
    async with service.received(ctx, file, drawn) as kept, writing(ctx, who) as session:
        return await once(session, ctx, who, key, "files", body, lambda: service.keep(session, kept))


@router.get(
    "/cases/{case_no}/files/{file}",
    response_class=Response,
    responses={200: {"content": BYTES}},
    openapi_extra=NO_PICTURE,
)
async def show(
    request: Request, case_no: Annotated[CaseNo, Path()], file: Annotated[FileId, Path()], ctx: Ctx, who: Reader
) -> Response:
    """What is shown of a file of a case: pictures drawn anew as JPEG, everything else without its metadata."""
    return answer.shown(request, await service.show(ctx, who, case_no, file))


@router.get(
    "/cases/{case_no}/files/{file}/preview",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "JPEG"}},
    openapi_extra=NO_PICTURE,
)
async def preview(
    request: Request, case_no: Annotated[CaseNo, Path()], file: Annotated[FileId, Path()], ctx: Ctx, who: Reader
) -> Response:
    """A picture made small, or the first page of a PDF."""
    return answer.shown(request, await service.show(ctx, who, case_no, file, preview=True))


@router.post(
    "/cases/{case_no}/files/{file}/original",
    response_class=Response,
    responses={200: {"content": BYTES}},
    openapi_extra=alone(),
)
async def original(
    case_no: Annotated[CaseNo, Path()],
    file: Annotated[FileId, Path()],
    given: RevealWanted,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.OPEN_ORIGINAL)],
) -> Response:
    """The very bytes that were sent, with what a camera wrote into them; the reason is kept in the audit."""
    return answer.original(await service.original(ctx, who, case_no, file, given.reason))
