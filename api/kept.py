"""A cache of what every request needs and hardly anybody changes: areas, units, who answers for them, callers.

An entry lives for a second, so that what another process has changed is seen then, and ends at once when this process
writes to one of the tables in `models.db.CATALOGUE`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from models.clock import Clock
from models.db import Database
from models.tables import Table

T = TypeVar("T")
P = ParamSpec("P")
Ask = Callable[Concatenate[AsyncSession, P], Coroutine[Any, Any, T]]
KEPT = "kept"
ASKED = "asked"
NOTHING = "nothing"
"""Keys of `Session.info` in sessions that only read: this cache, what was asked in the session before, and what of a
case was looked for in vain."""
FOR = timedelta(seconds=1)
MOST = 2000
"""Entries; when there are more, all are forgotten."""


@dataclass
class Kept:
    db: Database
    clock: Clock
    _held: dict[Hashable, tuple[datetime, int, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.db.reading = lambda info: info.update({KEPT: self, ASKED: {}, NOTHING: set()})

    async def get(self, key: Hashable, session: AsyncSession | None, read: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `read` found, in `session` or (None) in one of its own. What is None is asked again each time."""
        now, changes = self.clock.now(), self.db.changes
        held = self._held.get(key)
        if held is not None and held[1] == changes and held[0] <= now < held[0] + FOR:
            found: T = held[2]
            return found
        if session is None:
            async with self.db.read() as own:
                found = await read(own)
        else:
            found = await read(session)
        if found is not None:
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[key] = (now, changes, found)
        return found


def seldom_changed(ask: Ask[P, T]) -> Ask[P, T]:
    """A question about the tables of `models.db.CATALOGUE`: sessions that only read take the answer from the cache.
    What it gives is shared, so nobody may change it."""

    @wraps(ask)
    async def kept(session: AsyncSession, *given: P.args, **named: P.kwargs) -> T:
        cache: Kept | None = session.info.get(KEPT)
        if cache is None:
            return await ask(session, *given, **named)
        key = (ask.__module__, ask.__qualname__, given, tuple(named.items()))

        async def boxed(own: AsyncSession) -> tuple[T]:  # None is an answer too
            return (await ask(own, *given, **named),)

        return (await cache.get(key, session, boxed))[0]

    return cast(Ask[P, T], kept)


def asked_once(ask: Ask[P, T]) -> Ask[P, T]:
    """A question that several parts of a page ask: a session that only reads asks it once."""

    @wraps(ask)
    async def known(session: AsyncSession, *given: P.args, **named: P.kwargs) -> T:
        asked: dict[Hashable, Any] | None = session.info.get(ASKED)
        if asked is None:
            return await ask(session, *given, **named)
        key = (ask.__module__, ask.__qualname__, given, tuple(named.items()))
        if key not in asked:
            asked[key] = await ask(session, *given, **named)
        found: T = asked[key]
        return found

    return cast(Ask[P, T], known)


def know_nothing_of(session: AsyncSession, case_id: int, table: type[Table]) -> None:
    """The case has no row there: a session that only reads need not ask for them."""
    session.info.get(NOTHING, set()).add((case_id, table))


def nothing_of(session: AsyncSession, case_id: int | None, table: type[Table]) -> bool:
    return (case_id, table) in session.info.get(NOTHING, ())
