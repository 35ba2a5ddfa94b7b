"""Residents who confirm while something is broken, sending again as the page does until they are told it is taken."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.journey import Chat, Lost, Web, count_cases
from benchmarks.service import Huiyin

STORY = "我家门口的井盖松了，车一过就响，夜里睡不着。第 {n} 户。"
CONFIRM_WITHIN = 300
"""Seconds in which everybody is told that it is taken, and the number comes."""


@dataclass
class Outcome:
    """`slowest`: seconds of the longest answer. `lost`: confirmations answered as taken that became no case."""

    taken: int = 0
    refused: int = 0
    broken: int = 0
    slowest: float = 0.0
    cases: int = 0
    lost: int = 0
    doubled: int = 0
    ended: bool = False
    numbers: set[str] = field(default_factory=set)
    unnumbered: list[str] = field(default_factory=list)
    """What stood last in the chats that never showed a number."""


class Rush:
    """`count` chats, led up to the review."""

    def __init__(self, service: Huiyin, http: aiohttp.ClientSession, count: int) -> None:
        self.service, self.web = service, Web(http, service.url, Counter())
        self.chats = [Chat(self.web) for _ in range(count)]
        self.outcome = Outcome()

    async def prepare(self, at_once: int = 8) -> None:
        places = asyncio.Semaphore(at_once)

        async def one(n: int, chat: Chat) -> None:
            async with places:
                await chat.start()
                await chat.send(text=STORY.format(n=n))
                await chat.press("agree")
                await chat.press("send")

        await asyncio.gather(*(one(n, chat) for n, chat in enumerate(self.chats)))

    async def confirm(self) -> None:
        """All press at once, and press again while they are told that it was not stored."""
        await asyncio.gather(*(self._confirm(chat) for chat in self.chats))

    async def _confirm(self, chat: Chat) -> None:
        press = chat.buttons()["yes"]
        body = {"id": f"m{chat.count + 1}", "press": press}
        end = time.monotonic() + CONFIRM_WITHIN
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                status, answer, headers = await self.web.call("POST", "/chat/messages", chat.token, json=body)
            except (aiohttp.ClientError, OSError):
                self.outcome.broken += 1
                await asyncio.sleep(0.5)
                continue
            self.outcome.slowest = max(self.outcome.slowest, time.monotonic() - began)
            if status == 200:
                self.outcome.taken += 1
                chat.screens = answer["screens"]
                return
            assert status in (429, 503), (status, answer)
            assert "Retry-After" in headers, answer
            self.outcome.refused += 1
            await asyncio.sleep(1)

    async def settle(self) -> Outcome:
        """Waits until each chat has its number; what was taken and has none is lost."""
        out = self.outcome
        out.ended = self.service.process.poll() is not None
        if not out.ended:
            await asyncio.gather(*(self._number(chat) for chat in self.chats))
            form = {"username": "demo", "password": self.service.admin_password}
            staff = (await self.web.good("POST", "/v1/token", data=form))["access_token"]
            out.cases = (await count_cases(self.web, staff))["cases"]
        out.lost = max(0, out.taken - len(out.numbers))
        out.doubled = max(0, out.cases - len(self.chats))
        return out

    async def _number(self, chat: Chat) -> None:
        end = time.monotonic() + CONFIRM_WITHIN
        while time.monotonic() < end:
            try:
                self.outcome.numbers.add(await chat.number())
                return
            except Lost:
                await asyncio.sleep(1)
            for event in await self._events(chat):
                chat.screens = event["screens"]
                try:
                    self.outcome.numbers.add(await chat.number())
                    return
                except Lost:
                    continue
        self.outcome.unnumbered += [" / ".join(chat.lines())]

    async def _events(self, chat: Chat) -> list[Any]:
        """None yet when an idle connection was closed just as it was used again: the page asks again too."""
        try:
            return await chat.events()
        except (aiohttp.ClientError, OSError):
            self.outcome.broken += 1
            return []


@asynccontextmanager
async def rushing(service: Huiyin, count: int) -> AsyncIterator[Rush]:
    limit = aiohttp.TCPConnector(limit=400)
    async with aiohttp.ClientSession(connector=limit, timeout=aiohttp.ClientTimeout(total=60)) as http:
        rush = Rush(service, http, count)
        await rush.prepare()
        yield rush


async def amid(service: Huiyin, count: int, fault: Callable[[], Awaitable[None]]) -> Outcome:
    """`count` residents confirm while `fault` runs, from a little before its end to a little after."""
    async with rushing(service, count) as rush:
        async with asyncio.TaskGroup() as group:
            group.create_task(fault())
            await asyncio.sleep(0.1)
            group.create_task(rush.confirm())
        return await rush.settle()
