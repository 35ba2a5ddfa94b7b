"""Worker processes that open what strangers sent: one process for each file, so that a bomb ends only itself."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterable
from contextlib import suppress
from pathlib import Path

import structlog

from models.renditions.drawn import NotDrawn, Rendition

log = structlog.get_logger("models.renditions")
ROOT = Path(__file__).parents[2]
AT_ONCE = 2
SECONDS = 90.0
"""Of the wall clock, for one file: a bomb has used up its processor time long before."""


class RendererDown(Exception):
    """The worker process could not be started or failed by a fault of ours: the file may be fine, try it later."""


class Renderer:
    """Draws files in processes of their own, a few at once; the others wait for their turn."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(at_once), seconds

    async def draw(self, kind: str, content: AsyncIterable[bytes]) -> Rendition:
        """`kind`: its media type, by its own bytes. Raises `NotDrawn`, `RendererDown`, and what `content` raises."""
        async with self._turns:
            try:
                worker = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-E", "-s", "-m", "models.renditions", kind),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    cwd=ROOT,
                    env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
                )
            except OSError as why:
                raise RendererDown(str(why)) from why
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await _asked(worker, content)
            except TimeoutError:
                raise RendererDown(f"no answer within {self._seconds} s") from None
            finally:
                await _ended(worker)
        return _read(kind, answer, worker.returncode)


async def _asked(worker: asyncio.subprocess.Process, content: AsyncIterable[bytes]) -> bytes:
    assert worker.stdin is not None and worker.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died; its end says why
        async for piece in content:
            worker.stdin.write(piece)
            await worker.stdin.drain()
        worker.stdin.close()
    answer = await worker.stdout.read()
    await worker.wait()
    return answer


async def _ended(worker: asyncio.subprocess.Process) -> None:
    """No process of ours is left, whatever happened."""
    if worker.returncode is None:
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
    if worker.stdin is not None:
        worker.stdin.close()


def _read(kind: str, answer: bytes, code: int | None) -> Rendition:
    """The answer: a packed rendition, or a line of JSON that says why there is none."""
    head, end, _ = answer.partition(b"\n")
    if not end:
        log.warning("a worker process ended", media_type=kind, code=code)
        if code is not None and code < 0:
            raise NotDrawn("heavy" if -code in (signal.SIGKILL, signal.SIGXCPU) else "broken")
        raise RendererDown(f"the worker process ended with {code}")
    told = json.loads(head)
    if why := told.get("why"):
        log.info("a file cannot be drawn", media_type=kind, why=why, error=told.get("error"))
        raise NotDrawn(why)
    try:
        return Rendition.unpacked(answer)
    except ValueError:
        raise RendererDown("the worker process broke off") from None
