"""A Bot API server of our own: polling, webhooks, files, limits and faults, over HTTP on this machine.

What is sent is judged by aiogram's typed methods, which python-telegram-bot knows nothing of, and by Telegram's
documented limits. `calls` is what was asked, `sent` what arrived in the chats.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiogram import methods
from aiohttp import web

from tests.telegram.judging import (
    METHODS,
    Refusal,
    check_limits,
    denied,
    half,
    judged,
    message_json,
    params_of,
    reset,
)
from tests.telegram.people import GENEROUS, Person, Sent

TOKEN = "123456:ABC-our-own-server"
BIG = 20 * 1024 * 1024


@dataclass
class Fault:
    """`status` with a description, or a broken line: `reset` before anything happens, `reset_after` once it has."""

    status: int = 0
    description: str = "fault"
    parameters: dict[str, Any] = field(default_factory=dict)
    reset: bool = False
    reset_after: bool = False
    chat: int | None = None


class BotApi:
    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[Sent] = []
        self.answered: set[str] = set()
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.slow: dict[str, float] = {}
        self.held: dict[str, asyncio.Event] = {}
        """Files that are handed out when the test says so."""
        self.latency = 0.0
        """Seconds between a call's effect and its answer."""
        self.webhook: dict[str, Any] | None = None
        self.hooked: list[tuple[int, int]] = []
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.url = ""
        self._updates: deque[Any] = deque()
        self._news = asyncio.Event()
        self._ids = itertools.count(1)
        self._update_ids = itertools.count(1000)
        self._callbacks: set[str] = set()
        self._runner: web.AppRunner | None = None
        self._hooking: asyncio.Task[None] | None = None

    # --- life

    async def up(self, port: int) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}"
        self._hooking = asyncio.create_task(self._hook())

    async def down(self) -> None:
        if self._hooking is not None:
            self._hooking.cancel()
        self._news.set()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- what a test does

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of `method` fail so, one after the other; those with a `chat` wait for a call to it."""
        self.faults[method.lower()].extend(faults)

    def push(self, update: dict[str, Any], id: int | None = None) -> int:
        """An update as Telegram would bring it."""
        number = next(self._update_ids) if id is None else id
        self.push_raw({"update_id": number, **update})
        return number

    def push_raw(self, raw: Any) -> None:
        self._updates.append(raw)
        self._news.set()

    def to(self, chat: int) -> list[Sent]:
        return [m for m in self.sent if m.chat == chat]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name.lower() == method.lower()]

    async def until(self, true: Callable[[], Any], seconds: float = GENEROUS) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not true():
            assert asyncio.get_running_loop().time() < end, f"not in {seconds} s; sent: {[m.text for m in self.sent]}"
            await asyncio.sleep(0.01)

    # --- the server

    async def _called(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        params = await params_of(request)
        self.calls.append((name, params))
        if request.match_info["token"] != TOKEN:
            return denied(401, "Unauthorized")
        fault = self._fault(name, params)
        if fault is not None and fault.reset:
            return reset(request)
        if fault is not None and fault.status:
            return denied(fault.status, fault.description, fault.parameters)
        try:
            kind = METHODS.get(name.lower())
            if kind is None:
                raise Refusal(404, "Not Found")
            result = await self._do(name.lower(), judged(kind, params), params)
        except Refusal as no:
            return denied(no.status, no.description, no.parameters)
        if fault is not None and fault.reset_after:
            return reset(request)
        await asyncio.sleep(self.latency)
        return web.json_response({"ok": True, "result": result})

    def _fault(self, name: str, params: dict[str, Any]) -> Fault | None:
        waiting = self.faults[name.lower()]
        for fault in waiting:
            if fault.chat is None or str(params.get("chat_id")) == str(fault.chat):
                waiting.remove(fault)
                return fault
        return None

    async def _do(self, name: str, method: Any, params: dict[str, Any]) -> Any:
        match name:
            case "getme":
                return {"id": 123456, "is_bot": True, "first_name": "回音", "username": "huiyin_bot"}
            case "getupdates":
                return await self._get_updates(method)
            case "setwebhook":
                self.webhook = {"url": method.url, "secret": method.secret_token or ""}
                self._news.set()
                return True
            case "deletewebhook":
                self.webhook = None
                return True
            case "sendmessage" | "sendphoto" | "senddocument":
                return self._send(name, method, params)
            case "editmessagetext" | "editmessagereplymarkup":
                return self._edit(name, method, params)
            case "answercallbackquery":
                return self._answer(method)
            case "getfile":
                return self._get_file(method.file_id)
            case "setmycommands":
                self._set_commands(method, params)
                return True
        return True

    async def _get_updates(self, method: methods.GetUpdates) -> list[Any]:
        if self.webhook is not None:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = method.offset or 0
        while self._updates and isinstance(self._updates[0], dict) and self._updates[0].get("update_id", 0) < offset:
            self._updates.popleft()
        if not self._updates:
            self._news.clear()
            try:
                async with asyncio.timeout(min(method.timeout or 0, 2)):
                    await self._news.wait()
            except TimeoutError:
                return []
        return list(self._updates)[: method.limit or 100]

    def _send(self, name: str, method: Any, params: dict[str, Any]) -> dict[str, Any]:
        chat = int(method.chat_id)
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        text = method.text if name == "sendmessage" else method.caption or ""
        check_limits(text, params, 4096 if name == "sendmessage" else 1024)
        at = asyncio.get_running_loop().time()
        message = Sent(
            next(self._ids), chat, text, at, params.get("reply_markup"), params.get("protect_content") in (True, "true")
        )
        self.sent.append(message)
        return message_json(message)

    def _edit(self, name: str, method: Any, params: dict[str, Any]) -> Any:
        found = next((m for m in self.sent if m.id == method.message_id and m.chat == int(method.chat_id)), None)
        if found is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        text = method.text if name == "editmessagetext" else found.text
        check_limits(text, params, 4096)
        if (text, params.get("reply_markup")) == (found.text, found.markup):
            raise Refusal(400, "Bad Request: message is not modified")
        found.text, found.markup = text, params.get("reply_markup")
        return message_json(found)

    def _answer(self, method: methods.AnswerCallbackQuery) -> bool:
        if method.callback_query_id not in self._callbacks:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.add(method.callback_query_id)
        return True

    def _set_commands(self, method: methods.SetMyCommands, params: dict[str, Any]) -> None:
        for command in method.commands:
            assert 1 <= len(command.command) <= 32 and 1 <= len(command.description) <= 256
        scope = json.dumps(params.get("scope") or {}, sort_keys=True)
        self.commands[scope, method.language_code or ""] = params["commands"]

    # --- files

    def _get_file(self, id: str) -> dict[str, Any]:
        if id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[id]) > BIG:
            raise Refusal(400, "Bad Request: file is too big")
        size = len(self.files[id])
        return {"file_id": id, "file_unique_id": f"u{id}", "file_size": size, "file_path": f"files/{id}"}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        id = request.match_info["path"].split("/")[-1]
        self.calls.append(("file", {"id": id}))
        await asyncio.sleep(self.slow.get(id, 0))
        if id in self.held:
            await self.held[id].wait()
        fault = self._fault("file", {})
        if fault is not None and not fault.reset_after:
            return reset(request) if fault.reset else web.Response(status=fault.status)
        if request.match_info["token"] != TOKEN or id not in self.files:
            return web.Response(status=404)
        if fault is not None:
            return await half(request, self.files[id])
        return web.Response(body=self.files[id])

    # --- the webhook

    async def _hook(self) -> None:
        """Delivers in order, again and again what was not answered with 2xx."""
        async with aiohttp.ClientSession() as http:
            while True:
                if self.webhook is None or not self._updates:
                    await asyncio.sleep(0.01)
                    continue
                raw = self._updates[0]
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret"]}
                try:
                    async with http.post(self.webhook["url"], json=raw, headers=headers) as answer:
                        status = answer.status
                except aiohttp.ClientError:
                    status = 0
                self.hooked.append((raw.get("update_id", -1) if isinstance(raw, dict) else -1, status))
                if 200 <= status < 300:
                    self._updates.popleft()
                else:
                    await asyncio.sleep(0.05)

    # --- what people do

    def person(self, id: int = 77, language: str = "zh-hans") -> Person:
        return Person(self, id, language)

    def new_callback(self) -> str:
        query = f"q{next(self._ids)}"
        self._callbacks.add(query)
        return query

    def new_id(self) -> int:
        return next(self._ids)
