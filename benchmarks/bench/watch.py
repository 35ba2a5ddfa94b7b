"""The API in this process, with every statement that it sends written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Engine

from api import context as contexts
from api.app import create_app
from api.settings import Settings
from models.clock import SystemClock
from models.keys import load_keys

Statement = tuple[str, Any]


@dataclass
class Watched:
    """`sent`: statements and their parameters as the driver got them; `begun`: transactions, which are none of them."""

    app: Any
    http: httpx.AsyncClient
    sent: list[Statement] = field(default_factory=list)
    begun: int = 0

    def clear(self) -> None:
        self.sent.clear()
        self.begun = 0

    def begins(self) -> None:
        self.begun += 1

    def sends(self, sql: str, given: Any) -> None:
        if not sql.startswith("BEGIN"):  # as SQLite's transactions begin
            self.sent.append((sql, given))

    async def statements(self, method: str, path: str, **how: Any) -> list[Statement]:
        """What a request sends, the second time it is made."""
        for _ in range(2):
            self.clear()
            answer = await self.http.request(method, path, **how)
            assert answer.status_code < 400, answer.text
        return list(self.sent)


def watch(engine: Engine, seen: Watched) -> None:
    event.listen(engine, "before_cursor_execute", lambda _c, _u, sql, given, _x, _m: seen.sends(sql, given))
    event.listen(engine, "begin", lambda _c: seen.begins())


@asynccontextmanager
async def watched(home: Path, url: str | None) -> AsyncIterator[Watched]:
    given = Settings(var=home / "var", database_url=url, take_over_seconds=0)
    app = create_app(given)
    context = app.state.context = contexts.build(given, load_keys(home / "keys.json"), SystemClock())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.bench", timeout=60) as http:
        seen = Watched(app, http)
        watch(context.db.engine.sync_engine, seen)
        yield seen
    await context.close()
