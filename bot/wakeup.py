"""Wake-ups for whoever waits for news of a chat, here and, with Redis, in every process. Losing one loses nothing."""

import asyncio
from collections import defaultdict
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from models.breaker import NOTICES, PATIENCE, Breaker

log = structlog.get_logger("bot.wakeup")
CHATS = "huiyin:chats"
COURIER = "courier"
"""The name under which the courier waits."""


class Wakeup:
    def __init__(self, redis_url: str | None = None) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._listens = Redis.from_url(redis_url, socket_connect_timeout=PATIENCE) if redis_url else None
        self._redis = _speaks(redis_url) if redis_url else None
        self._breaker = Breaker()

    def here(self, name: str) -> None:
        for event in self._waiting.get(name, ()):
            event.set()

    async def send(self, mark: str) -> None:
        """There is news in the mailbox of this chat."""
        self.here(mark)
        redis = self._redis
        if redis is not None:
            with suppress(RedisError, OSError):
                await self._breaker.call(lambda: redis.publish(CHATS, mark))

    def expect(self, name: str) -> "Waiting":
        """`async with wakeup.expect(mark) as waiting`: from here on none is missed between two looks."""
        return Waiting(self._waiting, name)

    async def listen(self) -> None:
        """Passes on what other processes send, until cancelled. Without Redis there is nothing to do."""
        while self._listens is not None:
            try:
                async with self._listens.pubsub() as heard:
                    await heard.subscribe(CHATS, NOTICES)
                    async for message in heard.listen():
                        if message["type"] == "message":
                            told = message["channel"] == NOTICES.encode()
                            self.here(COURIER if told else message["data"].decode())
            except (RedisError, OSError) as down:
                log.warning("redis down", error=type(down).__name__)
                await asyncio.sleep(5)

    async def close(self) -> None:
        for redis in filter(None, (self._redis, self._listens)):
            await redis.aclose()


def _speaks(url: str) -> "Redis":
    """Apart from the one that listens, which waits for as long as nothing comes."""
    return Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)


class Waiting:
    def __init__(self, all: dict[str, set[asyncio.Event]], name: str) -> None:
        self._all, self._name, self._event = all, name, asyncio.Event()

    async def __aenter__(self) -> "Waiting":
        self._all[self._name].add(self._event)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._all[self._name].discard(self._event)
        if not self._all[self._name]:
            del self._all[self._name]

    async def woken(self, seconds: float) -> bool:
        """Waits for the next wake-up, at most so long. Those since the last call count."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True
