"""Wakes the couriers up when notices were written. Losing a wake-up loses nothing."""

from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from models.breaker import NOTICES, PATIENCE, Breaker


class Wakeup:
    """Without Redis it does nothing."""

    def __init__(self, url: str | None) -> None:
        self._redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) if url else None
        self._breaker = Breaker()

    async def send(self) -> None:
        redis = self._redis
        if redis is not None:
            with suppress(RedisError, OSError):
                await self._breaker.call(lambda: redis.publish(NOTICES, b"1"))

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()
