"""Load from several clients for some seconds, pairs that are run in turns, and what is told of them."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figures = dict[str, Any]
Load = Callable[[], Awaitable["Run"]]


@dataclass
class Run:
    """Seconds that each call took, and how long all of it lasted."""

    seconds: float
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0

    def at(self, part: float) -> float:
        """Milliseconds within which that part of the calls was done (nearest rank)."""
        held = sorted(self.took)
        return round(held[min(len(held) - 1, int(part * len(held)))] * 1000, 2) if held else 0.0


async def load(call: Callable[[int], Awaitable[object]], clients: int, seconds: float) -> Run:
    """`clients` at once, each with one call after the other; `call` is given the number of its client."""
    run = Run(0.0)
    start = time.perf_counter()

    async def client(n: int) -> None:
        while (begun := time.perf_counter()) < start + seconds:
            await call(n)
            run.took.append(time.perf_counter() - begun)

    await asyncio.gather(*(client(n) for n in range(clients)))
    run.seconds = time.perf_counter() - start
    return run


async def in_turns(runs: int, **loads: Load) -> dict[str, list[Run]]:
    """Each of the loads `runs` times, one after the other, so that all of them see the same machine."""
    done: dict[str, list[Run]] = {name: [] for name in loads}
    for _ in range(runs):
        for name, one in loads.items():
            done[name].append(await one())
    return done


def median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3) if values else 0.0


def told(runs: Sequence[Run]) -> Figures:
    """Calls a second and their times, the median of the runs."""
    times = {f"p{round(p * 100)}_ms": median([r.at(p) for r in runs]) for p in (0.5, 0.95, 0.99)}
    return {"per_second": median([r.rate for r in runs]), **times}


def compared(done: Mapping[str, Sequence[Run]], here: str, beside: str) -> Figures:
    """`ratio`: our rate by the other's; of two that are run in turns, the median of the ratios."""
    ratios = [a.rate / b.rate for a, b in zip(done[here], done[beside], strict=True) if b.rate]
    return {**told(done[here]), "beside": told(done[beside]), "ratio": median(ratios)}
