"""Bounds of requests: ASGI middleware for bodies, and an HTTP protocol that cuts half-sent ones.

A body that is too large, comes too slowly or asks to be unpacked is refused before it is read (413, 408, 415), JSON of
too many parts before it is parsed (422).
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
Refuse = Callable[[str, int, str], tuple[str, bytes]]
"""Given the path, the status and the code: the content type and the body of a refusal."""

BODY = 1024 * 1024
"""Bytes of a body that is no file."""
AROUND = 64 * 1024
"""Bytes that a form puts around each of its files."""
PAUSE = 20.0
"""Seconds between two pieces of a body."""
GRACE, SLOWEST = 60.0, 512
"""After so many seconds of waiting a body has to have come at so many bytes a second."""
HEADERS_WITHIN = 15.0
"""Seconds in which a request's head has to be here, from the first byte or from connecting."""
LINGER = 5.0
"""Seconds for which the rest of a refused body is dropped as it comes."""
HEAD = 32 * 1024
"""Bytes of it."""
PARTS = 10_000
"""Lists, objects and members of a JSON body: what is small to send may be large to hold."""
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
REFUSALS = {
    400: ("invalid", "The request says twice how long it is"),
    408: ("too_slow", "The request came too slowly"),
    413: ("too_large", "That is too large"),
    415: ("media_type", "This kind of content is not taken"),
    422: ("invalid_json", "A field is wrong"),
}


class _Cut(ClientDisconnect):
    """Ends whoever reads on, without a line in the log: the answer is given already."""


@dataclass(frozen=True)
class Files:
    """Forms to paths below `prefix` hold `count` files of at most `megabytes` each, and a body's worth of fields.

    `bare`: the body is the file."""

    prefix: str
    count: int
    megabytes: int
    bare: bool = False

    @property
    def most(self) -> int:
        return BODY + self.count * (self.megabytes * 1024 * 1024 + AROUND)


FORMS = (b"multipart/form-data", b"application/x-www-form-urlencoded")


def problem(_path: str, status: int, code: str) -> tuple[str, bytes]:
    held: dict[str, object] = {"type": "about:blank", "title": REFUSALS[status][1], "status": status, "code": code}
    if status == 422:
        held["errors"] = [{"field": "body", "detail": "too many lists, objects and members"}]
    return "application/problem+json", json.dumps(held).encode()


class Bounded:
    """The middleware. `files`: where more than a plain body is taken; the first prefix that fits counts."""

    def __init__(self, app: App, files: tuple[Files, ...] = (), refuse: Refuse = problem) -> None:
        self._app, self._files, self._refuse = app, files, refuse

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], dict(scope["headers"])
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        files = next((files for files in self._files if path.startswith(files.prefix)), None)
        form = kind in FORMS
        most = files.most if files and (form or files.bare) else BODY
        body = _Body(receive, send, most, json=most == BODY and not form)
        length = headers.get(b"content-length")
        if b"transfer-encoding" in headers and length is not None:
            body.refused = 400  # whoever stands between may have read the other one, and passed on two requests as one
        elif headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
            body.refused = 415
        elif length is not None and length.isdigit() and int(length) > most:
            body.refused = 413
        try:
            if not body.refused:
                await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.refused:
                raise
        if body.refused and not body.answered:
            media, content = self._refuse(path, body.refused, REFUSALS[body.refused][0])
            answer = [(b"content-type", media.encode()), (b"content-length", str(len(content)).encode())]
            answer.append((b"connection", b"close"))
            await send({"type": "http.response.start", "status": body.refused, "headers": answer})
            await send({"type": "http.response.body", "body": content, "more_body": True})
            await body.linger()
            await send({"type": "http.response.body", "body": b""})


class _Body:
    """A request's body as the application reads it. `refused`: the status, once it is; what the application answers
    then is dropped, for a refusal of ours takes its place."""

    def __init__(self, receive: Receive, send: Send, most: int, *, json: bool) -> None:
        """`json`: it is handed on in one piece, when it is known to be light."""
        self._receive, self._send, self._most, self._json = receive, send, most, json
        self._got, self._waited, self._whole = 0, 0.0, False
        self.refused, self.answered = 0, False

    async def receive(self) -> Message:
        if self.refused:
            raise _Cut
        if self._whole:
            return await self._receive()
        message = await self._piece()
        if not self._json or message["type"] != "http.request":
            return message
        held = [message.get("body", b"")]
        while not self._whole:
            message = await self._piece()
            if message["type"] != "http.request":
                return message
            held.append(message.get("body", b""))
        body = b"".join(held)
        if _heavy(body):
            self._cut(422)
        return {"type": "http.request", "body": body, "more_body": False}

    async def _piece(self) -> Message:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(PAUSE):
                message = await self._receive()
        except TimeoutError:
            self._cut(408)
        if message["type"] != "http.request":
            return message
        self._got += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        self._waited += asyncio.get_running_loop().time() - began
        if self._got > self._most:
            self._cut(413)
        if not self._whole and self._waited > GRACE and self._got < self._waited * SLOWEST:
            self._cut(408)
        return message

    async def linger(self) -> None:
        """Drops what still comes for a moment: whoever is sending reads no answer on a connection that is reset."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                more = not self._whole
                while more:
                    message = await self._receive()
                    more = message["type"] == "http.request" and message.get("more_body", False)

    def _cut(self, status: int) -> NoReturn:
        self.refused = status
        raise _Cut

    async def send(self, message: Message) -> None:
        if self.refused and not self.answered:
            return
        self.answered = True
        await self._send(message)


def _heavy(body: bytes) -> bool:
    """More than `PARTS` outside of strings, which are looked for only when they are few themselves."""
    if _parts(body) <= PARTS:
        return False
    return body.count(b'"') > PARTS or _parts(_STRING.sub(b"", body)) > PARTS


def _parts(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{") + body.count(b",")


class Protocol(H11Protocol):
    """Closes a connection whose request's head does not come."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        cycle = self.cycle
        if self._head is None and (cycle is None or cycle.response_complete):
            self._await_head()
        super().data_received(data)
        if self.cycle is not cycle:
            self._head_is_here()

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEADERS_WITHIN, self.transport.close)

    def _head_is_here(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
