"""The rate limiter of attempts when Redis is away: nobody is turned away for it, and guessing stays bounded."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.settings import Settings
from models.limits import Limits
from tests.api.conftest import serve
from tests.api.counter import PASSWORD, Api


@pytest.fixture
async def no_redis(seeded_sqlite_url: str, tmp_path: Path, free_port: int) -> AsyncIterator[Api]:
    async for api in serve(seeded_sqlite_url, tmp_path):
        gone = Settings(redis_url=f"redis://127.0.0.1:{free_port}/0").redis_url
        api.ctx.limiter = Limits(gone, api.ctx.background)
        yield api


async def _log_in(api: Api, password: str = PASSWORD) -> int:
    answer = await api.http.post("/v1/token", data={"username": "clerk", "password": password})
    return answer.status_code


async def test_people_log_in_while_redis_is_away(no_redis: Api) -> None:
    assert await _log_in(no_redis) == 200
    health = (await no_redis.http.get("/healthz")).json()
    assert (health["status"], list(health["failing"])) == ("degraded", ["limits"])


async def test_guesses_are_counted_while_redis_is_away(no_redis: Api) -> None:
    assert [await _log_in(no_redis, "wrong") for _ in range(11)] == [401] * 10 + [429]


async def test_redis_that_is_back_counts_again(no_redis: Api, redis_url: str) -> None:
    background = no_redis.ctx.background
    assert await _log_in(no_redis) == 200 and "limits" in background.failing
    no_redis.ctx.limiter = Limits(redis_url, background)
    assert await _log_in(no_redis) == 200
    assert background.health() == {"status": "ok"}
