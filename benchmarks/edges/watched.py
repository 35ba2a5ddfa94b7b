"""The service with a watch on its event loop: `python -m benchmarks.edges.watched run`, seen by `Watch`.

A gap between two ticks counts only as far as the process was at work in it: what else the machine does holds up the
tick as well, and says nothing about us.
"""

import asyncio
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import huiyin

FILE = "loop.json"
TICK = 0.002


@dataclass(frozen=True)
class Watch:
    """From outside: the longest time, in milliseconds, for which the loop was held since it was last asked."""

    var: Path

    def reset(self) -> None:
        (self.var / FILE).unlink(missing_ok=True)
        while not (self.var / FILE).exists():
            time.sleep(0.01)

    def longest(self) -> float:
        time.sleep(0.1)
        return float(json.loads((self.var / FILE).read_text())["ms"])


async def _watch(path: Path) -> None:
    longest = -1.0
    wall, work = time.perf_counter(), time.process_time()
    while True:
        await asyncio.sleep(TICK)
        now, worked = time.perf_counter(), time.process_time()
        held = min(now - wall - TICK, worked - work)
        wall, work = now, worked
        if not os.access(path, os.F_OK):
            longest = -1.0
        if held > longest:
            longest = held
            _tell(path, held)
            wall, work = time.perf_counter(), time.process_time()


def _tell(path: Path, held: float) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"ms": round(held * 1000, 1)}))
    new.rename(path)


def main() -> None:
    serve = huiyin.serve_app

    async def watched(app: huiyin.Asgi, listening: object, *behind: object) -> None:
        await serve(app, listening, *behind, _watch(Path(os.environ["HUIYIN_VAR"]) / FILE))  # type: ignore[arg-type]

    huiyin.serve_app = watched
    huiyin.cli()


if __name__ == "__main__":
    main()
