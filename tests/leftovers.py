"""What a failed test left open is said after that test, not in one that happens to run later on the same worker.

The traceback of a failure holds sockets, pages and tasks. They are collected some time afterwards, and their complaints
then failed tests that had done nothing.
"""

import gc
import sys
from collections.abc import Iterator

import pytest

_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.add(report.nodeid)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    done = yield
    if item.nodeid in _failed:
        _swept(item.nodeid)
    return done


def _swept(after: str) -> None:
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        if hasattr(sys, name):
            delattr(sys, name)
    hook = sys.unraisablehook
    sys.unraisablehook = lambda told: print(f"left open by {after}: {told.exc_value!r}", file=sys.stderr)
    try:
        gc.collect()
    finally:
        sys.unraisablehook = hook
