"""Routes of files."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, UploadFile

from api.deps import Ctx, IdempotencyKey, Traced, Write, having, of_case
from api.files import service
from api.idempotency import once
from api.security import Caller
from models.rights import Right
from models.wire import CaseNo, FileId, FileReceipt, RevealWanted

router = APIRouter(prefix="/v1", tags=["files"])
BYTES: dict[str, dict[str, str]] = {"image/jpeg": {}, "application/octet-stream": {}}
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-store",
}


@router.post("/files", status_code=201, response_model=FileReceipt)
async def keep(
    file: UploadFile, ctx: Ctx, who: Annotated[Caller, having(Right.KEEP_FILE)], key: IdempotencyKey, session: Write
) -> Response:
    """Takes a photo, recording, video or document, to be named in a case's parts. Its kind is read from its bytes."""
    body = await service.fingerprint(ctx, file)
    return await once(session, ctx, who, key, "files", body, lambda: service.keep(session, ctx, file))


@router.get("/cases/{case_no}/files/{file}", response_class=Response, responses={200: {"content": BYTES}})
async def show(
    case_no: Annotated[CaseNo, Path()],
    file: Annotated[FileId, Path()],
    ctx: Ctx,
    who: Annotated[Caller, of_case(Right.SEE_CASE)],
    session: Traced,
) -> Response:
    """A file of a case. Photos are drawn anew without their metadata; everything else is a download."""
    found, body = await service.show(session, ctx, who, case_no, file)
    photo = found.media_type in service.DRAWN
    headers = {"Content-Disposition": "inline" if photo else "attachment", **GUARDED}
    return Response(body, media_type="image/jpeg" if photo else found.media_type, headers=headers)


@router.post("/cases/{case_no}/files/{file}/original", response_class=Response, responses={200: {"content": BYTES}})
async def original(
    case_no: Annotated[CaseNo, Path()],
    file: Annotated[FileId, Path()],
    given: RevealWanted,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.OPEN_ORIGINAL)],
    session: Write,
) -> Response:
    """The very bytes that were sent, with what a camera wrote into them; the reason is kept in the audit."""
    found, body = await service.original(session, ctx, who, case_no, file, given.reason)
    return Response(body, media_type=found.media_type, headers={"Content-Disposition": "attachment", **GUARDED})
