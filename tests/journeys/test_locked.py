"""Another program holds the write lock of a database file: nothing ends, nothing hangs, all goes on by itself."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks.edges.faults import locked
from benchmarks.service import Huiyin, Unwell, serving

FILES = [("huiyin.db", "worker: heartbeat"), ("chat.db", "sweeper")]
"""Each database, and a background task that writes to it."""


async def health(service: Huiyin) -> dict[str, Any]:
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/healthz") as answer:
        found: dict[str, Any] = await answer.json()
    return found


async def until(service: Huiyin, seen: Callable[[dict[str, Any]], bool]) -> None:
    end = time.monotonic() + 120
    while not seen(found := await health(service)):
        assert time.monotonic() < end, found
        await asyncio.sleep(0.2)


@pytest.mark.parametrize(("name", "task"), FILES)
async def test_what_fails_is_shown_and_works_again_by_itself(tmp_path: Path, name: str, task: str) -> None:
    with serving(tmp_path) as service:
        with locked(service.var / name):
            await until(service, lambda found: task in found.get("failing", {}))
            assert service.process.poll() is None
        await until(service, lambda found: found == {"status": "ok"})


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=lambda sign: sign.name)
async def test_it_ends_when_told_to_whatever_hangs(tmp_path: Path, sign: signal.Signals) -> None:
    with contextlib.suppress(Unwell), serving(tmp_path) as service, locked(service.var / "huiyin.db"):
        await until(service, lambda found: found["status"] == "degraded")
        service.process.send_signal(sign)
        await asyncio.to_thread(service.process.wait, 60)
    assert service.process.returncode in (0, 1)
    with serving(tmp_path):  # the lock of the folder was not left behind
        pass
