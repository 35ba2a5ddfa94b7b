"""A failed test accuses itself only."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = """
import gc, socket

def test_fails_with_a_socket_in_its_hands():
    held = socket.socket()
    circle = [held]
    circle.append(circle)
    raise AssertionError

def test_does_nothing():
    gc.collect()
"""


def test_what_a_failed_test_left_open_fails_no_other(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
        "-p",
        "tests.leftovers",
        "-W",
        "error",
    ]
    done = subprocess.run([*command, "-s", f"--rootdir={tmp_path}", f"{tmp_path}/test_two.py"], cwd=ROOT,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert "1 failed, 1 passed" in done.stdout, done.stdout
    assert "left open by test_two.py::test_fails" in done.stderr and "unclosed" in done.stderr, done.stderr
