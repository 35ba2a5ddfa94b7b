"""Being told to end: by a signal, or by a terminal that is closed."""

import asyncio
import faulthandler
import os
import signal
from collections.abc import Iterator

import pytest

from models import serving


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(faulthandler, "dump_traceback_later", lambda *_, **__: None)
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(sign) for sign in signs]
    yield
    for sign, handler in zip(signs, before, strict=True):
        signal.signal(sign, handler)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
async def test_each_sign_ends_it(sign: signal.Signals) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup themselves
    told = asyncio.Event()
    serving.at_the_end(told.set)
    os.kill(os.getpid(), sign)
    async with asyncio.timeout(30):
        await told.wait()


async def test_under_nohup_a_closed_terminal_ends_nothing() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    serving.at_the_end(lambda: None)
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
