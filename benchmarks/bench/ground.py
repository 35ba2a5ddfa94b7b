"""What a run stands on: a folder, PostgreSQL with fsync on, processes of the service, somebody who is signed in."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.service import ROOT, Huiyin, free_port, once, serving
from tests.servers import Postgres

PASSWORD = "bench-correct-horse"
TOKEN = "bench-token-of-the-bot"
START_SECONDS = 30


@dataclass
class Ground:
    """`runs` of each pair, `seconds` of load in each, tables of `scale` cases; below `home` everything lies, and stays
    there for the next run if it is `kept`."""

    home: Path
    runs: int
    seconds: float
    scale: list[int]
    kept: bool = False
    _postgres: list[Postgres] = field(default_factory=list)

    @property
    def postgres(self) -> Postgres:
        """Started when it is first wanted."""
        if not self._postgres:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.home))
            self._postgres.append(Postgres(durable=True, kept=self.home / "pg" if self.kept else None))
        return self._postgres[0]

    def stop(self) -> None:
        for server in self._postgres:
            server.stop()

    def folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.home))


@dataclass(frozen=True)
class Bare:
    url: str
    process: subprocess.Popen[bytes]


def settings(url: str | None, **more: str) -> dict[str, str]:
    """The environment of every process of one service; `url` None: SQLite."""
    database = {"HUIYIN_DATABASE_URL": url} if url else {}
    ours = {"HUIYIN_ADMIN_PASSWORD": PASSWORD, "HUIYIN_API_TOKEN": TOKEN, "HUIYIN_TAKE_OVER_SECONDS": "0"}
    return {**database, **ours, **more}


@contextmanager
def filled(ground: Ground, kind: str) -> Iterator[tuple[Path, str | None]]:
    """A migrated and seeded database of that kind: the home of its service, and its URL (None: SQLite in the home)."""
    home = ground.folder()
    if kind == "sqlite":
        once(home, "migrate", **settings(None))
        yield home, None
        return
    with ground.postgres.database() as url:
        once(home, "migrate", **settings(url))
        yield home, url


@asynccontextmanager
async def served(home: Path, role: str, **given: str) -> AsyncIterator[Huiyin]:
    """A process of the service; starting and stopping wait in a thread, as this loop may have a part in both."""
    running = serving(home, role, 0, **given)
    service = await asyncio.to_thread(running.__enter__)
    try:
        yield service
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


@asynccontextmanager
async def apis(home: Path, url: str | None, count: int = 1) -> AsyncIterator[list[Huiyin]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(served(home, "api", **settings(url))) for _ in range(count)]


@asynccontextmanager
async def bare(what: str, given: str) -> AsyncIterator[Bare]:
    """A process of `benchmarks.bench.bare_insert` or `bare_echo`."""
    port = free_port()
    command = [sys.executable, "-m", f"benchmarks.bench.bare_{what}", str(port), given]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)  # noqa: ASYNC220 - nothing else runs yet
    try:
        url = f"http://127.0.0.1:{port}"
        await _answering(url)
        yield Bare(url, process)
    finally:
        process.terminate()
        process.wait(10)


async def _answering(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    async with aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(f"{url}/healthz") as answer:
                    await answer.read()
                    return
            except aiohttp.ClientError:
                if time.monotonic() > end:
                    raise
            await asyncio.sleep(0.05)


@asynccontextmanager
async def http(token: str | None = None) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    connector = aiohttp.TCPConnector(limit=64)
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield session


async def staff_token(url: str, login: str = "demo") -> str:
    async with (
        http() as session,
        session.post(f"{url}/v1/token", data={"username": login, "password": PASSWORD}) as answer,
    ):
        token: str = (await answer.json())["access_token"]
        return token


async def good(call: Any) -> Any:
    """What a request answers; anything but success ends the run."""
    async with call as answer:
        raw = await answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{answer.method} {answer.url.path} {answer.status}: {raw[:300]!r}")
        return await answer.json() if "json" in (answer.content_type or "") else raw


def matter(n: str, words: str = "村口的路灯坏了一个月，晚上看不见路，老人孩子出门都不方便。") -> dict[str, Any]:
    resident = {"channel": "telegram", "address": n}
    return {"parts": [{"text": words}], "consent": "2026-11", "kind": "difficulty", "resident": resident}
