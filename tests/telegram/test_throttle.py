"""Rate limiter and throttle: 29 messages in any second, one a second to a chat after three; by 1 and 2 processes."""

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.channels.telegram.limiter import Limiter, Memory, Shared, limiter
from bot.channels.telegram.throttle import NoRoom, Throttle, Urgency

STEP = 1000 / 28


def most_in_a_second(at: list[float]) -> int:
    at = sorted(at)
    return max(sum(1 for t in at if start <= t < start + 1) for start in at)


class Wall:
    """Milliseconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def taken(gate: Limiter, wall: Wall, chat: str, notice: bool = False) -> float:
    """When a place is got, asking again as often as told."""
    while wait := (await gate.take(chat, 1000, notice))[0]:
        wall.now += wait
    return wall.now


async def test_three_at_once_then_one_a_second() -> None:
    wall = Wall()
    gate = Memory(STEP, wall)
    at = [await taken(gate, wall, "77") for _ in range(6)]
    assert at[2] - at[0] < 100
    assert [round(b - a) for a, b in pairwise(at[3:])] == [1000, 1000]


async def test_29_in_any_second_over_all_chats() -> None:
    wall = Wall()
    gate = Memory(STEP, wall)
    at = [await taken(gate, wall, str(n)) / 1000 for n in range(200)]
    assert most_in_a_second(at) <= 29
    assert at[-1] - at[0] < 7.5


async def test_one_chat_that_must_wait_delays_no_other() -> None:
    wall = Wall()
    gate = Memory(STEP, wall)
    await gate.hold("77", 1000, 30_000)
    assert await gate.take("77", 1000, False) == (30_000, "chat")
    assert await gate.take("78", 1000, False) == (0, "")


async def test_chats_at_rest_are_forgotten() -> None:
    wall = Wall()
    gate = Memory(0.001, wall)
    for n in range(20_001):
        wall.now += 10
        await gate.take(str(n), 1000, False)
    assert len(gate._chats) <= 10_001


Call = Callable[..., Awaitable[Any]]


async def call(throttle: Throttle, chat: int, urgency: Urgency = "turn", do: Any = None) -> Any:
    async def sent(*_: Any, **__: Any) -> bool:
        return True

    return await throttle.process_request(do or sent, (), {}, "sendMessage", {"chat_id": chat}, urgency)


async def test_a_turn_goes_before_notices() -> None:
    throttle = Throttle(Memory(50), 50)
    order: list[str] = []

    async def one(chat: int, urgency: Urgency) -> None:
        await call(throttle, chat, urgency)
        order.append(urgency)

    notices = [asyncio.create_task(one(n, "notice")) for n in range(10)]
    await asyncio.sleep(0.01)
    turns = [asyncio.create_task(one(100 + n, "turn")) for n in range(10)]
    await asyncio.gather(*notices, *turns)
    assert order[:13].count("turn") >= 9


async def test_what_nobody_waits_for_is_left_out() -> None:
    throttle = Throttle(Memory(1000), 50)
    await call(throttle, 1)
    with pytest.raises(NoRoom):
        await call(throttle, 2, "spare")


async def test_patience_is_kept_for_that_chat_and_the_call_made_again() -> None:
    throttle = Throttle(Memory(1), 50)
    tries: list[float] = []

    async def once_refused(*_: Any, **__: Any) -> str:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise RetryAfter(1)
        return "sent"

    refused = asyncio.create_task(call(throttle, 1, "turn", once_refused))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await call(throttle, 2)
    assert time.monotonic() - began < 0.5
    assert await refused == "sent"
    assert tries[1] - tries[0] >= 1.0


async def test_a_notice_that_is_told_to_wait_goes_back() -> None:
    throttle = Throttle(Memory(1), 50)

    async def refused(*_: Any, **__: Any) -> None:
        raise RetryAfter(30)

    with pytest.raises(RetryAfter):
        await call(throttle, 1, "notice", refused)
    with pytest.raises(NoRoom):
        await call(throttle, 1, "notice")


async def test_only_messages_are_counted() -> None:
    throttle = Throttle(Memory(60_000), 1)

    async def done(*_: Any, **__: Any) -> bool:
        return True

    for method in ("answerCallbackQuery", "getFile", "setMyCommands", "getMe"):
        assert await throttle.process_request(done, (), {}, method, {"chat_id": 1}, None)
    assert await Throttle(None).process_request(done, (), {}, "sendMessage", {"chat_id": 1}, None)


@pytest.mark.parametrize("method", ["answerCallbackQuery", "getFile"])
async def test_patience_is_kept_for_what_is_not_counted_too(method: str) -> None:
    tries: list[float] = []

    async def once_refused(*_: Any, **__: Any) -> str:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise RetryAfter(1)
        return "done"

    assert await Throttle(Memory(1), 50).process_request(once_refused, (), {}, method, {}, None) == "done"
    assert tries[1] - tries[0] >= 1.0


def _speak(url: str, name: str, first: int, count: int, chats: int, out: Any) -> None:
    """A process of its own that sends to chats as fast as it may."""

    async def main() -> None:
        shared = Shared(url, STEP, name)
        throttle = Throttle(shared, 1)
        sent: list[tuple[int, float]] = []

        async def send(chat: int) -> None:
            async def now(*_: Any, **__: Any) -> None:
                sent.append((chat, time.time()))  # noqa: TID251 - of two processes

            await call(throttle, chat, "turn", now)

        await asyncio.gather(*(send((first + n) % chats) for n in range(count)))
        await shared.close()
        out.put(sent)

    asyncio.run(main())


def test_two_processes_share_the_rate(redis_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    name = f"throttle-{time.monotonic_ns()}"
    processes = [context.Process(target=_speak, args=(redis_url, name, n * 7, 65, 40, out)) for n in range(2)]
    for process in processes:
        process.start()
    sent = [one for _ in processes for one in out.get(timeout=60)]
    for process in processes:
        process.join(20)
    assert len(sent) == 130
    assert most_in_a_second([at for _, at in sent]) <= 29
    for chat in {chat for chat, _ in sent}:
        at = sorted(t for c, t in sent if c == chat)
        assert all(later - first >= 0.99 for first, later in zip(at, at[3:], strict=False)), at


async def test_redis_keeps_patience_for_a_chat_in_every_process(redis_url: str) -> None:
    name = f"hold-{time.monotonic_ns()}"
    one, other = Shared(redis_url, STEP, name), Shared(redis_url, STEP, name)
    await one.hold("77", 1000, 5000)
    wait, whose = await other.take("77", 1000, False)
    assert whose == "chat" and 4500 < wait <= 5001
    assert await other.take("78", 1000, False) == (0, "")
    await one.close()
    await other.close()


async def test_without_redis_it_keeps_the_rate_alone(free_port: int) -> None:
    lost = limiter(28, f"redis://127.0.0.1:{free_port}/0", "123:abc")
    assert await lost.take("77", 1000, False) == (0, "")
    assert (await lost.take("78", 1000, False))[1] == "bot"
    await lost.hold("78", 1000, 5000)
    await lost.close()
