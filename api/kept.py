"""A cache of what every request needs and hardly anybody changes: areas, the desk, who answers for it, callers.

An entry lives for a second, so that what another process has changed is seen then, and ends at once when this process
writes to one of the tables in `models.db.CATALOGUE`.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from models.clock import Clock
from models.db import Database

T = TypeVar("T")
FOR = timedelta(seconds=1)
MOST = 2000
"""Entries; when there are more, all are forgotten."""


@dataclass
class Kept:
    db: Database
    clock: Clock
    _held: dict[Hashable, tuple[datetime, int, Any]] = field(default_factory=dict)

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
