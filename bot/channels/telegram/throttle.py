"""Throttle: calls wait for the rate limiter. A person's own turn goes before notices; a 429 holds its own chat."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Literal
from weakref import WeakValueDictionary

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.channels.telegram.limiter import Limiter

log = structlog.get_logger("bot.telegram.throttle")
COUNTED = ("send", "edit", "copy", "forward")
"""Methods that Telegram counts; sendChatAction too, which we do not use."""
GROUP_STEP = 3000
"""Milliseconds between messages to a group (20 a minute)."""
PATIENCE = 5.0
"""Seconds after which a notice waits no longer for turns."""
TRIES = 3
"""Of a person's own answer, when Telegram asks for patience."""
LONGEST = 120.0
"""Seconds of patience beyond which the answer is left for later."""
WAITS = {"turn": float("inf"), "notice": 15.0, "spare": 0.2}
"""Seconds that a call waits for its turn. A notice's lease is 60 s, and others stand behind it."""

Urgency = Literal["turn", "notice", "spare"]
"""`spare`: only if there is room, at this moment or very soon."""


class NoRoom(Exception):
    """The call was not made: nobody would wait for it, or not for so long."""


class Throttle(BaseRateLimiter[Urgency]):
    """python-telegram-bot's rate limiter, asked before every call. `limiter` None: no limit."""

    def __init__(self, limiter: Limiter | None, chat_rate: float = 1) -> None:
        self._limiter, self._step = limiter, int(1000 / chat_rate)
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._next = asyncio.Lock()
        self._turns = 0

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        if self._limiter is not None:
            await self._limiter.close()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Any:
        chat = str(data.get("chat_id", ""))
        urgency: Urgency = rate_limit_args or "turn"
        if not chat or not endpoint.startswith(COUNTED):
            return await _patiently(callback, args, kwargs, 1 if urgency == "spare" else TRIES)
        if self._limiter is None:
            return await callback(*args, **kwargs)
        waited = 0.0
        for tried in range(1, TRIES + 1):
            async with self._place(self._limiter, chat, urgency):
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as later:
                    seconds = seconds_of(later)
                    await self._limiter.hold(chat, self._step_of(chat), int(seconds * 1000))
                    log.warning("asked for patience", seconds=seconds)
                    waited += seconds
                    if urgency != "turn" or tried == TRIES or waited > LONGEST:
                        raise
        raise AssertionError("unreachable")

    def _step_of(self, chat: str) -> int:
        return max(self._step, GROUP_STEP) if chat.startswith("-") else self._step

    @asynccontextmanager
    async def _place(self, limiter: Limiter, chat: str, urgency: Urgency) -> AsyncIterator[None]:
        """One call to a chat at a time; the place is taken just before the call. Raises `NoRoom`."""
        lock = self._chats.setdefault(chat, asyncio.Lock())
        if urgency == "spare" and lock.locked():
            raise NoRoom
        async with lock:
            since = time.monotonic()
            while wait := await self._ask(limiter, chat, urgency, time.monotonic() - since > PATIENCE):
                if time.monotonic() + wait / 1000 - since > WAITS[urgency]:
                    raise NoRoom
                await asyncio.sleep(wait / 1000)
            yield

    async def _ask(self, limiter: Limiter, chat: str, urgency: Urgency, impatient: bool) -> int:
        """Milliseconds to wait before asking again; 0: a place was taken.

        Turns stand in a queue, of which only the first asks for the bot's next place; else all would whenever one is
        free. What is less urgent asks once, and only when nobody stands there.
        """
        step = self._step_of(chat)
        if urgency == "spare" or (urgency == "notice" and not impatient):
            return 20 if self._turns else (await limiter.take(chat, step, True))[0]
        self._turns += 1
        try:
            async with self._next:
                while True:
                    wait, whose = await limiter.take(chat, step, False)
                    if not wait or whose == "chat":
                        return wait
                    await asyncio.sleep(wait / 1000)
        finally:
            self._turns -= 1


async def _patiently(
    callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any], tries: int
) -> Any:
    """A call that is not counted; where Telegram asks for patience all the same, it is made again then."""
    for tried in range(1, tries + 1):
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as later:
            if tried == tries or (seconds := seconds_of(later)) > LONGEST:
                raise
            log.warning("asked for patience", seconds=seconds)
            await asyncio.sleep(seconds)
    raise AssertionError("unreachable")


def seconds_of(later: RetryAfter) -> float:
    """`retry_after` as a number, whichever type the library is set to."""
    given = later.retry_after
    return float(given if isinstance(given, int) else given.total_seconds())
