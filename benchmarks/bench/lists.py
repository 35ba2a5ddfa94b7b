"""Lists, details and searches of staff on full tables, beside the same statements sent by the bare driver."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from api.settings import Settings
from benchmarks.bench.ground import Ground, apis, filled, good, http, staff_token
from benchmarks.bench.measure import Figures, median
from benchmarks.bench.plenty import COMMON, COMMON_WORDS, RARE, RARE_WORDS, fill
from benchmarks.bench.watch import Statement, watched

TIMES = 12
"""How often each is asked in a run."""


def _asked(case_no: str) -> dict[str, tuple[str, dict[str, str]]]:
    def search(words: str) -> tuple[str, dict[str, str]]:
        return "/v1/cases", {"limit": "50", "q": words}

    return {
        "newest_50": ("/v1/cases", {"limit": "50"}),
        "detail": (f"/v1/cases/{case_no}", {}),
        "search_2_common": search(COMMON),
        "search_2_rare": search(RARE),
        "search_4_common": search(COMMON_WORDS),
        "search_4_rare": search(RARE_WORDS[:4]),
        "staff_today": ("/staff", {}),
        "staff_list": ("/staff/cases", {}),
        "staff_case": (f"/staff/cases/{case_no}", {}),
    }


async def _times(call: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        await call()
        took.append((time.perf_counter() - start) * 1000)
    return median(took)


async def _driver(url: str | None, path: Any) -> Any:
    """Sends statements one after the other in one transaction and fetches all rows."""
    if url is None:
        held = sqlite3.connect(path, isolation_level=None)

        async def on_sqlite(sent: list[Statement]) -> None:
            for sql, given in sent:
                held.execute(sql, given).fetchall()

        return on_sqlite
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), server_settings={"jit": "off"})

    async def on_postgresql(sent: list[Statement]) -> None:
        async with connection.transaction(readonly=True):
            for sql, given in sent:
                await connection.fetch(sql, *given)

    return on_postgresql


async def _of(ground: Ground, kind: str, count: int) -> Figures:
    with filled(ground, kind) as (home, url):
        await fill(url or Settings(var=home / "var").database, home, count)
        async with apis(home, url) as services:
            base = services[0].url
            token = await staff_token(base)
            headers = {"Authorization": f"Bearer {token}", "Cookie": f"huiyin_staff={token}"}
            async with http() as session, watched(home, url) as seen:
                some = await good(session.get(f"{base}/v1/cases?limit=50", headers=headers))
                bare = await _driver(url, home / "var/huiyin.db")
                out: Figures = {}
                for name, (path, query) in _asked(some["items"][20]["case_no"]).items():
                    sent = await seen.statements("GET", path, params=query, headers=headers)

                    async def here(path: str = path, query: dict[str, str] = query) -> None:
                        await good(session.get(base + path, params=query, headers=headers))

                    async def there(sent: list[Statement] = sent) -> None:
                        await bare(sent)

                    await here()
                    pairs = [(await _times(here), await _times(there)) for _ in range(ground.runs)]
                    out[name] = {
                        "ms": median([a for a, _ in pairs]),
                        "statements": len(sent),
                        "beside": {"ms": median([b for _, b in pairs])},
                        "ratio": median([a / b for a, b in pairs]),
                    }
                return out


async def lists(ground: Ground) -> Figures:
    """`postgresql_N` and `sqlite_N`: milliseconds of each on N cases; `ratio`: of our time by the driver's."""
    out: Figures = {}
    for count in ground.scale:
        out[f"postgresql_{count}"] = await _of(ground, "postgresql", count)
    out[f"sqlite_{ground.scale[0]}"] = await _of(ground, "sqlite", ground.scale[0])
    return out
