"""What `make edges` calls by name is there."""

from pathlib import Path

from benchmarks.edges.__main__ import FULL, KINDS
from tests.conftest import LENGTHS

ROOT = Path(__file__).parents[2]


def test_every_test_that_make_edges_names_is_there() -> None:
    for named in (test for tests in KINDS.values() for test in tests):
        file, _, test = named.partition("::")
        assert (ROOT / file).is_file(), named
        assert not test or f"def {test}(" in (ROOT / file).read_text("utf-8"), named


def test_its_lengths_reach_the_tests() -> None:
    assert all(name.startswith(LENGTHS) for name in FULL), "others of ours are cleared away"
