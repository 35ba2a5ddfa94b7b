"""SQLite's driver for asyncio, with one errand for each statement.

aiosqlite keeps a connection in a thread of its own. SQLAlchemy sends there, one after another, a cursor to make, the
statement, the rows to fetch and the cursor to close; each of these errands costs more than most of our statements
themselves. Here all four are one.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

import aiosqlite
from sqlalchemy.dialects.sqlite import aiosqlite as dialect
from sqlalchemy.util.concurrency import await_


class _Done(NamedTuple):
    """What is left of a cursor that is closed again."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


def _errand(connection: sqlite3.Connection, run: Callable[[sqlite3.Cursor], object]) -> _Done:
    """In the connection's own thread."""
    cursor = connection.cursor()
    try:
        run(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return _Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


class Cursor(dialect.AsyncAdapt_aiosqlite_cursor):
    """Holds the whole result; nothing of it is left in the other thread."""

    __slots__ = ("_done", "arraysize")

    def __init__(self, connection: dialect.AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._done = _Done()
        self._rows: deque[Any] = deque()
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._done.description

    @property
    def rowcount(self) -> int:
        return self._done.rowcount

    @property
    def lastrowid(self) -> int:
        return cast(int, self._done.lastrowid)

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        self._run(lambda c: c.execute(operation, parameters or ()))

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._run(lambda c: c.executemany(operation, seq_of_parameters))

    def _run(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        try:
            self._done = await_(self._sent(run))
        except Exception as error:
            self._adapt_connection._handle_exception(error)
        self._rows = deque(self._done.rows)

    async def _sent(self, run: Callable[[sqlite3.Cursor], object]) -> _Done:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            done: _Done = await connection._execute(_errand, connection._conn, run)
            return done

    async def _async_soft_close(self) -> None:
        """It was closed with its statement."""

    def close(self) -> None:
        self._rows.clear()


class Connection(dialect.AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = Cursor  # type: ignore[assignment]


class Driver(dialect.AsyncAdapt_aiosqlite_dbapi):
    """The `module` for `create_async_engine`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> Connection:
        return Connection(self, super().connect(*arg, **kw)._connection)
