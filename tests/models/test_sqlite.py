"""The driver of SQLite: what a statement brings, what is refused, and how often the other thread is asked."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.db import Database

THING = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", String, unique=True))


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with db.engine.connect() as made:
        await made.run_sync(THING.metadata.create_all)
        await made.commit()
        yield made
    await db.close()


async def test_what_a_statement_brings(connection: AsyncConnection) -> None:
    made = await connection.execute(insert(THING).values(name="a"))
    assert made.inserted_primary_key == (1,)
    await connection.execute(insert(THING), [{"name": "b"}, {"name": "c"}])
    assert (await connection.execute(select(THING.c.id, THING.c.name))).all() == [(1, "a"), (2, "b"), (3, "c")]
    assert (await connection.execute(update(THING).where(THING.c.id > 1).values(name=THING.c.name + "x"))).rowcount == 2
    given = await connection.execute(update(THING).values(name=func.upper(THING.c.name)).returning(THING.c.name))
    assert sorted(given.scalars()) == ["A", "BX", "CX"]
    few = await connection.execute(select(THING.c.id).order_by(THING.c.id))
    assert (few.fetchone(), few.fetchmany(1), few.fetchall()) == ((1,), [(2,)], [(3,)])
    assert (await connection.execute(select(THING).where(THING.c.id > 9))).first() is None


async def test_rows_may_come_one_after_another(connection: AsyncConnection) -> None:
    await connection.execute(insert(THING), [{"name": str(n)} for n in range(50)])
    async with connection.stream(select(THING.c.id)) as rows:
        assert [id async for (id,) in rows] == list(range(1, 51))


async def test_what_is_refused_has_its_kind_and_leaves_the_connection_whole(connection: AsyncConnection) -> None:
    await connection.execute(insert(THING).values(name="a"))
    with pytest.raises(IntegrityError):
        await connection.execute(insert(THING).values(name="a"))
    with pytest.raises(OperationalError):
        await connection.execute(text("SELECT nothing FROM nowhere"))
    await connection.rollback()
    assert (await connection.execute(select(func.count()).select_from(THING))).scalar_one() == 0


async def test_one_errand_for_each_statement(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    execute = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, run: Any, *args: Any, **kw: Any) -> Any:
        sent.append(run)
        return await execute(self, run, *args, **kw)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    await connection.execute(insert(THING), [{"name": str(n)} for n in range(5)])
    assert len((await connection.execute(select(THING))).all()) == 5
    await connection.commit()
    assert len(sent) == 4  # BEGIN, INSERT, SELECT, COMMIT
