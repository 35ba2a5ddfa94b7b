"""Wakes the couriers up when notices were written. Losing a wake-up loses nothing."""

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("api.wakeup")
NOTICES = "huiyin:notices"


class Wakeup:
    """Without Redis it does nothing."""

    def __init__(self, url: str | None) -> None:
        self._redis = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) if url else None

    async def send(self) -> None:
        if self._redis is None:
            return
        try:
            await self._redis.publish(NOTICES, b"1")
        except (RedisError, OSError) as why:
            log.warning("redis down", error=type(why).__name__)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()
