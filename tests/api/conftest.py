"""A seeded database of each kind is made once and copied for every test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api import context as contexts
from api.settings import Settings
from models.clock import ManualClock
from tests import shared
from tests.api.counter import KEYS, START, Api, fill
from tests.servers import BACKENDS, Postgres


def _fill(url: str) -> None:
    """In a thread of its own: the fixture is not asynchronous and a loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(fill(url))).result()


@pytest.fixture(scope="session")
def _seeded_sqlite(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    for part in _migrated_sqlite.parent.glob("template.db*"):
        shutil.copy(part, folder / part.name)
    _fill(f"sqlite+aiosqlite:///{folder / 'template.db'}")
    return folder


@pytest.fixture(scope="session")
def _seeded_postgresql(postgres: Postgres, _migrated_postgresql: str) -> Iterator[str]:
    with postgres.database(_migrated_postgresql) as url:
        _fill(url)
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def seeded_sqlite_url(_seeded_sqlite: Path, tmp_path: Path) -> str:
    for part in _seeded_sqlite.glob("template.db*"):
        shutil.copy(part, tmp_path / part.name.replace("template.db", "huiyin.db"))
    return f"sqlite+aiosqlite:///{tmp_path / 'huiyin.db'}"


@pytest.fixture
def seeded_postgresql_url(postgres: Postgres, _seeded_postgresql: str) -> Iterator[str]:
    with postgres.database(_seeded_postgresql) as url:
        yield url


async def serve(url: str, folder: Path) -> AsyncIterator[Api]:
    """The application with a context of its own: database, files, clock and limits."""
    app, clock = shared.app(), ManualClock(START)
    app.state.context = contexts.build(Settings(var=folder, database_url=url, take_over_seconds=0), KEYS, clock)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test", timeout=60) as client:
        yield Api(app, client, clock, app.state.context, url)
    await app.state.context.close()


@pytest.fixture(params=BACKENDS)
async def api(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Api]:
    """The application on a seeded database of its own; the test runs on both kinds."""
    async for made in serve(request.getfixturevalue(f"seeded_{request.param}_url"), tmp_path):
        yield made


@pytest.fixture
async def sqlite_api(seeded_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    async for made in serve(seeded_sqlite_url, tmp_path):
        yield made
