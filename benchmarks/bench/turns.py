"""Telegram turns a second, from the webhook to the answer in the chat, all of it saved, beside a bare aiogram echo.

Both speak to the same Bot API server, which runs here. The bot keeps its chats on PostgreSQL with fsync.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from benchmarks.bench.bare_echo import HOOK
from benchmarks.bench.ground import Ground, apis, bare, filled, served, settings
from benchmarks.bench.measure import Figures, Run, compared, in_turns
from benchmarks.journey import PATH, TelegramChat
from benchmarks.service import free_port
from bot.channels.telegram.settings import TelegramSettings
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.people import Sent

PEOPLE = 24
ANSWER_SECONDS = 30
STORY = "村口的路灯坏了一个月，晚上看不见路。"
_ids = itertools.count(10_000)


class Hooking(BotApi):
    """Brings each update at once to `hook`, as Telegram does for many chats, and tells whoever waits for an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.hook = ""
        self.headers: dict[str, str] = {}
        self.http: aiohttp.ClientSession | None = None
        self.waiting: dict[int, asyncio.Event] = {}
        self.by_chat: dict[int, list[Sent]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def push_raw(self, raw: Any) -> None:
        task = asyncio.create_task(self._bring(raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, raw: Any) -> None:
        assert self.http is not None
        async with self.http.post(self.hook, json=raw, headers=self.headers) as answer:
            assert answer.status == 200, answer.status

    def _send(self, name: str, method: Any, params: dict[str, Any]) -> dict[str, Any]:
        made = super()._send(name, method, params)
        self.by_chat.setdefault(int(method.chat_id), []).append(self.sent.pop())
        if event := self.waiting.get(int(method.chat_id)):
            event.set()
        return made

    def _edit(self, name: str, method: Any, params: dict[str, Any]) -> Any:
        held, self.sent = self.sent, self.to(int(method.chat_id))
        try:
            return super()._edit(name, method, params)
        finally:
            self.sent = held

    def to(self, chat: int) -> list[Sent]:
        """Without a look through all that was ever sent."""
        return self.by_chat.setdefault(chat, [])


class Timed(TelegramChat):
    """A resident; `run` holds how long each answer took that had buttons, as every screen of a dialog has."""

    def __init__(self, api: Hooking, id: int, run: Run) -> None:
        super().__init__(api, id)
        self._api, self._run = api, run
        self._event = api.waiting[id] = asyncio.Event()

    async def send(self, *, text: str | None = None, press: str | None = None) -> None:
        before, start = len(self._person.got), time.perf_counter()
        if press is not None:
            under = next(m for m in reversed(self._person.got) if press in m.presses)
            self._person.presses(press, under)
        else:
            self._person.says(text)
        async with asyncio.timeout(ANSWER_SECONDS):
            while not any(m.presses for m in self._person.got[before:]):
                self._event.clear()
                await self._event.wait()
        self._run.took.append(time.perf_counter() - start)
        self._answer = self._person.got[before:]

    async def form(self) -> None:
        """Begins, and answers the whole form up to what is sent."""
        await self.start()
        await self.press("m.submit")
        await self.press(PATH["consent"])
        await self.tell(STORY)
        await self.press("done")
        for _ in range(20):
            there = self.buttons()
            if PATH["confirm"] in there:
                return
            await self.press(*(c for c in (PATH["kind"], PATH["people"], PATH["who"], "skip") if c in there))


async def _talk(api: Hooking, seconds: float) -> Run:
    """`PEOPLE` at once; each who has filled in the form is followed by somebody new."""
    run, start = Run(0.0), time.perf_counter()

    async def seat() -> None:
        while time.perf_counter() < start + seconds:
            await Timed(api, next(_ids), run).form()

    await asyncio.gather(*(seat() for _ in range(PEOPLE)))
    run.seconds = time.perf_counter() - start
    return run


async def _echoed(api: Hooking, seconds: float) -> Run:
    run, start = Run(0.0), time.perf_counter()

    async def seat() -> None:
        person, event = api.person(next(_ids)), asyncio.Event()
        api.waiting[person.id] = event
        while (begun := time.perf_counter()) < start + seconds:
            event.clear()
            person.says(STORY)
            async with asyncio.timeout(ANSWER_SECONDS):
                await event.wait()
            run.took.append(time.perf_counter() - begun)

    await asyncio.gather(*(seat() for _ in range(PEOPLE)))
    run.seconds = time.perf_counter() - start
    return run


@asynccontextmanager
async def bot_api() -> AsyncIterator[Hooking]:
    api = Hooking()
    await api.up(free_port())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PEOPLE * 4)) as api.http:
        yield api
    await api.down()


async def turns(ground: Ground) -> Figures:
    async with bot_api() as api:
        with filled(ground, "postgresql") as (home, url), ground.postgres.database() as chats:
            async with apis(home, url) as services, bare("echo", api.url) as echo:
                given = settings(
                    None,
                    HUIYIN_API_URL=services[0].url,
                    HUIYIN_SESSION_URL=chats,
                    HUIYIN_TELEGRAM_TOKEN=TOKEN,
                    HUIYIN_TELEGRAM_API=api.url,
                    HUIYIN_TELEGRAM_WEBHOOK_URL="http://127.0.0.1",
                    HUIYIN_TELEGRAM_RATE="0",
                    HUIYIN_TELEGRAM_CHAT_RATE="1000",
                )
                async with served(home, "bot", **given) as bot:
                    ours = TelegramSettings(telegram_token=TOKEN)  # type: ignore[arg-type]
                    secret = {"X-Telegram-Bot-Api-Secret-Token": ours.webhook_secret}

                    async def here() -> Run:
                        api.hook, api.headers = bot.url + ours.webhook_path, secret
                        return await _talk(api, ground.seconds)

                    async def there() -> Run:
                        api.hook, api.headers = echo.url + HOOK, {}
                        return await _echoed(api, ground.seconds)

                    await here()
                    done = await in_turns(ground.runs, here=here, beside=there)
    return {"people": PEOPLE, **compared(done, "here", "beside")}
