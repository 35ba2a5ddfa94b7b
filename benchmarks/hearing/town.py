"""The fictional county with its API and its bot in one process, on SQLite: what a chat of a hearing is held with.

Nothing of ours is replaced. The bot speaks to the API over a socket, as everywhere; what it posts is written down as
it passes. Nothing runs in the background: notices are delivered when `deliver` is called.
"""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from pydantic import SecretStr
from sqlalchemy import select, update

from api.app import create_app
from api.seed import BOT, ensure_admin, seed, service_token
from api.settings import Settings
from bot.app import Bot, build
from bot.settings import BotSettings
from bot.store import Chat
from conversations.questions.plain import Reply
from conversations.screens import Screen
from models.clock import SystemClock, local_date
from models.db import Database, migrate
from models.keys import Keys
from models.tables import Slot, VisitDay

PASSWORD = "hearing-correct-horse"
ROOM = 5000
"""Places in each slot: the days of the county are few, and every row of a booking takes one."""
SOON_DAYS = 3
QUIET = ("/v1/notifications/", "/v1/mine/", "/v1/status", "/v1/holds/")
"""Paths by which nothing is said or done for a person."""


@dataclass(frozen=True)
class Posted:
    """A call of the bot's that the API took."""

    path: str
    body: dict[str, Any]


class Recorder:
    """The API behind a port. What the bot posts and the API takes is kept in `posted`."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.posted: list[Posted] = []
        self.refused: list[tuple[str, int]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] == "GET" or scope["path"].startswith(QUIET):
            await self._app(scope, receive, send)
            return
        raw = bytearray()
        status = 0

        async def heard() -> Any:
            message = await receive()
            raw.extend(message.get("body", b""))
            return message

        async def answered(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, heard, answered)
        if 200 <= status < 300:
            self.posted.append(Posted(scope["path"], _body(bytes(raw))))
        else:
            self.refused.append((scope["path"], status))


def _body(raw: bytes) -> dict[str, Any]:
    try:
        held = json.loads(raw)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


@dataclass
class Town:
    """`say` and `press` are what a resident does; `act` what staff do, over the API with their own account."""

    url: str
    recorder: Recorder
    bot: Bot
    staff: aiohttp.ClientSession
    sent: int = 0
    shown: dict[str, list[Screen]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def newcomer(self) -> Chat:
        return Chat("web", secrets.token_hex(8))

    async def say(self, chat: Chat, text: str | None = None, **how: Any) -> list[Screen]:
        self.sent += 1
        heard = await self.bot.desk.hear(chat, Reply(f"m{self.sent}", "", text, **how))
        self.shown[chat.address] = [one.screen for one in heard]
        await self.bot.desk.seen(chat, [one.id for one in heard if one.id is not None])
        return self.shown[chat.address]

    async def open(self, chat: Chat) -> list[Screen]:
        """What the page shows before anything is said."""
        self.shown[chat.address] = [one.screen for one in await self.bot.desk.show(chat)]
        return self.shown[chat.address]

    async def deliver(self, chat: Chat) -> list[Screen]:
        """Brings the notices that are due; the person sees them, and the API hears of it. What was shown by them."""
        while await self.bot.courier.round():
            pass
        rows = [row for row in await self.bot.store.rows(chat, kinds=("notice",)) if not row.seen]
        await self.bot.desk.seen(chat, [row.id for row in rows])
        await self.bot.courier.report()
        self.bot.desk.world.forget(chat)
        screens = [screen for row in rows for screen in row.screens]
        if screens:
            self.shown[chat.address] = screens
        return screens

    async def case(self, case_no: str) -> dict[str, Any]:
        async with self.staff.get(f"{self.url}/v1/cases/{case_no}") as answer:
            held: dict[str, Any] = await answer.json()
            return held

    async def act(self, case_no: str, action: str, body: dict[str, Any]) -> None:
        """A step of staff, with the version that the step before gave, or as it is."""
        version = self.versions.pop(case_no, None) or (await self.case(case_no))["version"]
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": f"{case_no}-{action}-{version}"}
        async with self.staff.post(f"{self.url}/v1/cases/{case_no}/{action}", json=body, headers=headers) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"{action}: {answer.status} {(await answer.text())[:300]}")
            self.versions[case_no] = (await answer.json())["version"]


async def _prepare(path: Path) -> str:
    """A county whose visit days have room for everybody, the first of them in three days. The bot's token."""
    url, clock = f"sqlite+aiosqlite:///{path}", SystemClock()
    await asyncio.to_thread(migrate, url)
    db = Database(url)
    await seed(db, clock)
    await ensure_admin(db, clock, PASSWORD)
    async with db.write() as session:
        await session.execute(update(Slot).values(capacity=ROOM))
        first = (await session.scalars(select(VisitDay).order_by(VisitDay.date))).first()
        if first is not None:
            await _sooner(session, first)
    token = await service_token(db, clock, "bot", BOT)
    await db.close()
    return token


async def _sooner(session: Any, first: VisitDay) -> None:
    moved = local_date(SystemClock().now()) + timedelta(days=SOON_DAYS) - first.date
    first.date += moved
    for slot in await session.scalars(select(Slot).where(Slot.visit_day_id == first.id)):
        slot.starts_at += moved
        slot.ends_at += moved


@asynccontextmanager
async def town(home: Path) -> AsyncIterator[Town]:
    """The county below `home`, until the block ends."""
    keys = Keys({1: b"h" * 32}, 1)
    token = await _prepare(home / "huiyin.db")
    url = f"sqlite+aiosqlite:///{home / 'huiyin.db'}"
    app = create_app(Settings(var=home / "api", database_url=url, take_over_seconds=0), keys, SystemClock())
    recorder = Recorder(app)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    api_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(recorder, log_level="error", lifespan="off", timeout_graceful_shutdown=1, timeout_keep_alive=600)
    )
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    settings = BotSettings(var=home / "bot", api_url=api_url, api_token=SecretStr(token), api_seconds=30)
    async with app.router.lifespan_context(app):
        serving = asyncio.create_task(server.serve([listening]))
        bot = build(settings, clock=SystemClock(), keys=keys)
        await bot.start()
        try:
            async with aiohttp.ClientSession() as staff:
                form = {"username": "demo", "password": PASSWORD}
                async with staff.post(f"{api_url}/v1/token", data=form) as answer:
                    staff.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
                yield Town(api_url, recorder, bot, staff)
        finally:
            await bot.stop()
            server.should_exit = True
            await serving


class _no_signals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None
