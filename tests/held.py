"""How long the event loop was held while a task ran."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

TICK = 0.001
MOST = 0.05
"""Seconds for which nothing that people send may hold the loop."""


@dataclass(frozen=True)
class Held:
    """Seconds. `work`: the longest that the loop's thread was at work between two ticks; what else the machine does
    says nothing about us. `gap`: the longest between two ticks, `whole`: of all; a gap that is nearly the whole is a
    loop that waits with its hands full."""

    work: float
    gap: float
    whole: float

    def agrees(self) -> bool:
        return self.work <= MOST and self.gap < 0.8 * self.whole


async def held_by(task: asyncio.Task[Any]) -> Held:
    """Watches until the task is done."""
    began = last = time.perf_counter()
    worked, work, gap = time.thread_time(), 0.0, 0.0
    while not task.done():
        await asyncio.sleep(TICK)
        now, done = time.perf_counter(), time.thread_time()
        work, gap = max(work, min(now - last - TICK, done - worked)), max(gap, now - last)
        last, worked = now, done
    return Held(work, gap, last - began)
