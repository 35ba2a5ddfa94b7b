"""Serves an ASGI application on a port until the process is told to end, with the tasks that run behind it."""

import asyncio
import faulthandler
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from typing import Any

import structlog
import typer
import uvicorn
import uvloop

from models.background import end
from models.bounds import HEAD, Protocol

Asgi = Callable[
    [MutableMapping[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]
]
STOP_SECONDS = 2
"""How long an open stream may hold up the end."""
END_SECONDS = 12
"""How long anything may."""


class Server(uvicorn.Server):
    """Leaves the signals to the process: what runs behind the server has to end with it, and with exit code 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


COLLECT = 20_000
"""Objects more than were given back, before the garbage collector looks: a request makes some thousands."""


class Printer:
    """Log lines on stdout. What cannot be written there, as on a disk that is full, breaks nothing."""

    def msg(self, line: str) -> None:
        with suppress(OSError):
            print(line, flush=True)

    log = debug = info = warn = warning = error = err = failure = critical = fatal = exception = msg


def run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` to its end, the objects that stand since the start out of the garbage collector's way."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT)
    structlog.configure(logger_factory=lambda *_: Printer())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


def listen(host: str, port: int) -> socket.socket:
    """The port, before anything is touched: who finds it taken must leave what runs there alone."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as why:
        typer.echo(f"cannot listen on {host}:{port}: {why.strerror}. Another port: HUIYIN_PORT=8001", err=True)
        raise typer.Exit(1) from None


async def serve_app(app: Asgi, listening: socket.socket, *behind: Coroutine[Any, Any, None]) -> None:
    """Serves until it is told to stop, with the tasks `behind`, which keep themselves going.

    The caller has entered the lifespan of what is served: the server must not do so a second time.
    """
    server = Server(
        uvicorn.Config(
            app,
            http=Protocol,
            h11_max_incomplete_event_size=HEAD,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,  # uvicorn's own believes loopback; ours believes whom the settings name
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    at_the_end(lambda: setattr(server, "should_exit", True))
    tasks = [asyncio.create_task(work) for work in behind]
    try:
        await server.serve(sockets=[listening])
    finally:
        await end(tasks)
    if not server.started:
        raise typer.Exit(1)


def at_the_end(stop: Callable[[], None]) -> None:
    """On SIGINT, SIGTERM and SIGHUP (the terminal is closed) `stop` is called in the loop. Whatever hangs then, the
    process ends `END_SECONDS` later and says where each thread was. Under nohup SIGHUP stays ignored."""
    loop = asyncio.get_running_loop()

    def told(_sign: int, _frame: object) -> None:
        faulthandler.dump_traceback_later(END_SECONDS, exit=True)
        loop.call_soon_threadsafe(stop)

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, told)
