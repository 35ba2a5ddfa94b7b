"""The whole service as `make run` starts it: a process of its own, spoken to over HTTP only."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
STOP_SECONDS = 15


class Unwell(Exception):
    """The service did not come up, or did not end cleanly."""


@dataclass(frozen=True)
class Huiyin:
    url: str  # no slash at the end
    admin_password: str
    var: Path
    log: Path  # what the process printed, both streams
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up."""
        self.process.kill()
        self.process.wait()


def environment(home: Path, port: int, settings: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    ours = {
        "HUIYIN_PORT": str(port),
        "HUIYIN_VAR": str(home / "var"),
        "HUIYIN_KEYS_FILE": str(home / "keys.json"),
        "HUIYIN_TAKE_BACK_SECONDS": "0",  # what is measured is the way, not the wait
        "HUIYIN_ADMIN_PASSWORD": secrets.token_urlsafe(16),
    }
    return inherited | {"PYTHONUNBUFFERED": "1"} | ours | settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not _healthy(port):
        if process.poll() is not None:
            raise Unwell(f"huiyin.py run ended with {process.returncode}:\n{log.read_text()[-4000:]}")
        if time.monotonic() > end:
            raise Unwell(f"/healthz did not answer in {START_SECONDS} s:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes], log: Path) -> None:
    """Ctrl-C, as a person would; anything but a clean end is a failure, unless it was killed on purpose."""
    if process.poll() == -signal.SIGKILL:
        return
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        code: int | str = process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        code = f"nothing in {STOP_SECONDS} s"
    if code != 0:
        raise Unwell(f"SIGINT was answered with {code}:\n{log.read_text()[-4000:]}")


def once(home: Path, *command: str, **settings: str) -> None:
    """Runs a command of the service to its end, on the data in `home`/var. Unwell when it fails."""
    own = environment(home, 0, settings)
    done = subprocess.run([sys.executable, "huiyin.py", *command], cwd=ROOT, env=own, capture_output=True, check=False)
    if done.returncode:
        raise Unwell(f"huiyin.py {command[0]} ended with {done.returncode}:\n{done.stderr.decode()[-4000:]}")


@contextmanager
def serving(
    home: Path, role: str = "run", port: int = 0, program: tuple[str, ...] = ("huiyin.py",), **settings: str
) -> Iterator[Huiyin]:
    """Runs the service with its data in `home`/var until the block ends. The same `home` again finds the same data.

    `role` is the command (`run`, `api`, `bot`) of `program`; `settings` are further HUIYIN_* variables. Unwell when it
    does not come up or does not stop cleanly.
    """
    port = port or free_port()
    own = environment(home, port, settings)
    log = home / f"huiyin-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *program, role],
            cwd=ROOT,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A test run in the background of a script ignores SIGINT, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
    try:
        _wait_healthy(process, port, log)
        password = own["HUIYIN_ADMIN_PASSWORD"]
        yield Huiyin(f"http://127.0.0.1:{port}", password, Path(own["HUIYIN_VAR"]), log, process)
        _stop(process, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
