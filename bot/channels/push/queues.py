"""The queues of a chat: its messages are heard one after the other, and answered one after the other."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.channels.push.sending import Gone, Later, Unknown

log = structlog.get_logger("bot.push.queues")
Speech = Callable[[], Awaitable[None]]
REST = 60.0
"""Seconds for which a queue is kept that nobody uses."""


class NotSaid(Exception):
    """An answer stays unsaid for now; `outcome` tells why."""

    def __init__(self, outcome: Later | Gone | Unknown) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class ChatQueue:
    def __init__(self) -> None:
        self.hearing = asyncio.Lock()
        self._speeches: deque[Speech] = deque()
        self._speaking: asyncio.Task[None] | None = None
        self._quiet: asyncio.TimerHandle | None = None
        self._came = time.monotonic()
        self._users = self._awaited = 0
        self._pending: tuple[float, Speech] | None = None

    def __enter__(self) -> "ChatQueue":
        self._came = time.monotonic()
        self._users += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._users -= 1

    @property
    def engaged(self) -> bool:
        return bool(self._users or self._speeches or self._speaking or self._pending)

    @property
    def idle(self) -> bool:
        return not self.engaged and time.monotonic() - self._came > REST

    @property
    def waiting(self) -> int:
        return len(self._speeches)

    def say(self, speech: Speech) -> None:
        self._speeches.append(speech)
        if self._speaking is None:
            self._speaking = asyncio.create_task(self._speak())

    async def _speak(self) -> None:
        try:
            while self._speeches:
                try:
                    await self._speeches[0]()
                except NotSaid as why:
                    log.warning("not said now", outcome=type(why.outcome).__name__, reason=str(why))
                except Exception as bug:
                    log.error("not said", error=type(bug).__name__)
                self._speeches.popleft()
        finally:
            self._speaking = None

    async def spoken(self, seconds: float) -> None:
        """Waits until all is said, at most so long."""
        if self._speaking is not None:
            await asyncio.wait({self._speaking}, timeout=seconds)

    def stop(self) -> None:
        self.hush()
        if self._speaking is not None:
            self._speaking.cancel()

    # --- one answer for several messages

    @contextmanager
    def awaiting(self) -> Iterator[None]:
        """Something has come and is not heard yet: what waits for quiet waits for it."""
        self._awaited += 1
        self._arm()
        try:
            yield
        finally:
            self._awaited -= 1
            self._arm()

    def once_quiet(self, seconds: float, speech: Speech) -> None:
        """`speech`, when nothing more has come for so long."""
        self._pending = (seconds, speech)
        self._arm()

    def hush(self) -> bool:
        """Takes back what was to be said once it is quiet. True if there was something."""
        there, self._pending = self._pending is not None, None
        self._arm()
        return there

    def _arm(self) -> None:
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        if self._pending is not None and not self._awaited:
            self._quiet = asyncio.get_running_loop().call_later(self._pending[0], self._now)

    def _now(self) -> None:
        if self._pending is not None:
            speech = self._pending[1]
            self.hush()
            self.say(speech)
