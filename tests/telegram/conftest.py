"""A bot on Telegram: the real desk and API, our own Bot API server, everything over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.courier import Courier
from tests.bot.conftest import House, Served, _seeded, api, house  # noqa: F401 - the fixtures live there
from tests.sockets import a_free_port
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.people import Person


@dataclass
class Door:
    """The running channel. `server`: the other side of Telegram."""

    house: House
    server: BotApi
    settings: TelegramSettings
    telegram: Telegram
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    web: Served | None = None

    def person(self, id: int = 77, language: str = "zh-hans") -> Person:
        return self.server.person(id, language)

    def start(self) -> None:
        self.tasks = [asyncio.create_task(self.telegram.run())]

    def start_courier(self) -> None:
        bot = self.house.bot
        courier = Courier(
            bot.client, bot.store, bot.wakeup, [self.telegram], 0.05,
            background=bot.background, outbox=bot.desk.outbox,
        )  # fmt: skip
        self.tasks.append(asyncio.create_task(courier.run()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks = []

    async def restarted(self) -> None:
        """Another process on the same chats."""
        await self.stop()
        self.telegram = Telegram(self.house.bot.desk, self.settings)
        self.start()


Opener = Callable[..., Awaitable[Door]]


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    served = BotApi()
    await served.up(a_free_port())
    yield served
    await served.down()


@pytest.fixture
async def opened(house: House, server: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Opener]:  # noqa: F811
    monkeypatch.setattr("bot.channels.telegram.fetch.PAUSES", (0.1, 0.3))  # instead of 1 and 3 s
    doors: list[Door] = []

    async def open(**settings: object) -> Door:
        """A door that is made and not yet running; `settings` as TelegramSettings names them."""
        given = {"telegram_token": SecretStr(TOKEN), "telegram_api": server.url, "telegram_chat_rate": 50}
        made = TelegramSettings(**{**given, **settings})  # type: ignore[arg-type]
        door = Door(house, server, made, Telegram(house.bot.desk, made))
        await door.telegram.open()
        doors.append(door)
        return door

    yield open
    for door in doors:
        await door.stop()
        await door.telegram.close()
        if door.web is not None:
            await door.web.down()


@pytest.fixture
async def door(opened: Opener) -> Door:
    made = await opened()
    made.start()
    return made


async def hook(opened: Opener, prepare: Callable[[Door], None] = lambda _: None) -> Door:
    """`prepare` is called before it starts."""
    port = a_free_port()
    made = await opened(telegram_webhook_url=f"http://127.0.0.1:{port}")
    prepare(made)
    made.web = Served(Starlette(routes=made.telegram.routes), port)
    await made.web.up()
    made.start()
    return made


@pytest.fixture
async def hooked(opened: Opener) -> Door:
    """One that Telegram calls."""
    return await hook(opened)


@pytest.fixture(params=["asks", "is called"])
async def either(opened: Opener, request: pytest.FixtureRequest) -> Door:
    """Both ways of hearing."""
    if request.param == "is called":
        return await hook(opened)
    made = await opened()
    made.start()
    return made
