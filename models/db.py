"""Engine, sessions and migration, for SQLite (WAL, one writing process) and PostgreSQL."""

import asyncio
import logging
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import BindParameter, Executable, bindparam, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from models import guards
from models.migrations import checks
from models.sqlite import Driver
from models.tables import Table

PATIENCE = 10.0
"""Seconds for which a request waits for the database; then it is told to come again."""
BUSY = PATIENCE / 2
"""Seconds of these for which SQLite waits until another program lets go of the file."""
AT_ONCE, LONGEST_LINE = 8, 2 * PATIENCE
"""How many write at once of those who stand in line, and for how many seconds somebody does."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    f"busy_timeout={BUSY * 1000:.0f}",
)
TIMEOUTS = {
    "lock_timeout": f"{BUSY}s",
    "statement_timeout": f"{PATIENCE}s",
    "idle_in_transaction_session_timeout": "60s",
}
"""PostgreSQL's own: also what a process left locked that died without a word is free again in time."""


class Busy(PoolTimeout):
    """The database could not be had in time, or its file is gone; nothing was written."""


DOWN = (OperationalError, InterfaceError, PoolTimeout, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a database raises that is locked, full, read-only, restarting, slow or gone. asyncpg's own come from connecting,
OSError also from a disk that is full."""


NOW: BindParameter[datetime] = bindparam("now")
LIMIT: BindParameter[int] = bindparam("limit", type_=sa.Integer)
"""Places in statements that are put into words once: to build one again and again costs more than to ask it."""
OWED = "notices owed"
"""Key of `Session.info`: this transaction wrote notices, so couriers are to be woken after it."""
CATALOGUE = (
    "area",
    "topic",
    "unit",
    "staff",
    "staff_role",
    "official",
    "contact",
    "responsibility",
    "api_token",
    "second_factor",
)
"""Tables that are read again and again and hardly ever written."""
_CHANGES = re.compile(rf"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:{'|'.join(CATALOGUE)})\b", re.IGNORECASE)
_CHANGED = "catalogue changed"
STATEMENTS = 500
"""That a connection to PostgreSQL keeps prepared; with fewer than we have, some are prepared again and again."""


def _engine(url: str) -> AsyncEngine:
    if not url.startswith("sqlite"):
        settings = {
            "server_settings": {"jit": "off"} | TIMEOUTS,
            "prepared_statement_cache_size": STATEMENTS,
            "timeout": BUSY,
            "command_timeout": PATIENCE + 2,  # for a server that does not even keep its own timeouts
        }
        pool = {"pool_size": 10, "max_overflow": 10, "pool_timeout": BUSY}
        return create_async_engine(url, connect_args=settings, hide_parameters=True, **pool)
    # Parameters hold what people wrote, and an error's words end in a log; so do aiosqlite's own at DEBUG.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    engine = create_async_engine(
        url, module=Driver(), hide_parameters=True, pool_size=5, max_overflow=0, pool_timeout=PATIENCE
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        left = options.get("left")
        if left is None:
            connection.exec_driver_sql("BEGIN" if options.get("readonly") else "BEGIN IMMEDIATE")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={left * 1000:.0f}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY * 1000:.0f}")

    return engine


def _inode(url: sa.URL) -> int | None:
    """Which file the database of this name is; None when there is none."""
    try:
        return os.stat(url.database or "").st_ino
    except OSError:
        return None


class Database:
    """Two kinds of sessions: `write` commits when its block returns and rolls back when it raises; `read` never writes.

    On SQLite writers queue behind one lock: without it most of fifty writers meet "database is locked". Both raise one
    of `DOWN` when the database cannot be had within `PATIENCE`.
    `changes` counts what this process has written to the tables of `CATALOGUE`; `reading` prepares the `info` of each
    session that only reads.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self.changes = 0
        self.reading: Callable[[dict[Any, Any]], None] = lambda _info: None
        self._watch()
        self._lock = asyncio.Lock()
        self._line = asyncio.Semaphore(AT_ONCE)
        self._file: int | None = None
        self._write = async_sessionmaker(self.engine, expire_on_commit=False)
        reading = self.engine.execution_options(readonly=True)
        if not self.sqlite:
            reading = reading.execution_options(postgresql_readonly=True)
        self._read = async_sessionmaker(reading, expire_on_commit=False)
        self._alone = self.engine if self.sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        if not self.sqlite:
            async with self._write.begin() as session:
                yield session
            return
        async with self._turn() as left, self._write.begin() as session:
            if left < BUSY:
                await session.connection(execution_options={"left": left})
            yield session
            self._same_file()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[float]:
        """The only writer of this process. Yields the seconds that are left to wait for other programs."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        try:
            async with asyncio.timeout_at(end):
                await self._lock.acquire()
        except TimeoutError:
            raise Busy("writers queue for too long") from None
        try:
            yield max(0.0, end - loop.time())
        finally:
            self._lock.release()

    def _same_file(self) -> None:
        """What is written to a file that was deleted or replaced is gone with the process. Raises Busy."""
        now = _inode(self.engine.url)
        self._file = self._file or now
        if now != self._file:
            raise Busy("the file of the database was taken away")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._read() as session:
            self.reading(session.info)
            yield session

    @asynccontextmanager
    async def in_line(self) -> AsyncIterator[None]:
        """One of `AT_ONCE`: in a rush the others wait here, in order, and ask for no connection that is not free."""
        try:
            async with asyncio.timeout(LONGEST_LINE):
                await self._line.acquire()
        except TimeoutError:
            raise Busy("too many wait for the database") from None
        try:
            yield
        finally:
            self._line.release()

    async def alone(self, statement: Executable, given: Mapping[str, object]) -> Any:
        """On PostgreSQL: the first row, if any, of a statement that is a transaction of its own. What it locks is free
        when the server has answered, however busy this process is."""
        async with self._alone.connect() as connection:
            return (await connection.execute(statement, given)).first()

    async def close(self) -> None:
        await self.engine.dispose()

    def _watch(self) -> None:
        """A change counts when it is written and once more when its transaction has ended: what was read in between,
        by others or in that transaction, is old."""
        engine = self.engine.sync_engine

        @event.listens_for(engine, "before_cursor_execute")
        def _sent(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
            if _CHANGES.match(statement):
                self.changes += 1
                connection.info[_CHANGED] = True

        def _ended(connection: Connection) -> None:
            if connection.info.pop(_CHANGED, False):
                self.changes += 1

        event.listen(engine, "commit", _ended)
        event.listen(engine, "rollback", _ended)


def _sync_url(url: str) -> str:
    return url.replace("+aiosqlite", "")


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Brings the schema to the newest revision and closed lists to their members of today, and makes all triggers anew.
    Must not run inside an event loop."""
    config = alembic_config(url)
    if url.startswith("sqlite"):
        engine = sa.create_engine(_sync_url(url))
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
            _upgrade(connection, config)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys broken after migration: {len(broken)} rows")
        engine.dispose()
    else:
        asyncio.run(_upgrade_async(url, config))


def _upgrade(connection: Connection, config: Config) -> None:
    with connection.begin():
        config.attributes["connection"] = connection
        guards.drop(connection)
        command.upgrade(config, "head")
        checks.remake(connection, Table.metadata)
        guards.make(connection)


async def _upgrade_async(url: str, config: Config) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_upgrade, config)
    await engine.dispose()
