"""Files in and out. The original's bytes lie sealed in the vault; people see a photo drawn anew, without GPS."""

import asyncio
import hashlib
import io
import secrets
import struct
from collections.abc import AsyncIterator
from datetime import datetime

import structlog
from fastapi import UploadFile
from PIL import Image, ImageOps
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.cases.service import see
from api.context import Context
from api.errors import NotFound, TooLarge, Unprocessable, WrongMedia
from api.files import queries
from api.security import Caller, need
from models.media import Look, NotTaken
from models.rights import Right
from models.tables import Attachment
from models.vault import Altered, Missing
from models.wire import FileReceipt

log = structlog.get_logger()
PIECE = 64 * 1024
DRAWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
MAX_PIXELS = 60_000_000
BROKEN = (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error)
"""What Pillow raises on a picture that is not one."""


async def fingerprint(ctx: Context, upload: UploadFile) -> str:
    """What tells a repeated upload from another one. TooLarge before anything is read twice."""
    if (upload.size or 0) > ctx.settings.max_file_mb * 1024 * 1024:
        raise TooLarge(f"at most {ctx.settings.max_file_mb} MB", field="file")
    seen = hashlib.sha256((upload.content_type or "").encode("utf-8", "surrogateescape") + b"\0")
    async for piece in _pieces(upload):
        seen.update(piece)
    await upload.seek(0)
    return seen.hexdigest()


async def keep(session: AsyncSession, ctx: Context, upload: UploadFile) -> FileReceipt:
    """Keeps a file until a case takes it. TooLarge, WrongMedia, Unprocessable (empty)."""
    token = secrets.token_urlsafe(18)
    look = Look(ctx.settings.max_file_mb * 1024 * 1024, upload.content_type or "")
    try:
        sha256, size = await ctx.vault.put(token, look.through(_pieces(upload)))
        kind = look.kind()
    except NotTaken as refused:
        await ctx.vault.delete(token)
        raise {
            "too_large": TooLarge(f"at most {ctx.settings.max_file_mb} MB", field="file"),
            "not_taken": WrongMedia("photos, recordings, videos, PDF, Word and Excel files are taken", field="file"),
            "empty": Unprocessable("the file is empty", field="file"),
        }[refused.why] from None
    session.add(Attachment(token=token, sha256=sha256, size=size, media_type=kind, stored_at=ctx.clock.now()))
    return FileReceipt(file=token, sha256=sha256, size=size, media_type=kind)


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(PIECE):
        yield piece


async def show(session: AsyncSession, ctx: Context, who: Caller, case_no: str, token: str) -> tuple[Attachment, bytes]:
    """A file of a case the caller sees; photos as a fresh JPEG without metadata. Looks behind the wall are audited."""
    case = await cases.case_for(session, who, case_no)
    found = await cases.attachment_of(session, case.id, token) if case else None
    if case is None or found is None:
        raise NotFound
    if case.restricted:
        await cases.audit(session, who, "open_file", case.case_no, ctx.clock.now())
    raw = await _opened(ctx, case_no, token)
    return found, await asyncio.to_thread(_redrawn, raw) if found.media_type in DRAWN else raw


async def original(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, token: str, reason: str
) -> tuple[Attachment, bytes]:
    """The very bytes that were sent, with all that a camera wrote into them. The reason is kept: who, when, why."""
    case = await see(session, who, case_no)
    need(who, Right.OPEN_ORIGINAL, case)
    found = await cases.attachment_of(session, case.id, token)
    if found is None:
        raise NotFound
    await cases.audit(session, who, "open_original", f"{case.case_no}/{token}", ctx.clock.now(), reason)
    return found, await _opened(ctx, case_no, token)


async def _opened(ctx: Context, case_no: str, token: str) -> bytes:
    try:
        return b"".join([piece async for piece in ctx.vault.read(token)])
    except (Missing, Altered) as why:
        log.error("a file of a case is lost", case=case_no, error=type(why).__name__)
        raise NotFound("the file is lost or was altered", code="file_lost") from None


async def drop_untaken(session: AsyncSession, ctx: Context, before: datetime, limit: int) -> int:
    """Deletes files that no case took, stored before. The bytes go first: a row without bytes is found again."""
    found = await queries.untaken(session, before, limit)
    for file in found:
        await ctx.vault.delete(file.token)
    if found:
        await queries.drop(session, [file.id for file in found])
    return len(found)


def _redrawn(raw: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unprocessable("the picture is too large to be drawn", code="picture")
            drawn = ImageOps.exif_transpose(image).convert("RGB")
    except (*BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unprocessable("the picture cannot be drawn", code="picture") from None
    drawn.thumbnail((2000, 2000))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()
