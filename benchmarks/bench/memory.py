"""Megabytes and seconds to start of each role, beside a bare FastAPI process with a pool."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.bench.ground import Ground, bare, filled, served, settings
from benchmarks.bench.measure import Figures, median
from benchmarks.bench.turns import bot_api
from benchmarks.service import ROOT, environment
from tests.telegram.botapi import TOKEN

START_SECONDS = 60
SETTLE_SECONDS = 1.0


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


@asynccontextmanager
async def _worker(home: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Up when its first round has begun: it serves no address."""
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs yet
        [sys.executable, "huiyin.py", "worker"],
        cwd=ROOT, env=environment(home, 0, settings(None)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + START_SECONDS
        while not _went_round(home / "var/huiyin.db") and time.monotonic() < end:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(15)


def _went_round(path: Path) -> bool:
    with sqlite3.connect(path) as held:
        return bool(held.execute("select count(*) from heartbeat").fetchone()[0])


async def _started(role: AbstractAsyncContextManager[Any]) -> tuple[float, float]:
    """Seconds until it answers, megabytes a moment later."""
    start = time.monotonic()
    async with role as up:
        seconds = time.monotonic() - start
        await asyncio.sleep(SETTLE_SECONDS)
        process = getattr(up, "process", up)
        return round(seconds, 2), _megabytes(process.pid)


async def memory(ground: Ground) -> Figures:
    """`roles`: each with megabytes and seconds; `ratio`: of the api's megabytes by the bare process's."""
    found: dict[str, list[tuple[float, float]]] = {}
    async with bot_api() as api:
        telegram = {"HUIYIN_TELEGRAM_TOKEN": TOKEN, "HUIYIN_TELEGRAM_API": api.url}
        with ground.postgres.database() as url:
            for _ in range(ground.runs):
                with filled(ground, "sqlite") as (home, _):
                    roles = {
                        "api": served(home, "api", **settings(None)),
                        "bot": served(home, "bot", **settings(None)),
                        "bot_telegram": served(home, "bot", **settings(None, **telegram)),
                        "worker": _worker(home),
                        "run": served(home, "run", **settings(None)),
                        "bare": bare("insert", url.replace("+asyncpg", "")),
                    }
                    for name, role in roles.items():
                        found.setdefault(name, []).append(await _started(role))
    told = {
        name: {"megabytes": median([mb for _, mb in runs]), "seconds": median([s for s, _ in runs])}
        for name, runs in found.items()
    }
    beside = told.pop("bare")
    return {"roles": told, "beside": beside, "ratio": median([told["api"]["megabytes"] / beside["megabytes"]])}
