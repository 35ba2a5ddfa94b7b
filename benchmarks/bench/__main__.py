"""How fast Huiyin is, beside the plainest thing that does the same in the same run.

    make bench [ONLY=group[,group]] [RUNS=3] [SCALE=10000,100000] [KEEP=folder]

The last line on stdout is one JSON object with the groups `engine, turns, create, list, lifecycle, trip, memory,
pages`.
Each has its figures, the `runs` of which they are the median, what stands `beside`, and the `ratio` of both: a rate by
the other's rate, or a time by the other's time. Pairs are run in turns. Everything listens on 127.0.0.1 only, lies in
a temporary folder, and ends by itself. KEEP keeps the folder, in which the next run finds the tables of `pages` filled.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path

import structlog
import uvloop

from benchmarks.bench.create import create
from benchmarks.bench.engine import engine
from benchmarks.bench.ground import Ground
from benchmarks.bench.lifecycle import lifecycle
from benchmarks.bench.lists import lists
from benchmarks.bench.measure import Figures
from benchmarks.bench.memory import memory
from benchmarks.bench.pages import pages
from benchmarks.bench.trip import trip
from benchmarks.bench.turns import turns

GROUPS: dict[str, Callable[[Ground], Awaitable[Figures]]] = {
    "engine": engine,
    "turns": turns,
    "create": create,
    "list": lists,
    "lifecycle": lifecycle,
    "trip": trip,
    "memory": memory,
    "pages": pages,
}
MINUTES = 60
"""The longest that one group may take."""


async def measured(ground: Ground, names: list[str]) -> Figures:
    out: Figures = {}
    for name in names:
        start = time.monotonic()
        async with asyncio.timeout(MINUTES * 60):
            out[name] = {"runs": ground.runs, **await GROUPS[name](ground)}
        print(f"{name}: {time.monotonic() - start:.0f} s", json.dumps(out[name]), file=sys.stderr)
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--only", default=",".join(GROUPS), help="groups, joined by commas")
    parser.add_argument("--runs", type=int, default=3, help="runs of each pair; the median is told")
    parser.add_argument("--seconds", type=float, default=5, help="of load in each run")
    parser.add_argument("--scale", default="10000,100000", help="cases in the tables of list and lifecycle")
    parser.add_argument("--keep", type=Path, help="where the large tables stay for the next run")
    given = parser.parse_args()
    names = given.only.split(",")
    if unknown := set(names) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") if not given.keep else nullcontext(given.keep) as folder:
        home = Path(folder).absolute()
        home.mkdir(parents=True, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(home)
        scale = [int(n) for n in given.scale.split(",")]
        ground = Ground(home, given.runs, given.seconds, scale, bool(given.keep))
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                out = runner.run(measured(ground, names))
        finally:
            ground.stop()
    print(json.dumps(out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
