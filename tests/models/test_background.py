"""A background task that fails is started again, shown while it fails, and disturbs no other."""

import asyncio

import pytest

from models import background
from models.background import Background
from models.clock import ManualClock
from tests.api.counter import START


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Background:
    monkeypatch.setattr(background, "SHORTEST", 0.01)
    return Background(ManualClock(START))


async def test_what_fails_is_started_again_until_it_works(kept: Background) -> None:
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise OSError("a secret that must not be shown")

    await kept.keep("courier", work)
    assert tries == 4 and kept.health() == {"status": "ok"}


async def test_while_it_fails_it_is_seen(kept: Background) -> None:
    async def work() -> None:
        raise OSError("a secret that must not be shown")

    task = asyncio.create_task(kept.keep("courier", work))
    async with asyncio.timeout(60):
        while kept.failing.get("courier") is None or kept.failing["courier"].times < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    times = kept.failing["courier"].times
    assert kept.health() == {
        "status": "degraded",
        "failing": {"courier": {"since": START.isoformat(), "times": times, "error": "OSError"}},
    }


async def test_the_waits_double_up_to_a_minute() -> None:
    kept = Background(ManualClock(START))
    waits = [kept.failed("worker", ValueError()) for _ in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    kept.works("worker")
    assert kept.failed("worker", ValueError()) == 1


async def test_being_cancelled_is_no_failure(kept: Background) -> None:
    task = asyncio.create_task(kept.keep("sweeper", lambda: asyncio.sleep(3600)))
    await asyncio.sleep(0)
    task.cancel()
    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], asyncio.CancelledError)
    assert kept.health() == {"status": "ok"}


async def test_a_cancellation_that_became_an_error_still_ends_it(kept: Background) -> None:
    """As SQLAlchemy does with one that meets it amid a statement."""
    waits = asyncio.Event()

    async def work() -> None:
        try:
            waits.set()
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            raise OSError("rolled back") from None

    task = asyncio.create_task(kept.keep("worker", work))
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert kept.health() == {"status": "ok"}


async def test_a_cancellation_that_was_swallowed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "SHORTEST", 0.01)
    swallowed = 0

    async def deaf() -> None:
        nonlocal swallowed
        while swallowed < 3:
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                swallowed += 1

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await background.end([task])
    assert task.done() and swallowed == 3
