"""A database that is locked, full, read-only, killed or gone: nothing ends, nothing hangs, nothing taken is lost."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.edges.faults import full, locked, read_only, small_disk, unwritable
from benchmarks.edges.rush import Outcome, amid, rushing
from benchmarks.service import Unwell, serving
from bot.database import PATIENCE, Sqlite, Unavailable
from models.db import DOWN, Database
from models.db import PATIENCE as WRITER
from tests.servers import Postgres

SECONDS = [float(given) for given in os.environ.get("HUIYIN_EDGES_LOCKED", "12").split(",")]
"""For how long a file is locked; `make edges` says longer ones too."""
KILLS = int(os.environ.get("HUIYIN_EDGES_KILLS", "1"))
MARGIN = 3.0
"""Seconds that a loaded machine may add to a wait."""
FILES = ["huiyin.db", "chat.db"]


Record = Callable[[str, object], None]


def well(outcome: Outcome, count: int, record: Record) -> None:
    record("service_ended", int(outcome.ended))
    record("words_lost", outcome.lost)
    assert not outcome.ended, outcome
    assert (outcome.taken, outcome.lost, outcome.doubled) == (count, 0, 0), outcome
    assert outcome.cases == count, outcome


# --- the two ways into a database


async def test_a_writer_waits_a_bounded_time_and_writes_when_it_is_free(sqlite_url: str, tmp_path: Path) -> None:
    db = Database(sqlite_url)

    async def write() -> float:
        began = time.monotonic()
        with pytest.raises(DOWN):
            async with db.write() as session:
                await session.execute(text("UPDATE unit SET name = name"))
        return time.monotonic() - began

    async def later(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return await write()

    with locked(tmp_path / "huiyin.db"):
        took = await asyncio.gather(*(write() for _ in range(20)), later(2), later(4))
    assert max(took) < WRITER + MARGIN
    async with db.write() as session:
        await session.execute(text("UPDATE unit SET name = name"))
    await db.close()


async def test_chats_wait_a_bounded_time_and_are_kept_when_it_is_free(tmp_path: Path) -> None:
    db = Sqlite(tmp_path / "chat.db")
    await db.open()
    kept = ("insert into kept (name, body) values (?, ?)", ("a", b"b"))

    async def write() -> float:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await db.write([kept])
        return time.monotonic() - began

    with locked(tmp_path / "chat.db"):
        took = await asyncio.gather(*(write() for _ in range(20)))
    assert max(took) < PATIENCE + MARGIN
    assert await db.fetch("select count(*) from kept") == [(0,)]
    await db.write([kept])
    assert await db.fetch("select name from kept") == [("a",)]
    await db.close()


async def test_what_goes_into_a_file_that_was_taken_away_is_not_taken(sqlite_url: str, tmp_path: Path) -> None:
    api, chats = Database(sqlite_url), Sqlite(tmp_path / "chat.db")
    await chats.open()
    async with api.write() as session:
        await session.execute(text("UPDATE unit SET name = name"))
    for name in FILES:
        (tmp_path / name).rename(tmp_path / f"{name}.moved")
    with pytest.raises(DOWN):
        async with api.write() as session:
            await session.execute(text("UPDATE unit SET name = name"))
    with pytest.raises(Unavailable):
        await chats.write([("insert into kept (name, body) values (?, ?)", ("a", b"b"))])
    await chats.close()
    await api.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk(tmp_path / "disk", 40) as folder:
            yield folder
    except PermissionError:
        pytest.skip("only root mounts a small disk")


@pytest.mark.parametrize("kind", ["full", "unwritable"])
async def test_a_disk_that_takes_nothing(disk: Path, kind: str) -> None:
    db = Sqlite(disk / "chat.db")
    await db.open()
    row = ("insert into kept (name, body) values (?, ?)", ("a", b"b" * 100_000))
    with full(disk) if kind == "full" else unwritable(), pytest.raises(Unavailable):
        for n in range(50):
            await db.write([(row[0], (f"a{n}", row[1][1]))])
    held = (await db.fetch("select count(*) from kept"))[0][0]
    await db.write([row])
    assert await db.fetch("select count(*) from kept") == [(held + 1,)]
    await db.close()


# --- the whole service


@pytest.mark.slow
@pytest.mark.parametrize("seconds", SECONDS)
@pytest.mark.parametrize("name", FILES)
async def test_confirmed_while_a_file_is_locked(
    tmp_path: Path, name: str, seconds: float, record_property: Record
) -> None:
    with serving(tmp_path) as service:

        async def fault() -> None:
            with locked(service.var / name):
                await asyncio.sleep(seconds)

        outcome = await amid(service, 20, fault)
        well(outcome, 20, record_property)
        assert outcome.slowest < 40, outcome


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["full", "unwritable"])
async def test_confirmed_while_the_disk_takes_nothing(disk: Path, kind: str, record_property: Record) -> None:
    with serving(disk) as service:
        async with rushing(service, 10) as rush:
            with full(disk) if kind == "full" else unwritable(service.process.pid):
                confirming = asyncio.create_task(rush.confirm())
                await asyncio.sleep(8)
                assert service.process.poll() is None
            await confirming
            well(await rush.settle(), 10, record_property)


@pytest.mark.slow
@pytest.mark.parametrize("kill", range(KILLS))
async def test_confirmed_while_postgresql_is_killed(tmp_path: Path, kill: int, record_property: Record) -> None:
    server = Postgres(durable=True)
    try:
        with server.database() as api, server.database() as chats:
            settings = {"HUIYIN_DATABASE_URL": api, "HUIYIN_SESSION_URL": chats}
            with serving(tmp_path, **settings) as service:

                async def fault() -> None:
                    await asyncio.sleep(0.3 * kill)
                    await asyncio.to_thread(server.kill)
                    await asyncio.sleep(5)
                    await asyncio.to_thread(server.start)

                well(await amid(service, 200, fault), 200, record_property)
    finally:
        server.stop()


def test_a_start_while_the_file_is_locked_says_so_and_ends(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    for name in FILES:
        began = time.monotonic()
        with locked(tmp_path / "var" / name), pytest.raises(Unwell) as why, serving(tmp_path):
            pass
        assert "locked" in str(why.value)
        assert "Traceback" not in str(why.value)
        assert time.monotonic() - began < 45


def test_a_start_on_a_disk_for_reading_says_so_and_ends(disk: Path) -> None:
    with serving(disk):
        pass
    log = disk.parent
    with read_only(disk), pytest.raises(Unwell) as why, serving(log, HUIYIN_VAR=str(disk / "var")):
        pass
    assert "cannot use" in str(why.value)
    assert "Traceback" not in str(why.value)
