"""The SMS channel beside the real desk and API, with a gateway of our own: HTTP in both directions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.sms import Sms, SmsSettings
from bot.courier import Courier
from tests.bot.conftest import House, Served, _seeded, api, house, number_in  # noqa: F401 - the fixtures live there
from tests.sms.gateway import SECRET, Gateway
from tests.sms.waiting import until
from tests.sockets import a_free_port
from tests.telegram.people import opening

PHONE = "+8613800000001"


@dataclass
class Line:
    """The running channel, and somebody with a phone. `sms` is made anew by `restarted`."""

    house: House
    gateway: Gateway
    sms: Sms
    served: Served
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    def start(self) -> None:
        bot = self.house.bot
        self.tasks = [asyncio.create_task(self.sms.run())]
        courier = Courier(bot.client, bot.store, bot.wakeup, [self.sms], 0.05, background=bot.background)
        self.tasks.append(asyncio.create_task(courier.run()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def restarted(self) -> None:
        """Another process on the same chats."""
        await self.stop()
        self.sms = Sms(self.house.bot.desk, settings(self.gateway))
        self.served.app = Starlette(routes=self.sms.routes)
        self.start()

    async def asks(self, text: str, part: str) -> str:
        """The answer, which holds `part`."""
        before = len(self.gateway.to(PHONE))
        assert await self.gateway.says(PHONE, text) == 200
        return await self.gateway.hears(PHONE, part, before)

    async def begun(self) -> None:
        """At the story."""
        await self.asks("/submit", "同意，开始")
        await self.asks("同意，开始", opening("story"))

    async def filed(self, story: str = "村口的路灯坏了一个月，晚上看不见路。") -> str:
        """A whole submit, every button by its number; the case's number."""
        await self.begun()
        told = await self.asks(story, "1 条文字")
        review = await self.asks(number_of(told, "直接提交"), "确认提交")
        return number_in(await self.asks(number_of(review, "确认提交"), "9901 21"))

    async def states(self, case_no: str, **expected: str) -> None:
        """Waits until the case's notices stand so."""

        async def stand() -> bool:
            return expected.items() <= (await self.house.notices(case_no)).items()

        await until(stand)


def number_of(text: str, label: str) -> str:
    """The number before an option."""
    (line,) = [line for line in text.splitlines() if line.endswith(f" {label}") and line.split()[0].isdigit()]
    return line.split()[0]


def settings(gateway: Gateway, **more: object) -> SmsSettings:
    given = {"sms_url": gateway.url, "sms_secret": SecretStr(SECRET), "sms_sender": "12345", "sms_seconds": 2}
    return SmsSettings(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
async def line(house: House) -> AsyncIterator[Line]:  # noqa: F811
    gateway = Gateway(lambda: house.clock.now().timestamp())
    await gateway.up(a_free_port())
    sms = Sms(house.bot.desk, settings(gateway))
    served = Served(Starlette(routes=sms.routes), a_free_port())
    await served.up()
    gateway.hook = f"{served.url}/sms"
    made = Line(house, gateway, sms, served)
    made.start()
    yield made
    await made.stop()
    await served.down()
    await gateway.down()
