"""The staff pages over the ASGI application, on a real database with the fictional county in it."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api import context as contexts
from api import seed
from api.app import opened
from api.security import hasher
from api.settings import Settings
from models.clock import ManualClock
from models.db import Database
from models.law.people import Role
from models.tables import Staff, StaffRole, Unit
from tests import shared
from tests.api.counter import KEYS
from tests.servers import BACKENDS, Postgres

PASSWORD = "correct-horse"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CAST: dict[str, tuple[str, list[tuple[Role, str | None]]]] = {
    "clerk": ("王建国", [(Role.CLERK, "QH-DESK")]),
    "handler": ("刘芳", [(Role.HANDLER, "QH-ZJ")]),
    "outsider": ("何平", [(Role.HANDLER, "QH-JT")]),
    "supervisor": ("赵督", [(Role.SUPERVISOR, None)]),
    "leader": ("林领", [(Role.LEADER, None)]),
    "discipline": ("纪正", [(Role.DISCIPLINE, "QH-JW")]),
    "discipline2": ("许廉", [(Role.DISCIPLINE, "QH-JW")]),
    "sysadmin": ("系统员", [(Role.ADMIN, None)]),
}

ALL_ROUND: list[tuple[Role, str | None]] = [(Role.ADMIN, None), (Role.SUPERVISOR, None), (Role.CLERK, "QH-DESK")]
"""Of one person who may do everything but accusations: in a small office that is how it is."""


@dataclass
class Seat:
    """A browser without scripts: it keeps cookies and fills in the forms that the pages hold."""

    http: httpx.AsyncClient
    page: str = ""

    async def get(self, path: str, **query: str) -> httpx.Response:
        answer = await self.http.get(path, params=query or None)
        self.page = answer.text
        return answer

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form on the page that posts to `action`."""
        forms = self.forms()
        assert action in forms, f"no form for {action} on the page; there are {list(forms)}"
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', forms[action])
        return {name: unescape(value) for name, value in found}

    def forms(self) -> dict[str, str]:
        """What is inside each form that posts, by its action."""
        found = re.findall(r'<form(?: [^>]*)? method="post" action="([^"#]*)[^"]*"[^>]*>(.*?)</form>', self.page, re.S)
        made = dict(found)
        for inner in list(made.values()):  # a button may send its form elsewhere
            made |= {path: inner for path in re.findall(r'formaction="([^"#]*)', inner)}
        return made

    async def submit(self, action: str, files: Any = None, **typed: str) -> httpx.Response:
        answer = await self.http.post(action, data=self.hidden(action) | typed, files=files)
        self.page = answer.text
        return answer

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, (answer.status_code, alert(answer.text))
        return await self.get(answer.headers["location"])


def alert(page: str) -> str:
    found = re.search(r'class="why"[^>]*>(.*?)</p>', page, re.S)
    return re.sub(r"<[^>]*>", "", unescape(found[1])) if found else ""


@dataclass
class Desk:
    """The application with its people, and the bot's side of it."""

    app: FastAPI
    clock: ManualClock
    bot: httpx.AsyncClient
    seats: list[httpx.AsyncClient] = field(default_factory=list)
    filed: int = 0

    def browser(self, address: str = "http://desk") -> Seat:
        transport = httpx.ASGITransport(self.app, client=("10.0.0.1", 1000))
        http = httpx.AsyncClient(transport=transport, base_url=address)
        self.seats.append(http)
        return Seat(http)

    async def seat(self, login: str, password: str = PASSWORD) -> Seat:
        """Logged in."""
        seat = self.browser()
        await seat.get("/staff/login")
        await seat.follow(await seat.submit("/staff/login", login=login, password=password))
        return seat

    async def newcomer(self, login: str, given: str) -> Seat:
        """Logged in for the first time, with a password of their own in place of the one they were given."""
        seat = await self.seat(login, given)
        await seat.get("/staff/me/security")
        own = "青瓦 lantern 渡口"
        await seat.follow(await seat.submit("/staff/me/password", current=given, new=own, again=own))
        return seat

    async def file(self, text: str = "我家门口的路灯坏了一个星期了", **more: Any) -> str:
        """A resident's case by web chat; its *received* notice was seen. Returns the number."""
        self.filed += 1
        body = {
            "kind": "difficulty",
            "parts": [{"text": text}],
            "consent": "1",
            "area": "990121001001",
            "resident": {"channel": "web", "address": f"chat-{self.filed}"},
        }
        key = {"Idempotency-Key": f"session-{self.filed:04}"}
        made = await self.bot.post("/v1/cases", json=body | more, headers=key)
        assert made.status_code == 201, made.text
        await self._receipt(made.json()["notice"], "delivered")
        number: str = made.json()["case_no"]
        return number

    async def upload(self, content: bytes, kind: str) -> str:
        self.filed += 1
        key = {"Idempotency-Key": f"upload-{self.filed:04}"}
        made = await self.bot.post("/v1/files", files={"file": ("name", content, kind)}, headers=key)
        assert made.status_code == 201, made.text
        token: str = made.json()["file"]
        return token

    async def deliver(self, outcome: str = "delivered") -> int:
        """The courier's round: everything due is delivered (or `sent`, and waits to be seen)."""
        count = 0
        while leased := (await self.bot.post("/v1/notifications/lease", json={"channels": ["web"]})).json()["items"]:
            for notice in leased:
                await self._receipt(notice, outcome)
                count += 1
        return count

    async def _receipt(self, notice: dict[str, Any], outcome: str) -> None:
        given = {"lease": notice["lease"], "outcome": outcome}
        answer = await self.bot.post(f"/v1/notifications/{notice['id']}/receipt", json=given)
        assert answer.status_code == 204, answer.text


@cache
def hashed() -> str:
    """Once: hashing is slow on purpose."""
    return hasher().hash(PASSWORD)


async def _people(url: str) -> str:
    """Fills a database with the county and its people. The bot's token."""
    db, clock = Database(url), ManualClock(START)
    try:
        return await _fill(db, clock)
    finally:
        await db.close()


async def _fill(db: Database, clock: ManualClock) -> str:
    await seed.seed(db, clock)
    async with db.write() as session:
        rows = (await session.scalars(select(Unit))).all()
        units = {u.code: u.id for u in rows}
        handles: list[tuple[Role, str | None]] = [(Role.HANDLER, u.code) for u in rows if not u.discipline]
        allround = {"admin": ("管理员", [*ALL_ROUND, *handles])}
        for login, (name, roles) in (allround | CAST).items():
            person = Staff(login=login, name=name, password_hash=hashed(), created_at=clock.now())
            person.roles = [StaffRole(role=role, unit_id=units[unit] if unit else None) for role, unit in roles]
            session.add(person)
    return await seed.service_token(db, clock, "bot", seed.BOT)


@pytest.fixture(scope="session")
async def _staffed_sqlite(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the database to be copied, and the bot's token."""
    folder = tmp_path_factory.mktemp("staffed")
    for part in _migrated_sqlite.parent.glob("template.db*"):
        shutil.copy(part, folder / part.name)
    return folder, await _people(f"sqlite+aiosqlite:///{folder / 'template.db'}")


@pytest.fixture(scope="session")
async def _staffed_postgresql(postgres: Postgres, _migrated_postgresql: str) -> AsyncIterator[tuple[str, str]]:
    """The name of the database to be copied, and the bot's token."""
    with postgres.database(_migrated_postgresql) as url:
        token = await _people(url)
        yield url.partition("@/")[2].partition("?")[0], token


async def _serve(url: str, token: str, folder: Path) -> AsyncIterator[Desk]:
    app, clock = shared.app(), ManualClock(START)
    async with opened(app, contexts.build(Settings(var=folder, database_url=url), KEYS, clock)):
        bot = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://desk", headers={"Authorization": f"Bearer {token}"}
        )
        desk = Desk(app, clock, bot)
        yield desk
        for http in (bot, *desk.seats):
            await http.aclose()


@pytest.fixture
async def one_desk(_staffed_sqlite: tuple[Path, str], tmp_path: Path) -> AsyncIterator[Desk]:
    """On SQLite alone, for what no database decides."""
    template, token = _staffed_sqlite
    for part in template.glob("template.db*"):
        shutil.copy(part, tmp_path / part.name.replace("template.db", "huiyin.db"))
    async for made in _serve(f"sqlite+aiosqlite:///{tmp_path / 'huiyin.db'}", token, tmp_path):
        yield made


@pytest.fixture
async def _postgresql_desk(
    postgres: Postgres, _staffed_postgresql: tuple[str, str], tmp_path: Path
) -> AsyncIterator[Desk]:
    template, token = _staffed_postgresql
    with postgres.database(template) as url:
        async for made in _serve(url, token, tmp_path):
            yield made


@pytest.fixture(params=BACKENDS)
def desk(request: pytest.FixtureRequest) -> Desk:
    """On both databases."""
    made: Desk = request.getfixturevalue({"sqlite": "one_desk", "postgresql": "_postgresql_desk"}[request.param])
    return made
