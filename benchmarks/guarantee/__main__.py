"""The guarantee, counted.

    python -m benchmarks.guarantee --csv ../shared/data/replies.csv --out results.jsonl --profile national --drop 0.1

Every row of the file is submitted and answered at its real time, on its own calendar, by the services of the API; a
tenth loses its reply. Every second row goes to one database and the others to another: both live through the whole
time, side by side. Then two years of made-up cases with faults, in a third database, reported apart under `faults`.
The last line on stdout is one JSON object.
"""

import argparse
import gc
import json
import logging
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
import uvloop

from benchmarks.guarantee import faults, plan, town
from benchmarks.guarantee.run import Run
from benchmarks.guarantee.tally import Tally

A_MONTH = 10
HALVES = ("file, first half", "file, second half")
MADE_UP = "made-up"
ON_TIME = "on_time_"
KEYS = (
    "cases", "open_without_owner", "open_without_due", "obligations_opened", "obligations_met", "obligations_late",
    "late_not_escalated", "told_before_slip", "slipped_untold", "formal_replies", "formal_counted_as_answer",
    "closed_without_reply", "ended_other_ways", "silent", "notices_owed", "notices_delivered",
    "notices_undeliverable", "notices_repeated", "on_time_15", "on_time_60",
)  # fmt: skip
MUST_BE_ZERO = (
    "open_without_owner", "open_without_due", "late_not_escalated", "slipped_untold", "formal_counted_as_answer",
    "closed_without_reply", "silent", "notices_repeated",
)  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guarantee")
    parser.add_argument("--csv", type=Path, default=Path("../shared/data/replies.csv"))
    parser.add_argument("--out", type=Path, help="one JSON line for each case of the file")
    parser.add_argument("--profile", default="national")
    parser.add_argument("--drop", type=float, default=0.1, help="part of the replies that is lost")
    parser.add_argument("--n", type=int, help="only the first so many rows")
    given = parser.parse_args()
    if not given.csv.is_file():
        parser.error(f"there is no file {given.csv}; name one with CSV=")
    if not 0 <= given.drop < 1:
        parser.error("drop is a part: 0.1 is a tenth")
    return given


Part = tuple[dict[str, Any], list[dict[str, Any]]]
"""(counts, lines)"""


def carry_out(which: str, given: argparse.Namespace) -> Part:
    """Of `which`, a half of the file or the made-up years; a process of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.set_threshold(100_000, 50, 50)
    memory = Path("/dev/shm")  # what is measured is what happens, not the disk
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        var = Path(folder)
        town.prepare(var)
        return uvloop.run(_carry_out(which, given, var))


async def _carry_out(which: str, given: argparse.Namespace, var: Path) -> Part:
    began = time.monotonic()
    if which in HALVES:
        whole = plan.of_file(given.csv, given.drop, given.n)
        start, wrong = whole[0].submitted - timedelta(days=1), faults.NONE
        until = max(m.replied or m.submitted for m in whole) + timedelta(days=1)
        matters = whole[HALVES.index(which) :: len(HALVES)]
    else:
        start, wrong = plan.FURTHER_FROM, faults.ALL
        until = start + timedelta(days=30.4 * plan.MONTHS + 60)
        matters = []
    made = await town.found(var, given.profile, start)
    if which not in HALVES:
        matters = list(plan.made_up(A_MONTH, sorted(made.handlers)))
    tally = Tally(var / "huiyin.db")
    try:
        run = Run(made, tally, matters, until, wrong)
        await run.go()
        counts = run.results()
        print(
            f"{which}: {counts['cases']} cases, {run.rounds} rounds, {tally.looks} looks, "
            f"{time.monotonic() - began:.0f} s",
            file=sys.stderr,
        )
        return counts, run.lines() if which in HALVES else []
    finally:
        tally.close()
        await made.ctx.close()


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums; `on_time_*` is the part of all replies that were given in time."""
    summed = {k: sum(part[k] for part in parts) for k in KEYS if not k.startswith(ON_TIME)}
    for k in KEYS:
        if k.startswith(ON_TIME):
            n, of = (sum(part[k][i] for part in parts) for i in (0, 1))
            summed[k] = round(n / of, 4) if of else None
    return summed


def main() -> int:
    given = arguments()
    began = time.monotonic()
    with ProcessPoolExecutor(len(HALVES) + 1) as pool:
        *halves, (made_up, _) = pool.map(carry_out, (*HALVES, MADE_UP), [given] * (len(HALVES) + 1))
    counts, faulty = together([c for c, _ in halves]), together([made_up])
    lines = sorted((line for _, of_half in halves for line in of_half), key=lambda line: str(line["submitted"]))
    if given.out:
        given.out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    print(json.dumps({**counts, "faults": faulty, "seconds": round(time.monotonic() - began, 1)}))
    return int(any(part[key] for part in (counts, faulty) for key in MUST_BE_ZERO))


if __name__ == "__main__":
    sys.exit(main())
