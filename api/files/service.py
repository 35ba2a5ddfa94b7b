"""Files in and out. The original's bytes lie sealed in the vault; people see what was drawn of them."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import UploadFile
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import queries as cases
from api.context import Context
from api.deps import writing
from api.errors import NotFound, TooLarge, Unprocessable, WrongMedia
from api.files import described, queries, shown
from api.files.shown import Shown
from api.security import Caller, need
from models.filenames import clean
from models.media import Look, NotTaken
from models.renditions import NotDrawn, Rendition, handed
from models.rights import Right
from models.tables import Attachment
from models.wire import FileReceipt

PIECE = 64 * 1024


async def fingerprint(ctx: Context, upload: UploadFile) -> str:
    """What tells a repeated upload from another one. TooLarge before anything is read twice."""
    if (upload.size or 0) > ctx.settings.max_file_mb * 1024 * 1024:
        raise TooLarge(f"at most {ctx.settings.max_file_mb} MB", field="file")
    seen = hashlib.sha256((upload.content_type or "").encode("utf-8", "surrogateescape") + b"\0")
    async for piece in _pieces(upload):
        seen.update(piece)
    await upload.seek(0)
    return seen.hexdigest()


@asynccontextmanager
async def received(ctx: Context, upload: UploadFile, drawn: UploadFile | None = None) -> AsyncIterator[Attachment]:
    """A file in the vault, looked at and drawn; no transaction may be open. Its row is for the caller to add: if it is
    in no session when the block ends, nothing is left of the file. `drawn`: its rendition, handed on by who holds our
    keys.

    TooLarge (`too_large`, `heavy`), WrongMedia, Unprocessable (empty, `broken`, `locked`).
    """
    token = secrets.token_urlsafe(18)
    name = clean(upload.filename)
    file = Attachment(token=token, stored_at=ctx.clock.now())
    file.name_sealed = ctx.keys.seal(name, described.NAME) if name is not None else None
    kept = False
    try:
        await _looked_at(ctx, upload, file, drawn)
        yield file
        kept = file.id is not None
    finally:
        if not kept:
            await shown.discard(ctx, token, file.shown_token, file.preview_token)


async def _looked_at(ctx: Context, upload: UploadFile, file: Attachment, drawn: UploadFile | None) -> None:
    look = Look(ctx.settings.max_file_mb * 1024 * 1024, upload.content_type or "")
    try:
        file.sha256, file.size = await ctx.vault.put(file.token, look.through(_pieces(upload)))
        file.media_type = look.kind()
        made = await _handed_on(ctx, drawn, file) or await shown.drawn(ctx, file.media_type, file.token)
    except NotTaken as refused:
        raise {
            "too_large": TooLarge(f"at most {ctx.settings.max_file_mb} MB", field="file"),
            "not_taken": WrongMedia("photos, recordings, videos, PDF, Word and Excel files are taken", field="file"),
            "empty": Unprocessable("the file is empty", field="file"),
        }[refused.why] from None
    except NotDrawn as no:
        raise shown.refusal(no.why) from None
    for column, value in (await shown.stored(ctx, made)).items():
        setattr(file, column, value)


async def _handed_on(ctx: Context, drawn: UploadFile | None, file: Attachment) -> Rendition | None:
    if drawn is None:
        return None
    given = await drawn.read()
    return await asyncio.to_thread(handed.opened, ctx.keys, given, file.sha256, file.media_type)


async def keep(session: AsyncSession, file: Attachment) -> FileReceipt:
    """Keeps a received file until a case takes it."""
    session.add(file)
    await session.flush()
    return FileReceipt(file=file.token, sha256=file.sha256, size=file.size, media_type=file.media_type)


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(PIECE):
        yield piece


async def show(ctx: Context, who: Caller, case_no: str, token: str, *, preview: bool = False) -> Shown:
    """What is shown of a file of a case the caller sees. Looks behind the wall are audited."""
    async with ctx.db.read() as session:
        case = await cases.case_for(session, who, case_no)
        found = await queries.attachment_of(session, case.id, token) if case else None
    if case is None or found is None:
        raise NotFound
    if case.restricted:
        async with writing(ctx, None) as session:
            await audit(session, who, "open_file", case.case_no, ctx.clock.now())
    return await shown.opened(ctx, found, preview=preview)


async def original(ctx: Context, who: Caller, case_no: str, token: str, reason: str) -> Shown:
    """The very bytes that were sent, with all that a camera wrote into them. The reason is kept: who, when, why."""
    async with writing(ctx, who) as session:
        case = await cases.see(session, who, case_no)
        need(who, Right.OPEN_ORIGINAL, case)
        found = await queries.attachment_of(session, case.id, token)
        if found is None:
            raise NotFound
        await audit(session, who, "open_original", f"{case.case_no}/{token}", ctx.clock.now(), reason)
    return Shown(found.media_type, await shown.read(ctx, token), True, described.called(ctx, found))


async def drop_untaken(session: AsyncSession, ctx: Context, before: datetime, limit: int) -> int:
    """Deletes files that no case took, stored before. The bytes go first: a row without bytes is found again."""
    found = await queries.untaken(session, before, limit)
    for file in found:
        await shown.discard(ctx, file.token, file.shown_token, file.preview_token)
    if found:
        await queries.drop(session, [file.id for file in found])
    return len(found)
