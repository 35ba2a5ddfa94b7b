"""A bot and the API it speaks to, in this process but over real sockets; the API can be made to fail."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from pydantic import SecretStr

from api import context as contexts
from api.app import opened
from api.seed import BOT, ensure_admin, seed, service_token
from api.settings import Settings
from bot.app import Bot, build
from bot.settings import BotSettings
from bot.store import Chat
from conversations.questions.plain import Reply
from models.clock import ManualClock, SystemClock
from models.db import Database
from models.keys import Keys
from models.numbers import clean_number, valid_case_no
from tests import shared
from tests.sockets import a_free_port

KEYS = Keys({1: b"k" * 32}, 1)
PASSWORD = "correct-horse-battery-staple"


class Served:
    """An ASGI app behind a port. `calls` is what was asked of it; `answer` may take a request's place."""

    def __init__(self, app: Any, port: int) -> None:
        self.app, self.port = app, port
        self.calls: list[tuple[str, str]] = []
        self.answer: Callable[[str, str], Awaitable[tuple[int, bytes] | None]] | None = None
        self.losing: set[tuple[str, str]] = set()
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, method: str, path: str) -> int:
        return sum(called == (method, path) for called in self.calls)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.calls.append((scope["method"], scope["path"]))
            given = await self.answer(scope["method"], scope["path"]) if self.answer else None
            if given is not None:
                headers = [(b"content-type", b"application/problem+json")]
                await send({"type": "http.response.start", "status": given[0], "headers": headers})
                await send({"type": "http.response.body", "body": given[1]})
                return
            if (scope["method"], scope["path"]) in self.losing:
                await self.app(scope, receive, _unheard)
                await send({"type": "http.response.start", "status": 502, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
        await self.app(scope, receive, send)

    async def up(self) -> None:
        config = uvicorn.Config(self, port=self.port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._server.capture_signals = _no_signals  # type: ignore[method-assign]
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self._task = asyncio.create_task(self._server.serve([listening]))
        while not self._server.started:  # noqa: ASYNC110 - uvicorn tells in no other way
            await asyncio.sleep(0.005)

    async def down(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
            self._server = self._task = None


async def _unheard(_message: Any) -> None:
    """An answer that is lost on its way."""


class _no_signals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


@dataclass
class House:
    """The API, the bot, and what a test says to it. `sent` counts messages, for their ids."""

    api: Served
    bot: Bot
    settings: BotSettings
    clock: ManualClock
    admin: aiohttp.ClientSession
    sent: int = 0
    shown: list[Any] = field(default_factory=list)

    def chat(self, address: str = "lin") -> Chat:
        return Chat("web", address)

    async def say(self, text: str | None = None, *, chat: Chat | None = None, id: str = "", **how: Any) -> list[str]:
        """The texts of the screens that answer."""
        self.sent += 1
        reply = Reply(id or f"m{self.sent}", self.clock.now().isoformat(), text, **how)
        self.shown = await self.bot.desk.hear(chat or self.chat(), reply)
        return [shown.screen.text for shown in self.shown]

    def button(self, ending: str) -> str:
        """The press of the newest screens that ends so."""
        found = [press for s in self.shown for row in s.screen.rows for _, press in row if press.endswith(ending)]
        assert found, f"no button …{ending} under {[s.screen for s in self.shown]}"
        return found[-1]

    async def press(self, ending: str, **how: Any) -> list[str]:
        return await self.say(press=self.button(ending), **how)

    async def agree(self, chat: Chat | None = None) -> None:
        """To the notice, if it is shown: once is enough for a chat."""
        if any(p.endswith(".agree") for s in self.shown for row in s.screen.rows for _, p in row):
            await self.press(".agree", chat=chat)

    async def told(self, story: str = "村口的路灯坏了一个月，晚上看不见路。", chat: Chat | None = None) -> None:
        """From nothing to the review: consent, story, send as it is."""
        await self.say(press="m.submit", chat=chat)
        await self.agree(chat)
        await self.say(story, chat=chat)
        await self.press(".send", chat=chat)

    async def filed(self, story: str = "村口的路灯坏了一个月，晚上看不见路。", chat: Chat | None = None) -> str:
        """A whole submit; the case's number."""
        await self.told(story, chat)
        texts = await self.press(".yes", chat=chat)
        return number_in(texts[-1])

    async def case(self, case_no: str) -> dict[str, Any]:
        async with self.admin.get(f"{self.api.url}/v1/cases/{case_no}") as answer:
            assert answer.status == 200, await answer.text()
            held: dict[str, Any] = await answer.json()
            return held

    async def cases(self) -> list[dict[str, Any]]:
        async with self.admin.get(f"{self.api.url}/v1/cases") as answer:
            rows: list[dict[str, Any]] = (await answer.json())["items"]
            return rows

    async def act(self, case_no: str, action: str, body: dict[str, Any]) -> None:
        """A move of staff, with the version as it is."""
        version = (await self.case(case_no))["version"]
        url = f"{self.api.url}/v1/cases/{case_no}/{action}"
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": f"{case_no}-{action}-{version}"}
        async with self.admin.post(url, json=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()

    async def reissue(self, case_no: str) -> str:
        """The counter gives a new query code; it is returned."""
        url, body = f"{self.api.url}/v1/cases/{case_no}/code", {"checked": "居民身份证原件", "reason": "手机丢失"}
        async with self.admin.post(url, json=body, headers={"Idempotency-Key": f"{case_no}-code"}) as answer:
            assert answer.status == 201, await answer.text()
            code: str = (await answer.json())["query_code"]
            return code

    async def registered(self, **more: Any) -> tuple[str, str]:
        """Somebody who came to the counter; number and query code."""
        today = self.clock.now().date().isoformat()
        body = {"channel": "visit", "petition_date": today, "text": "村口的路灯坏了一个月。", "name": "韩梅梅"} | more
        url = f"{self.api.url}/v1/cases/register"
        async with self.admin.post(url, json=body, headers={"Idempotency-Key": f"registered-{self.sent}"}) as answer:
            assert answer.status == 201, await answer.text()
            receipt = await answer.json()
            return receipt["case_no"], receipt["query_code"]

    async def replied(self, case_no: str, text: str = "路灯已于昨日修好，请您查看。") -> None:
        await self.act(case_no, "accept", {"case_class": "other"})
        await self.act(case_no, "replies", {"text": text})

    async def notices(self, case_no: str) -> dict[str, str]:
        return {n["kind"]: n["state"] for n in (await self.case(case_no))["notices"]}

    async def restarted(self) -> Bot:
        """Another process on the same chats, the first one dead."""
        self.bot = build(self.settings, clock=self.clock, keys=KEYS)
        await self.bot.start()
        return self.bot


def number_in(text: str) -> str:
    """The case number: the one line that is nothing but digits."""
    (line,) = [line for line in text.splitlines() if valid_case_no(clean_number(line))]
    return clean_number(line)


@pytest.fixture(scope="session")
async def _seeded(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A seeded database to be copied, and the bot's token."""
    path = tmp_path_factory.mktemp("seeded") / "huiyin.db"
    for part in _migrated_sqlite.parent.glob("template.db*"):
        shutil.copy(part, path.with_name(part.name.replace("template.db", path.name)))
    clock, db = SystemClock(), Database(f"sqlite+aiosqlite:///{path}")
    await seed(db, clock)
    await ensure_admin(db, clock, PASSWORD)
    token = await service_token(db, clock, "bot", BOT)
    await db.close()
    return path, token


@pytest.fixture
async def api(_seeded: tuple[Path, str], tmp_path: Path) -> AsyncIterator[tuple[Served, str]]:
    """The API on a database of this test's own, and the bot's token."""
    template, token = _seeded
    for part in template.parent.glob(f"{template.name}*"):
        shutil.copy(part, tmp_path / part.name)
    url = f"sqlite+aiosqlite:///{tmp_path / template.name}"
    context = contexts.build(Settings(var=tmp_path / "api", database_url=url), KEYS, SystemClock())
    served = Served(shared.app(), a_free_port())
    async with opened(shared.app(), context):
        await served.up()
        yield served, token
        await served.down()


@pytest.fixture
async def house(api: tuple[Served, str], tmp_path: Path) -> AsyncIterator[House]:
    served, token = api
    settings = BotSettings(var=tmp_path / "bot", api_url=served.url, api_token=SecretStr(token), api_seconds=15)
    clock = ManualClock(SystemClock().now())
    bot = build(settings, clock=clock, keys=KEYS)
    await bot.start()
    async with aiohttp.ClientSession() as admin:
        async with admin.post(f"{served.url}/v1/token", data={"username": "demo", "password": PASSWORD}) as answer:
            admin.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        house = House(served, bot, settings, clock, admin)
        yield house
        await house.bot.stop()
        if house.bot is not bot:
            await bot.stop()


class Web:
    """The web chat behind a port, and a browser that speaks its JSON by bearer token."""

    def __init__(self, house: House, served: Served, http: aiohttp.ClientSession) -> None:
        self.house, self.served, self.http = house, served, http
        self.token = ""
        self.screens: list[dict[str, Any]] = []

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def begin(self) -> list[dict[str, Any]]:
        async with self.http.post(f"{self.served.url}/chat/sessions") as answer:
            assert answer.status == 201, await answer.text()
            held = await answer.json()
        self.token, self.screens = held["token"], held["screens"]
        return self.screens

    async def post(self, path: str, **how: Any) -> tuple[int, Any]:
        how.setdefault("headers", self.headers)
        async with self.http.post(f"{self.served.url}{path}", **how) as answer:
            return answer.status, await answer.json()

    async def send(self, **message: Any) -> list[dict[str, Any]]:
        status, held = await self.post("/chat/messages", json=message)
        assert status == 200, held
        self.screens = held["screens"]
        return self.screens

    async def press(self, ending: str, **more: Any) -> list[dict[str, Any]]:
        buttons = [b["press"] for s in self.screens for row in s["rows"] for b in row]
        (press,) = [p for p in buttons if p.endswith(ending)]
        return await self.send(press=press, **more)

    async def filed(self, story: str = "村口的路灯坏了一个月。") -> str:
        await self.send(press="m.submit")
        if any(b["press"].endswith(".agree") for s in self.screens for row in s["rows"] for b in row):
            await self.press(".agree")  # once is enough for a chat
        await self.send(text=story)
        await self.press(".send")
        return number_in((await self.press(".yes"))[-1]["text"])

    async def events(self, after: int | None = None) -> list[dict[str, Any]]:
        url = f"{self.served.url}/chat/events" + (f"?after={after}" if after is not None else "")
        async with self.http.get(url, headers=self.headers | {"Accept": "application/json"}) as answer:
            assert answer.status == 200, await answer.text()
            found: list[dict[str, Any]] = (await answer.json())["events"]
            return found


@pytest.fixture
async def web(house: House) -> AsyncIterator[Web]:
    served = Served(house.bot.web, a_free_port())
    await served.up()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        web = Web(house, served, http)
        await web.begin()
        yield web
    await served.down()
