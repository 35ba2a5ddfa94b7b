"""Rings for the couriers when notices were written. A wake-up only: losing it loses nothing."""

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("api.bell")
NOTICES = "huiyin:notices"


class Bell:
    """Without Redis it is silent."""

    def __init__(self, url: str | None) -> None:
        self._redis = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) if url else None

    async def ring(self) -> None:
        if self._redis is None:
            return
        try:
            await self._redis.publish(NOTICES, b"1")
        except (RedisError, OSError) as why:
            log.warning("the bell is out of order", error=type(why).__name__)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()
