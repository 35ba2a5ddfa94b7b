"""Rate limiter: how many messages may be sent over all chats and to each, by GCRA. A key holds when its bucket is full.

One process keeps the buckets in memory; several share them in Redis, where one script looks at both buckets, the bot's
and the chat's, and charges both or none. The library `limits` charges one key at a time (a message refused by the
second bucket would have used up the first), tells no moment at which to come back that lets an answer go before
notices, and cannot hold one chat for the seconds that a 429 asks for; so this is our own.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from models.breaker import PATIENCE, Breaker

BURST = 3
"""Burst: messages to one chat before its rate holds."""
MOST = 10_000
"""Chats remembered in memory before those at rest are forgotten."""


class Limiter(Protocol):
    """Takes a token for one message to a chat. Milliseconds to wait, and whose bucket is empty; (0, ""): taken."""

    async def take(self, chat: str, step: int, notice: bool) -> tuple[int, str]: ...

    async def hold(self, chat: str, step: int, milliseconds: int) -> None:
        """Nothing more to this chat for so long."""
        ...

    async def close(self) -> None: ...


class Memory:
    """For one process. `now` tells milliseconds, from anywhere."""

    def __init__(self, step: float, now: Callable[[], float] = lambda: time.monotonic() * 1000) -> None:
        self._step, self._now = step, now
        self._bot = 0.0
        self._chats: dict[str, float] = {}
        self._turns_until = 0.0

    async def take(self, chat: str, step: int, notice: bool) -> tuple[int, str]:
        now = self._now()
        full = max(self._chats.get(chat, now), now)
        if (wait := full - step * (BURST - 1) - now) > 0:
            return _up(wait), "chat"
        bot = max(self._bot, now)
        if bot > now:
            if not notice:
                self._turns_until = bot + self._step
            return _up(bot - now), "bot"
        if notice and self._turns_until > now:
            return _up(self._turns_until - now), "bot"
        self._bot, self._chats[chat] = bot + self._step, full + step
        if len(self._chats) > MOST:
            self._chats = {name: full for name, full in self._chats.items() if full > now}
        return 0, ""

    async def hold(self, chat: str, step: int, milliseconds: int) -> None:
        self._chats[chat] = self._now() + milliseconds + step * (BURST - 1)

    async def close(self) -> None:
        return


SCRIPT = """
local t = redis.call('TIME'); local now = t[1] * 1000 + t[2] / 1000
local function full(key) local v = tonumber(redis.call('GET', key) or now); if v < now then return now end; return v end
local chat, bot = full(KEYS[2]), full(KEYS[1])
local step, each, burst, notice = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local wait = chat - each * (burst - 1) - now
if wait > 0 then return {math.ceil(wait), 'chat'} end
if bot > now then
  if not notice then redis.call('SET', KEYS[3], '1', 'PX', math.ceil(bot + step - now)) end
  return {math.ceil(bot - now), 'bot'}
end
if notice and redis.call('EXISTS', KEYS[3]) == 1 then return {math.max(redis.call('PTTL', KEYS[3]), 1), 'bot'} end
redis.call('SET', KEYS[1], string.format('%.3f', bot + step), 'PX', math.ceil(bot + step - now) + 1000)
redis.call('SET', KEYS[2], string.format('%.3f', chat + each), 'PX', math.ceil(chat + each - now) + 1000)
return {0, ''}
"""


class Shared:
    """For several processes. While Redis is away each of them keeps the whole rate by itself."""

    def __init__(self, url: str, step: float, name: str) -> None:
        self._redis = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
        self._breaker = Breaker()
        self._script = self._redis.register_script(SCRIPT)
        self._step, self._name, self._alone = step, name, Memory(step)

    def _key(self, chat: str) -> str:
        return f"{self._name}:{chat}"

    async def take(self, chat: str, step: int, notice: bool) -> tuple[int, str]:
        keys = [self._name, self._key(chat), f"{self._name}.turns"]
        try:
            given = [self._step, step, BURST, int(notice)]
            wait, whose = await self._breaker.call(lambda: self._script(keys, given))
        except (RedisError, OSError):
            return await self._alone.take(chat, step, notice)
        return int(wait), whose.decode()

    async def hold(self, chat: str, step: int, milliseconds: int) -> None:
        await self._alone.hold(chat, step, milliseconds)
        ahead = milliseconds + step * (BURST - 1)
        with suppress(RedisError, OSError):
            seconds, micros = await self._breaker.call(self._redis.time)
            until = seconds * 1000 + micros // 1000 + ahead
            await self._breaker.call(lambda: self._redis.set(self._key(chat), until, px=ahead + 1000))

    async def close(self) -> None:
        await self._redis.aclose()


def _up(milliseconds: float) -> int:
    return int(milliseconds) + (milliseconds > int(milliseconds))


def limiter(rate: float, redis_url: str | None, token: str) -> Limiter:
    """The name of the keys is made of the token and does not tell it."""
    if redis_url is None:
        return Memory(1000 / rate)
    return Shared(redis_url, 1000 / rate, f"huiyin:telegram:{hashlib.sha256(token.encode()).hexdigest()[:12]}")
