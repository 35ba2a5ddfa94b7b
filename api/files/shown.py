"""What is shown of files: drawn once, in a worker process and outside any transaction, and kept sealed beside them."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog

from api.context import Context
from api.errors import NotFound, Refusal, TooLarge, Unavailable, Unprocessable, WrongMedia
from api.files import described, queries
from api.files.queries import Drawn
from models.renditions import JPEG, NotDrawn, RendererDown, Rendition
from models.tables import Attachment
from models.vault import Altered, Missing

log = structlog.get_logger("api.files")


@dataclass(frozen=True)
class Shown:
    """`whole` is False for what broke off: only a part of it arrived. `name`: what its sender calls it."""

    type: str
    body: bytes
    whole: bool
    name: str | None = None


def refusal(why: str) -> Refusal:
    """Why nothing can be shown of a file, to whoever wants to hand it in."""
    match why:
        case "heavy":
            return TooLarge("the file is too large to be opened: send a smaller picture", code="heavy", field="file")
        case "locked":
            return Unprocessable("the file has a password: send one without", code="locked", field="file")
        case "not_taken":
            return WrongMedia("the file is not what it seems to be", field="file")
    return Unprocessable("the file does not open: it may not have arrived whole", code="broken", field="file")


async def drawn(ctx: Context, kind: str, token: str) -> Rendition | None:
    """The rendition of a stored file; None while the worker process is down. Raises `NotDrawn`."""
    try:
        return await ctx.renderer.draw(kind, ctx.vault.read(token))
    except RendererDown as why:
        log.error("a file is not drawn yet", error=str(why))
        return None


async def stored(ctx: Context, made: Rendition | None) -> Drawn:
    """The columns that name a rendition, which lies in the vault from now on."""
    if made is None:
        return {}
    columns: Drawn = {"looked_at": ctx.clock.now(), "shown_type": made.type, "broke_off": not made.whole}
    columns["shown_token"] = await _put(ctx, made.body)
    columns["preview_token"] = await _put(ctx, made.preview) if made.preview else None
    return columns


async def discard(ctx: Context, *tokens: str | None) -> None:
    for token in tokens:
        if token is not None:
            await ctx.vault.delete(token)


async def opened(ctx: Context, file: Attachment, *, preview: bool = False) -> Shown:
    """What is shown of a file; of one of an older release it is drawn now, once. Never the bytes that were sent.
    Unprocessable `picture`: nothing can be shown. NotFound `file_lost`; NotFound where there is no preview."""
    if file.looked_at is None:
        file = await look(ctx, file)
    if file.shown_token is None or file.shown_type is None:
        raise Unprocessable("nothing of this file can be shown; the original opens with a reason", code="picture")
    if not preview:
        body = await read(ctx, file.shown_token)
        return Shown(file.shown_type, body, not file.broke_off, described.called(ctx, file))
    if file.preview_token is None:
        raise NotFound
    return Shown(JPEG, await read(ctx, file.preview_token), not file.broke_off)


async def look(ctx: Context, file: Attachment) -> Attachment:
    """Draws a file that nobody has looked at. Unavailable while the worker process is down; NotFound `file_lost`."""
    try:
        made = await drawn(ctx, file.media_type, file.token)
    except NotDrawn:
        columns: Drawn = {"looked_at": ctx.clock.now()}
    except (Missing, Altered) as why:
        raise _lost(why) from None
    else:
        if made is None:
            raise Unavailable("the file cannot be drawn just now")
        columns = await stored(ctx, made)
    async with ctx.db.write() as session:
        first = await queries.looked_at(session, file.id, columns)
        found = await queries.again(session, file.id)
    if not first:
        await discard(ctx, columns.get("shown_token"), columns.get("preview_token"))
    return found


async def look_at_all(ctx: Context) -> AsyncIterator[tuple[int, bool]]:
    """Draws the files of cases that nobody has looked at, one after another: (id, whether something is shown of it)."""
    last = 0
    while True:
        async with ctx.db.read() as session:
            waiting = await queries.not_looked_at(session, last, 20)
        if not waiting:
            return
        for file in waiting:
            last = file.id
            try:
                yield file.id, (await look(ctx, file)).shown_token is not None
            except NotFound:
                yield file.id, False


async def read(ctx: Context, token: str) -> bytes:
    """What lies in the vault under `token`. NotFound `file_lost`."""
    try:
        return b"".join([piece async for piece in ctx.vault.read(token)])
    except (Missing, Altered) as why:
        raise _lost(why) from None


def _lost(why: Exception) -> NotFound:
    log.error("a file of a case is lost", error=type(why).__name__)
    return NotFound("the file is lost or was altered", code="file_lost")


async def _put(ctx: Context, body: bytes) -> str:
    token = secrets.token_urlsafe(18)
    await ctx.vault.put(token, _once(body))
    return token


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
