"""The whole service for tests; see `benchmarks.service`."""

from collections.abc import Iterator

import pytest

from benchmarks.service import Huiyin, serving


@pytest.fixture(scope="session")
def huiyin_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Huiyin]:
    """One service for all tests of this process that need one and leave room for each other."""
    with serving(tmp_path_factory.mktemp("huiyin")) as service:
        yield service
