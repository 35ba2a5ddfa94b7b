"""Background tasks that are kept going: what fails is logged, shown in health, and tried again with back-off.

Nothing that goes wrong in one of them ends another, or the service.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import structlog

from models.clock import Clock

log = structlog.get_logger("background")
SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two tries; they double in between."""


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancels the tasks until each has ended: what they wait for may swallow a cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=SHORTEST)


@dataclass(frozen=True)
class Failure:
    """A task that does not work: since when, how often in a row it was tried, and the class of the last exception."""

    since: datetime
    times: int
    error: str

    @property
    def pause(self) -> float:
        """Seconds until it is tried again."""
        return float(min(LONGEST, SHORTEST * 2 ** min(self.times - 1, 10)))


class Background:
    """The background tasks of a process. `failing`: those that do not work at the moment, by name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.failing: dict[str, Failure] = {}

    async def keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Runs `work` until it ends by itself or this is cancelled; when it raises, it is started again after a while.

        Work that goes round says itself when a round went well (`works`).
        """
        while True:
            try:
                await work()
            except Exception as why:
                await asyncio.sleep(self.failed(name, why))
            else:
                self.works(name)
                return

    def failed(self, name: str, why: BaseException) -> float:
        """Notes a failure. Returns the seconds after which to try again.

        SQLAlchemy makes an error of its own of a cancellation that meets it amid a statement: a task that was told to
        end has not failed, and ends here.
        """
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise asyncio.CancelledError from why
        last = self.failing.get(name)
        found = Failure(last.since if last else self._clock.now(), (last.times if last else 0) + 1, type(why).__name__)
        self.failing[name] = found
        log.error("background task failed", task=name, error=found.error, times=found.times, again_in=found.pause)
        return found.pause

    def works(self, name: str) -> None:
        """A try went well."""
        if last := self.failing.pop(name, None):
            log.info("background task works again", task=name, failed=last.times)

    def health(self) -> dict[str, object]:
        """For a probe: `ok`, or `degraded` with what fails. No address, no text of an exception."""
        failing = {
            name: {"since": f.since.isoformat(), "times": f.times, "error": f.error}
            for name, f in sorted(self.failing.items())
        }
        return {"status": "degraded", "failing": failing} if failing else {"status": "ok"}
