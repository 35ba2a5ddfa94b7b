"""Says each row of a CSV to the real service, in its context, and counts what was heard right.

    make hearing CSV=rows.csv OUT=heard.jsonl

Columns `context,text,want,value`. Without CSV it is our own set, whose people and places are invented. The last line on
stdout is one JSON object; `OUT` gets one JSON line for each row, with `got`. The exit code is 2 for rows that cannot be
read, else 0: what the figures are worth is for the reader to say.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import structlog
from rich.console import Console
from rich.progress import Progress

from benchmarks.hearing.play import Judged, played
from benchmarks.hearing.rows import BadRows, Row, rows_of
from benchmarks.hearing.town import town

OWN = Path(__file__).parent / "rows.csv"
FAST = Path("/dev/shm")


async def heard(rows: list[Row], home: Path) -> list[Judged]:
    """All rows, one after another, each in a chat of its own."""
    async with town(home) as held:
        with Progress(console=Console(stderr=True)) as progress:
            bar = progress.add_task("rows", total=len(rows))
            found = []
            for row in rows:
                found.append(await played(held, row))
                progress.advance(bar)
    return found


def summary(judged: list[Judged], seconds: float) -> dict[str, Any]:
    rows, right = Counter(j.row.context for j in judged), Counter(j.row.context for j in judged if j.right)
    return {
        "rows": len(judged),
        "right": sum(right.values()),
        "share": round(sum(right.values()) / len(judged), 4),
        "dead_ends": sum(j.dead_end for j in judged),
        "words_lost": sum(j.words_lost for j in judged),
        "by_context": {
            context: {"rows": n, "right": right[context], "share": round(right[context] / n, 4)}
            for context, n in rows.items()
        },
        "seconds": round(seconds, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hearing", description=__doc__)
    parser.add_argument("--csv", type=Path, default=OWN, help="columns context,text,want,value")
    parser.add_argument("--out", type=Path, help="one JSON line per row")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        rows = rows_of(given.csv)
        if given.out is not None:
            given.out.write_text("", encoding="utf-8")
    except (BadRows, OSError) as why:
        print(why, file=sys.stderr)
        return 2
    started = time.monotonic()
    folder = str(FAST) if FAST.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="huiyin-hearing-", dir=folder) as home:
        judged = asyncio.run(heard(rows, Path(home)))
    if given.out is not None:
        lines = (json.dumps(j.line(), ensure_ascii=False) + "\n" for j in judged)
        given.out.write_text("".join(lines), encoding="utf-8")
    print(json.dumps(summary(judged, time.monotonic() - started), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
