"""The chats' database: SQLite (a file, or memory) or PostgreSQL, behind one interface.

Statements are the same on both: `?` stands for a value, times are milliseconds since 1970 (UTC), sealed values bytes.
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]

Values = tuple[Any, ...]
Statement = tuple[str, Values]
Rows = list[tuple[Any, ...]]
PATIENCE = 5.0
"""Seconds for which one statement or transaction waits for the database."""

STEPS = (
    """
create table chat (
    mark text primary key, address {blob} not null, doc {blob}, rev bigint not null,
    due_at bigint, care_at bigint, touched_at bigint not null
);
create index ix_chat_due on chat (due_at) where due_at is not null;
create index ix_chat_care on chat (care_at) where care_at is not null;
create table mail (
    id {serial}, chat text not null, kind text not null, body {blob} not null, at bigint not null,
    notice bigint unique, lease text, seen_at bigint, reported boolean not null default false
);
create index ix_mail_chat on mail (chat, id);
create index ix_mail_at on mail (at);
create index ix_mail_unreported on mail (id) where notice is not null and not reported;
create table received (
    token text primary key, chat text not null, at bigint not null, kind text, posted text
);
create index ix_received_chat on received (chat);
create index ix_received_at on received (at);
create table kept (name text primary key, body {blob} not null);
""",
    """
create table arriving (
    chat text not null, id text not null, at bigint not null, size bigint not null, declared text not null,
    token text, heard boolean not null default false, primary key (chat, id)
);
create index ix_arriving_at on arriving (at);
create table piece (
    token text primary key, chat text not null, id text not null, start bigint not null, size bigint not null,
    unique (chat, id, start)
);
""",
    """
create table step (
    mark text primary key, chat text not null, session text not null, key text not null, until bigint not null,
    used_at bigint
);
create index ix_step_chat on step (chat);
create index ix_step_until on step (until);
""",
    """
alter table chat add column channel text;
alter table chat add column gone_at bigint;
alter table chat add column tell_at bigint;
alter table chat add column claimed_until bigint not null default 0;
create index ix_chat_tell on chat (tell_at) where tell_at is not null;
alter table mail add column said_at bigint;
alter table mail add column failed text;
create table receipt (
    id text primary key, channel text not null, mail bigint not null, at bigint not null, state text
);
create index ix_receipt_mail on receipt (mail);
create index ix_receipt_at on receipt (at);
create table if not exists telegram_chat (
    mark text primary key, gone_at bigint, keyboard boolean not null default false, commands text,
    claimed_until bigint not null default 0
);
create table if not exists telegram_reach (mark text primary key, gone boolean not null, tell_at bigint not null);
update chat set gone_at = (select t.gone_at from telegram_chat t where t.mark = chat.mark),
    tell_at = (select r.tell_at from telegram_reach r where r.mark = chat.mark);
alter table telegram_chat drop column gone_at;
alter table telegram_chat drop column claimed_until;
drop table telegram_reach;
create table if not exists telegram_update (
    id bigint primary key, chat bigint not null, body text not null, at bigint not null, try_at bigint not null,
    tries bigint not null default 0
);
create index if not exists ix_telegram_update_try on telegram_update (try_at);
create table if not exists telegram_album (
    id bigint primary key, chat text not null, album text not null, at bigint not null, came bigint, heard_by text
);
create index if not exists ix_telegram_album_chat on telegram_album (chat, album);
create table if not exists telegram_aside (
    update_id bigint, reason text not null, body text not null, at bigint not null
);
""",
    """
alter table received add column name {blob};
alter table arriving add column name {blob};
""",
)
"""How the tables came to be. A change of them is one more step; what was released stays as it is."""


class Unavailable(Exception):
    """The database is locked, full, read-only, restarting, slow or gone. What was to be written counts as not written:
    the message must be brought again, and is known by its id should it have been written after all."""


class Database(Protocol):
    """Each of these raises `Unavailable` after `PATIENCE` at the latest."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def fetch(self, sql: str, *values: Any) -> Rows: ...

    async def write(self, statements: Sequence[Statement], guarded: int = 0) -> list[Rows] | None:
        """All of them in one transaction; the rows that each returned.

        `guarded`: when one of the first so many returns no row nothing is written, and the answer is None.
        """
        ...


class Sqlite:
    """One connection on a thread of its own: a transaction is one trip to it. Embedded mode is one process."""

    def __init__(self, path: Path | None) -> None:
        """`path`: the file, made when missing; None: memory."""
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chat-db")
        self._db: sqlite3.Connection | None = None
        self._file: int | None = None

    async def open(self) -> None:
        await self._run(self._open)

    def _open(self) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(self._path or ":memory:", isolation_level=None, cached_statements=256)
        for pragma in (f"busy_timeout={PATIENCE * 1000:.0f}", "journal_mode=WAL", "synchronous=NORMAL"):
            self._db.execute(f"pragma {pragma}")
        self._execute("begin immediate", ())
        done: int = self._execute("pragma user_version", ())[0][0]
        for step in STEPS[done:]:
            for statement in step.format(blob="blob", serial="integer primary key autoincrement").split(";"):
                self._execute(statement, ())
        self._execute(f"pragma user_version = {len(STEPS)}", ())
        self._execute("commit", ())
        self._file = self._inode()

    async def close(self) -> None:
        await self._run(lambda: self._db.close() if self._db else None)
        self._thread.shutdown()

    async def _run(self, do: Callable[[], Any]) -> Any:
        """In the thread. What has waited there for as long as it may is not begun any more."""
        end = time.monotonic() + PATIENCE

        def timely() -> Any:
            left = end - time.monotonic()
            if left <= 0:
                raise Unavailable("queued for too long")
            if self._db is not None:
                self._db.execute(f"pragma busy_timeout={left * 1000:.0f}")
            return do()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, timely)
        except (sqlite3.OperationalError, OSError) as why:
            raise Unavailable(str(why)) from why

    async def fetch(self, sql: str, *values: Any) -> Rows:
        rows: Rows = await self._run(lambda: self._execute(sql, values))
        return rows

    async def write(self, statements: Sequence[Statement], guarded: int = 0) -> list[Rows] | None:
        rows: list[Rows] | None = await self._run(lambda: self._write(statements, guarded))
        return rows

    def _execute(self, sql: str, values: Values) -> Rows:
        assert self._db is not None, "open it first"
        return self._db.execute(sql, values).fetchall()

    def _inode(self) -> int | None:
        """Which file the database is; None: memory, or none any more."""
        try:
            return os.stat(self._path).st_ino if self._path else None
        except OSError:
            return None

    def _write(self, statements: Sequence[Statement], guarded: int) -> list[Rows] | None:
        assert self._db is not None, "open it first"
        self._execute("begin immediate", ())
        try:
            out: list[Rows] = []
            for sql, values in statements:
                out.append(self._execute(sql, values))
                if len(out) <= guarded and not out[-1]:
                    self._execute("rollback", ())
                    return None
            if self._inode() != self._file:  # what is written to a file that was taken away is gone with the process
                raise Unavailable("the file was taken away")
            self._execute("commit", ())
        except BaseException:
            if self._db.in_transaction:  # a disk that is full has rolled back by itself
                self._execute("rollback", ())
            raise
        return out


class _Refused(Exception):
    pass


async def _nothing(connection: Any) -> None:
    """What a connection is reset by when it goes back to the pool: asyncpg has ended an open transaction by then, and
    nothing else outlives a statement of ours (no SET, LISTEN, cursor, lock or temporary table of a session)."""


TIMEOUTS = {
    "lock_timeout": f"{PATIENCE}s",
    "statement_timeout": f"{PATIENCE}s",
    "idle_in_transaction_session_timeout": "60s",
}


class Postgres:
    """A pool of connections; any number of processes."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+asyncpg://", "postgresql://")
        self._pool: Any = None

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=10,
            timeout=PATIENCE,
            command_timeout=PATIENCE + 2,
            reset=_nothing,
            server_settings=TIMEOUTS,
        )
        async with self._connection() as db, db.transaction():
            await db.execute("select pg_advisory_xact_lock(4096051)")  # two processes may start at once
            await db.execute("create table if not exists chat_schema (step integer primary key)")
            done = await db.fetchval("select count(*) from chat_schema")
            for number, step in enumerate(STEPS[done:], done + 1):
                await db.execute(step.format(blob="bytea", serial="bigint generated always as identity primary key"))
                await db.execute("insert into chat_schema (step) values ($1)", number)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire(timeout=PATIENCE) as db:
                yield db
        except asyncpg.IntegrityConstraintViolationError:
            raise
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as why:
            raise Unavailable(type(why).__name__) from why

    async def fetch(self, sql: str, *values: Any) -> Rows:
        async with self._connection() as db:
            return [tuple(row) for row in await db.fetch(_numbered(sql), *values)]

    async def write(self, statements: Sequence[Statement], guarded: int = 0) -> list[Rows] | None:
        if len(statements) == 1:  # a transaction by itself: two trips less
            rows = await self.fetch(statements[0][0], *statements[0][1])
            return [rows] if rows or not guarded else None
        out: list[Rows] = []
        try:
            async with self._connection() as db, db.transaction():
                for sql, values in statements:
                    out.append([tuple(row) for row in await db.fetch(_numbered(sql), *values)])
                    if len(out) <= guarded and not out[-1]:
                        raise _Refused
        except _Refused:
            return None
        return out


@lru_cache(maxsize=500)
def _numbered(sql: str) -> str:
    """`?` as PostgreSQL counts it: $1, $2."""
    head, *rest = sql.split("?")
    return head + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))


def database(url: str) -> Database:
    """`memory`, `sqlite:///path` or `postgresql://…`. ValueError for anything else."""
    if url == "memory":
        return Sqlite(None)
    if url.startswith(("postgresql://", "postgresql+asyncpg://")):
        return Postgres(url)
    kind, _, path = url.partition(":///")
    if kind not in ("sqlite", "sqlite+aiosqlite") or not path:
        raise ValueError("HUIYIN_SESSION_URL is memory, sqlite:///path or postgresql://…")
    return Sqlite(Path(path))
