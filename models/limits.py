"""Rate limiter of attempts (log-ins, look-ups, new chats): one for all processes in Redis, else one for each."""

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from models.background import Background
from models.breaker import PATIENCE, Breaker


class Limits:
    """Counts attempts: over all processes in Redis. While that is away, each process counts those it sees."""

    def __init__(self, redis_url: str | None, background: Background) -> None:
        self._background, self._breaker = background, Breaker()
        self._alone = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None

    async def hit(self, limit: RateLimitItem, key: str, cost: int = 1) -> bool:
        """Whether one more, or so many, is within the limit. Redis that fails is logged, and shown in health until it
        answers."""
        shared = self._shared
        if shared is None:
            return await self._alone.hit(limit, key, cost=cost)
        try:
            within = await self._breaker.call(lambda: shared.hit(limit, key, cost=cost))
        except (RedisError, OSError) as down:
            self._background.failed("limits", down)
            return await self._alone.hit(limit, key, cost=cost)
        self._background.works("limits")
        return within


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}", implementation="redispy", socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    )
