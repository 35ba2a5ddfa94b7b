"""Circuit breaker for Redis: after a failure it is left alone for a while, so that not every caller waits for one that
hangs."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

log = structlog.get_logger("redis")
PATIENCE = 2
"""Seconds that Redis has to connect, and for an answer."""
REST = 10.0
"""Seconds for which it is left alone after it failed."""
NOTICES = "huiyin:notices"
"""The channel on which the API wakes couriers: there is something to deliver."""

T = TypeVar("T")


class Breaker:
    """`now`: seconds, from anywhere."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._until = now, float("-inf")

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Raises RedisError or OSError; RedisError at once while it is left alone."""
        if self._now() < self._until:
            raise RedisError("left alone for a while")
        try:
            return await work()
        except (RedisError, OSError) as down:
            self._until = self._now() + REST
            log.warning("redis down", error=type(down).__name__, left_alone=REST)
            raise
