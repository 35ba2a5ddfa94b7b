"""make office: an empty county to its closed cases; the last line on stdout is one JSON object.

    clicks_setup                     from the log-in of admin to a county with forty units and three hundred people
    clicks_case_sent_on              a new case read, topic and area set, classed, given to a person
    clicks_case_closed, loads_…      the same case to its end, by two people
    walkin_clicks                    somebody at the desk, from the menu to the slip
    texts_lost                       words that are not there as they were written: of residents, replies, notes, drafts
    untold                           what came for a person and is not on their Today
    owner_is_admin                   open cases of nobody, or of admin
    without_obligation               cases taken up on which nothing is owed, though nothing was answered
    script_errors                    in the browsers: of scripts, of what is refused to them, answers of 500 and above
    page_p95_ms                      over every page of staff that was loaded
    cases, failed, server_errors     of the mixed ones: how many, those that did not come to their end
    by_api                           the same from nothing by /v1 alone: how its case ended

A choice from a list is two clicks, typing none. CSV= brings the texts of mixed cases (text, reply); N= how many. It
fails when one of the figures is beyond its limit.
"""

import argparse
import asyncio
import csv
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from benchmarks.office import county, pages
from benchmarks.office.by_api import by_api
from benchmarks.office.counted import counted
from benchmarks.office.mixed import mixed
from benchmarks.service import Huiyin, serving

said = Console(stderr=True)
STORY = "我家门口的路灯坏了一个星期，晚上老人出门看不见路。"
ANSWER = (
    "您好，路灯已经修好，线路和灯具都换了新的，今晚起照常亮灯。整条路的其他路灯也一并查过，都亮着。以后再有这样的事请打我们"
    "单位的电话，我们当天派人去看。"
)
OURS = {"text": STORY, "reply": ANSWER}
LONG = 150
"""Characters of an answer that is certainly one."""
BY_PAGES = 3
"""Of the mixed cases; the others go by `/v1`."""
NONE = ("texts_lost", "untold", "owner_is_admin", "without_obligation", "script_errors", "failed", "server_errors")
LIMITS = dict.fromkeys(NONE, 0) | {
    "clicks_case_sent_on": 8, "clicks_case_closed": 14, "loads_case_closed": 5, "walkin_clicks": 10,
}  # fmt: skip
QUICK = {"HUIYIN_TAKE_BACK_SECONDS": "1", "HUIYIN_LOGIN_LIMIT": "1000/minute"}
"""A word can be taken back for a second: what is counted is clicks, not waiting."""


def say(words: str) -> None:
    said.print(words, markup=False, highlight=False)


def rows(path: Path | None, count: int) -> list[dict[str, str]]:
    """So many rows that have both texts, from all over the file; without a file, ours."""
    if path is None or not path.exists():
        return [{**OURS, "text": f"{STORY}（{n}）", "reply": f"{ANSWER}（{n}）"} for n in range(count)]
    csv.field_size_limit(10_000_000)
    with path.open(newline="", encoding="utf-8-sig") as file:
        found = [row for row in csv.DictReader(file) if row["text"].strip() and row["reply"].strip()]
    some = found[:: max(1, len(found) // count)][:count]
    # By pages first go those whose answers no supervisor has to look at before they are closed.
    return sorted(some, key=lambda row: len(row["reply"]) < LONG)


@contextmanager
def chromium() -> Iterator[Browser]:
    at = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=at, args=sandbox)
        yield browser
        browser.close()


def first_cases(office: pages.Office, home: Path) -> dict[str, int]:
    """The county, its first closed case and its first walk-in."""
    seen = {"clicks_setup": pages.set_up(office, home)}
    say(f"set up with {seen['clicks_setup']} clicks")
    resident = office.resident()
    number = pages.file(resident, office.url, STORY)
    seen["untold"] = pages.untold(office, number, county.CLERK)
    worked = pages.work(office, number, ANSWER)
    said_to_them = resident.locator("#log").inner_text()
    seen["texts_lost"] = int(ANSWER not in said_to_them)
    seen |= {
        "clicks_case_sent_on": worked.sent_on,
        "clicks_case_closed": worked.closed,
        "loads_case_closed": worked.loads,
        "walkin_clicks": pages.walk_in(office),
    }
    say(f"first case closed: {seen}")
    return seen


def more_by_pages(office: pages.Office, some: list[dict[str, str]]) -> Counter[str]:
    """A few of the mixed cases; the last is left with a reply half written."""
    tally: Counter[str] = Counter()
    for row in some:
        resident = office.resident()
        number = pages.file(resident, office.url, row["text"])
        tally["untold"] += pages.untold(office, number, county.CLERK)
        if row is some[-1]:
            pages.send_on(office, number)
            tally["texts_lost"] += pages.half_written(office, number)
        else:
            pages.work(office, number, row["reply"])
            tally["texts_lost"] += row["reply"] not in resident.locator("#log").inner_text()
        tally["cases"] += 1
        resident.context.close()
    return tally


def worked(service: Huiyin, home: Path, some: list[dict[str, str]]) -> dict[str, object]:
    """All that is counted in the county that was made by its pages."""
    with chromium() as browser, ThreadPoolExecutor(1) as beside:
        office = pages.Office(browser, service.url, service.admin_password)
        seen = Counter(first_cases(office, home))
        seen.update(more_by_pages(office, some[:BY_PAGES]))
        say(f"{BY_PAGES} more by pages; now {len(some) - BY_PAGES} by /v1")
        # Playwright's own loop runs in this thread.
        rest = beside.submit(asyncio.run, mixed(service.url, office.passwords, some[BY_PAGES:], say)).result()
        say(f"mixed cases: {dict(rest)}")
        counts = {name: rest[name] for name in ("texts_lost", "untold", "failed", "server_errors", "cases")}
        seen.update(counts)
        errors = office.tally.script_errors
        for error in errors[:5]:
            say(error)
        figures = {**seen, **counted(service.var / "huiyin.db"), "script_errors": len(errors)}
        return {**figures, "page_p95_ms": office.tally.p95()}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.office", description=__doc__)
    wanted.add_argument("--csv", type=Path)
    wanted.add_argument("--n", type=int, default=60)
    given = wanted.parse_args()
    some = rows(given.csv, given.n)
    with tempfile.TemporaryDirectory(prefix="huiyin-") as held:
        home = Path(held)
        with serving(home, **QUICK) as service:
            seen = worked(service, home, some)
        alone = asyncio.run(by_api(_made(home / "api")))
    beyond = [f"{name} {seen[name]} > {most}" for name, most in LIMITS.items() if seen[name] > most]  # type: ignore[operator]
    beyond += [] if alone["state"] == "closed" else ["by /v1 alone no case was closed"]
    for words in beyond:
        say(f"beyond its limit: {words}")
    print(json.dumps({**seen, "by_api": alone}))
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
