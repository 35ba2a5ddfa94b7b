"""Every page and list of staff at two sizes of the tables: what grows with the number of cases shows here."""

import json
import math
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import aiohttp

from benchmarks.bench.asked import PAGES, UNIT, Asked
from benchmarks.bench.copies import multiply
from benchmarks.bench.ground import Ground, apis, good, http, settings, staff_token
from benchmarks.bench.measure import Figures, median
from benchmarks.bench.plenty import fill
from benchmarks.service import once

SMALL = 10_000
TIMES = 40
"""How often each is asked in a run, in turns with the same on the other tables."""
WARM = 3
MOST = 1.5
"""What a page may take longer on the larger tables."""
PEOPLE = ("demo", "admin", "demo-jw1", UNIT)
T = TypeVar("T")


async def pages(ground: Ground) -> Figures:
    """Milliseconds, p50 and p95, of each at ten thousand cases and at the last number of SCALE, both in one server and
    asked in turns; `ratio`: of the p95, `ratio_p50`: of the p50, the median of the runs; `over`: those whose p95 grew
    too much, on a busy machine also by chance."""
    home, urls = await _tables(ground)
    out = await compared(home, urls, ground.runs)
    return {**out, "over": sorted(name for name in out if not out[name] or out[name]["ratio"] > MOST)}


async def _tables(ground: Ground) -> tuple[Path, dict[int, str]]:
    """The home of the service, and by number of cases the URLs of its databases, of an earlier run or new."""
    home, large = ground.home / "pages", ground.scale[-1]
    written = home / f"{large}.json"
    if not written.exists():
        home.mkdir(exist_ok=True)
        with ground.postgres.hasty():
            small = ground.postgres.make("small")
            once(home, "migrate", **settings(small))
            await _timed(SMALL, fill(small, home, SMALL))
            other = ground.postgres.make("large", "small")
            count = await _timed(large, multiply(other, large))
        written.write_text(json.dumps({SMALL: "small", count: "large"}))
    urls = {int(count): ground.postgres.url(name) for count, name in json.loads(written.read_text()).items()}
    for url in urls.values():
        once(home, "migrate", **settings(url))
    return home, urls


async def _timed(count: int, writing: Awaitable[T]) -> T:
    start = time.monotonic()
    done = await writing
    print(f"{count} cases written in {time.monotonic() - start:.0f} s", file=sys.stderr)
    return done


async def compared(
    home: Path, urls: Mapping[int, str], runs: int, names: Mapping[str, Asked] = PAGES
) -> dict[str, Figures]:
    """By page; nothing for one that does not answer."""
    async with _side(home, next(iter(urls.values()))) as small, _side(home, list(urls.values())[-1]) as large:
        out: dict[str, Figures] = {}
        for name, asked in names.items():
            done = [await _in_turns((small, large), asked) for _ in range(runs)]
            pairs = [run for run in done if run is not None]
            if len(pairs) < runs:
                print(f"{name:20} not measured", file=sys.stderr)
                out[name] = {}
                continue
            sides = [[run[n] for run in pairs] for n in (0, 1)]
            figures = {
                str(count): {
                    "p50_ms": median([_at(took, 0.5) for took in of]),
                    "p95_ms": median([_at(t, 0.95) for t in of]),
                }
                for count, of in zip(urls, sides, strict=True)
            }
            middle, ratio = (round(median([_at(b, at) / _at(a, at) for a, b in pairs]), 2) for at in (0.5, 0.95))
            out[name] = {**figures, "ratio_p50": middle, "ratio": ratio}
            said = "  ".join(f"{one['p50_ms']:8.1f} {one['p95_ms']:8.1f}" for one in figures.values())
            print(f"{name:20} {said}  x {middle} {ratio}", file=sys.stderr)
        return out


@dataclass(frozen=True)
class Side:
    """The service on one of the databases, who is logged in, and what addresses speak of there."""

    url: str
    session: aiohttp.ClientSession
    tokens: Mapping[str, str]
    known: Mapping[str, str]

    async def took(self, asked: Asked) -> float | None:
        """Milliseconds; None for what is not answered with 200."""
        token = self.tokens[asked.who]
        headers = {"Authorization": f"Bearer {token}", "Cookie": f"huiyin_staff={token}"}
        headers |= {"Huiyin-Find": quote(asked.sought)} if asked.sought else {}
        query = {name: value.format(**self.known) for name, value in asked.query.items()}
        where = self.url + asked.path.format(**self.known)
        began = time.perf_counter()
        async with self.session.get(where, params=query, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            return (time.perf_counter() - began) * 1000 if answer.status == 200 else None


@asynccontextmanager
async def _side(home: Path, url: str) -> AsyncIterator[Side]:
    async with apis(home, url) as services, http() as session:
        where = services[0].url
        tokens = {login: await staff_token(where, login) for login in PEOPLE}
        headers = {"Authorization": f"Bearer {tokens['demo']}"}

        async def asked(path: str, **query: str) -> Figures:
            answer: Figures = await good(session.get(where + path, params=query, headers=headers))
            return answer

        half = await asked("/v1/cases", registered_until="2025-06-01")
        some = await asked("/v1/cases", state="assigned")
        done = await asked("/v1/cases", state="closed")
        units = {unit["code"] for unit in (await asked("/v1/units"))["items"]}
        known = {
            "open": some["items"][3]["case_no"],
            "closed": next(c["case_no"] for c in done["items"][3:] if not c["anonymous"]),
            "deep": half["next"],
            "event": "5000",
            "unit": max(units),
        }
        yield Side(where, session, tokens, known)


async def _in_turns(sides: tuple[Side, Side], asked: Asked) -> tuple[list[float], list[float]] | None:
    for side in sides * WARM:
        if await side.took(asked) is None:
            return None
    small, large = sides
    pairs = [(await small.took(asked) or 0.0, await large.took(asked) or 0.0) for _ in range(TIMES)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _at(took: list[float], part: float) -> float:
    return round(sorted(took)[math.ceil(part * len(took)) - 1], 1)
