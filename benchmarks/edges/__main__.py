"""make edges: every fault at the edges, at full length; the last line on stdout is one JSON object.

    kinds, cases, failed          kinds of faults, cases of them, and how many did not go as they must
    service_ended, words_lost     how often a process ended by itself; confirmations told as taken that came to nothing
    loop_blocked_ms_max           the longest time for which an input held the event loop

A case is a test. What it saw it says by `record_property`, under the names above; a test that fails, errs or is not
found counts as failed, and one that is skipped is named: it proves nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
KINDS: dict[str, tuple[str, ...]] = {
    "database": ("tests/edges/test_database.py", "tests/journeys/test_locked.py", "tests/models/test_background.py"),
    "bounds": ("tests/edges/test_bounds.py",),
    "crash": ("tests/journeys/test_crash.py",),
    "flood": ("tests/bot/test_flood.py", "tests/bot/test_admission.py"),
    "telegram": ("tests/telegram/test_faults.py",),
    "page": ("tests/browser/test_edges.py", "tests/browser/test_proxies.py", "tests/models/test_proxies.py"),
    "media": ("tests/models/test_renditions.py", "tests/models/test_renderer.py", "tests/api/test_files.py"),
    "typing": (
        "tests/models/test_phones.py",
        "tests/models/test_visible.py",
        "tests/api/test_found.py",
        "tests/conversations/test_questions.py::test_a_number_of_people",
        "tests/api/test_visits.py::test_one_person_has_one_place_of_an_hour",
        "tests/api/test_residents.py::test_asking_for_a_person_again_is_one_task",
        "tests/api/test_links.py::test_the_same_phone_from_two_chats_is_likely_the_same_person",
        "tests/bot/test_standing.py::test_words_typed_while_staff_wait_for_an_answer_are_the_answer",
        "tests/telegram/test_talk.py::test_a_place_card_keeps_its_name_and_address",
        "tests/telegram/test_talk.py::test_words_stay_with_what_they_answer",
    ),
    "repeats": (
        "tests/api/test_create.py::test_repeats_take_no_number",
        "tests/api/test_create.py::test_repeats_at_other_processes_and_after_faults_take_no_number",
    ),
    "clock": ("tests/api/test_clock.py", "tests/bot/test_store.py"),
    "redis": ("tests/api/test_limits.py", "tests/models/test_breaker.py"),
}
"""The tests of each kind of fault, as pytest takes them: files, or `file::test`."""
FULL = {"HUIYIN_EDGES_LOCKED": "12,25,40,80", "HUIYIN_EDGES_KILLS": "10"}
"""How long and how often, where a test alone takes a sample."""


@dataclass
class Tally:
    cases: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)

    def add(self, report: Path) -> None:
        for case in ET.parse(report).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            self.cases += 1
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed.append(name)
            elif case.find("skipped") is not None:
                self.skipped.append(name)
            for what in case.iter("property"):
                self._see(str(what.get("name")), float(str(what.get("value"))))

    def _see(self, name: str, value: float) -> None:
        before = self.seen.get(name, 0.0)
        self.seen[name] = max(before, value) if name.endswith("_max") else before + value


def _run(kind: str, report: Path) -> Iterator[str]:
    """Yields what is wrong with the run itself."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *KINDS[kind],
    ]
    options = ["-o", "junit_family=xunit1"]
    done = subprocess.run([*command, *options], cwd=ROOT, env=os.environ | FULL, stdout=sys.stderr, check=False)
    if done.returncode not in (0, 1) or not report.exists():
        yield f"{kind}: pytest ended with {done.returncode}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edges")
    parser.add_argument("--only", default=",".join(KINDS), help="kinds, separated by commas")
    kinds = parser.parse_args().only.split(",")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="huiyin-edges-") as folder:
        for kind in kinds:
            report = Path(folder, f"{kind}.xml")
            tally.failed += _run(kind, report)
            if report.exists():
                tally.add(report)
    for name in tally.failed:
        print(f"failed   {name}", file=sys.stderr)
    for name in tally.skipped:
        print(f"skipped  {name}", file=sys.stderr)
    out = {
        "kinds": len(kinds),
        "cases": tally.cases,
        "failed": len(tally.failed),
        "skipped": len(tally.skipped),
        "service_ended": int(tally.seen.get("service_ended", 0)),
        "words_lost": int(tally.seen.get("words_lost", 0)),
        "loop_blocked_ms_max": tally.seen.get("loop_blocked_ms_max", 0.0),
    }
    print(json.dumps(out))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
