"""The circuit breaker: one failure, then nobody waits until the time is over."""

import asyncio

import pytest
from redis.exceptions import RedisError

from bot.wakeup import Wakeup
from models.breaker import REST, Breaker


async def test_after_a_failure_it_is_left_alone_and_then_tried_again() -> None:
    now, tried = 0.0, 0

    async def down() -> int:
        nonlocal tried
        tried += 1
        raise OSError("hangs")

    async def up() -> int:
        return 7

    guard = Breaker(lambda: now)
    for _ in range(5):
        with pytest.raises((RedisError, OSError)):
            await guard.call(down)
    assert tried == 1
    now = REST
    assert await guard.call(up) == 7
    assert await guard.call(up) == 7


async def test_a_redis_that_answers_nothing_holds_up_no_turn(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections and is silent, as one that hangs; hundreds of wake-ups wait for it once."""
    monkeypatch.setattr("bot.wakeup.PATIENCE", 0.2)
    held: list[asyncio.StreamWriter] = []

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(silent, "127.0.0.1", free_port)
    wakeup = Wakeup(f"redis://127.0.0.1:{free_port}/0")
    async with asyncio.timeout(60):
        for n in range(500):
            await wakeup.send(f"chat-{n}")
    assert len(held) <= 3, "tried again and again"
    await wakeup.close()
    for writer in held:
        writer.close()
    server.close()
