"""An SMS gateway of our own, over HTTP on this machine: it records, fails, repeats, delays and reorders.

`sent` is what reached phones, once for each id; `calls` every attempt.
"""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
from aiohttp import web

from bot.channels.sms import signature
from tests.sms.waiting import until

SECRET = "a-secret-of-the-gateway"
Fault = int | Literal["reset", "reset_after"]
"""A status, or a broken line: before anything happens, or once it has."""


@dataclass
class Text:
    id: str
    to: str
    text: str


@dataclass
class Gateway:
    now: Callable[[], float]
    calls: list[str] = field(default_factory=list)
    sent: list[Text] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    unknown: set[str] = field(default_factory=set)
    receipts: bool = True
    """Each message is followed by a receipt; else only those that a test asks for."""
    receipt_first: bool = False
    """The receipt overtakes the answer to our call."""
    hook: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._runner: web.AppRunner | None = None
        self._http: aiohttp.ClientSession | None = None

    async def up(self, port: int) -> None:
        app = web.Application()
        app.router.add_post("/messages", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url, self._http = f"http://127.0.0.1:{port}/messages", aiohttp.ClientSession()

    async def down(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None and self._http is not None:
            await self._http.close()
            await self._runner.cleanup()

    # --- what the bot sends

    async def _called(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return web.Response(status=401)
        given = await request.json()
        self.calls.append(given["id"])
        fault = self.faults.popleft() if self.faults else 200
        if isinstance(fault, int) and fault >= 400:
            return web.Response(status=fault)
        if given["to"] in self.unknown:
            return web.Response(status=404)
        if fault != "reset" and given["id"] not in [text.id for text in self.sent]:
            self.sent.append(Text(given["id"], given["to"], given["text"]))
            if self.receipt_first:
                await self.receipt(given["id"])
            elif self.receipts:
                self._later(self.receipt(given["id"]))
        if fault in ("reset", "reset_after"):
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=202)

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- what the gateway brings

    async def bring(self, call: Any, at: float | None = None, secret: str = SECRET) -> int:
        """The status with which one signed call is answered; `at`: the seconds it claims to be from."""
        body = call if isinstance(call, bytes) else json.dumps(call).encode()
        when = str(int(self.now() if at is None else at))
        headers = {"X-Huiyin-Timestamp": when, "X-Huiyin-Signature": signature(secret, when, body)}
        assert self._http is not None
        async with self._http.post(self.hook, data=body, headers=headers) as answer:
            return answer.status

    async def says(self, number: str, text: str, id: str = "") -> int:
        return await self.bring({"type": "message", "id": id or f"in-{next(self._ids)}", "from": number, "text": text})

    async def receipt(self, id: str, status: str = "delivered", reason: str = "") -> int:
        more = {"reason": reason} if reason else {}
        return await self.bring({"type": "receipt", "id": id, "status": status, **more})

    def to(self, number: str) -> list[str]:
        return [text.text for text in self.sent if text.to == number]

    async def hears(self, number: str, part: str, after: int = 0, seconds: float = 20.0) -> str:
        """The first message to a number, after so many, that holds `part`."""

        async def found() -> str | None:
            return next((text for text in self.to(number)[after:] if part in text), None)

        return await until(found, seconds)
