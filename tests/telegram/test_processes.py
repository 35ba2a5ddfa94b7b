"""Two processes hear one bot: on one PostgreSQL store, each with a part of what a person sends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from bot.app import Bot, build
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.conversation import Conversation
from bot.store import Chat
from models.words import say
from tests.bot.conftest import KEYS, House
from tests.bot.test_store import empty_postgresql_url  # noqa: F401 - a fixture
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.people import Person
from tests.telegram.test_talk import JPEG, STORY

CHAT = Chat("telegram", "77")


@dataclass
class Process:
    bot: Bot
    telegram: Telegram

    async def hears(self, update: dict[str, object]) -> None:
        """An update that the web server of this process got; done when it is saved."""
        said = self.telegram.listener.decode(update)
        assert said is not None
        await self.telegram.updates.update(said, update)


class Shared:
    """The same person, whose updates go to one process or the other."""

    def __init__(self, server: BotApi, processes: list[Process]) -> None:
        self.server, self.processes, self.count = server, processes, 5000
        self.person: Person = server.person()

    async def brings(self, process: int, update: dict[str, object], id: int | None = None) -> int:
        self.count += 1
        number = self.count if id is None else id
        await self.processes[process].hears({"update_id": number, **update})
        return number

    async def says(self, process: int, text: str) -> None:
        await self.brings(process, {"message": self.person.message(text=text)})

    def photo(self, name: str, album: str) -> dict[str, object]:
        self.server.files[name] = JPEG
        size = {"file_id": name, "file_unique_id": name, "width": 9, "height": 9, "file_size": len(JPEG)}
        return {"message": self.person.message(photo=[size], media_group_id=album)}

    async def press(self, process: int, ending: str) -> None:
        await self.server.until(lambda: any(p.endswith(ending) for m in self.person.got for p in m.presses))
        press = next(p for m in reversed(self.person.got) for p in m.presses if p.endswith(ending))
        query = {"id": self.server.new_callback(), "from": self.person.user, "chat_instance": "1", "data": press}
        under = {"message_id": self.person.got[-1].id, "date": 1, "chat": self.person.chat, "text": "…"}
        await self.brings(process, {"callback_query": {**query, "message": under}})

    async def begun(self) -> None:
        await self.says(0, "/submit")
        await self.press(1, ".agree")
        await self.person.asked("story")

    async def sorts(self) -> list[str]:
        memory = Conversation.load(await self.processes[0].bot.store.load(CHAT))
        return [p.get("type") or p["text"] for d in memory.talk.drafts for p in d.parts]


@pytest.fixture
async def shared(house: House, server: BotApi, empty_postgresql_url: str) -> AsyncIterator[Shared]:  # noqa: F811
    settings = house.settings.model_copy(update={"session_url": empty_postgresql_url})
    given = TelegramSettings(
        telegram_token=SecretStr(TOKEN), telegram_api=server.url, telegram_chat_rate=50, redis_url=None
    )
    processes = []
    for _ in range(2):
        bot = build(settings, clock=house.clock, keys=KEYS)
        await bot.start()
        telegram = Telegram(bot.desk, given)
        await telegram.open()
        processes.append(Process(bot, telegram))
    yield Shared(server, processes)
    for process in processes:
        await process.telegram.incoming.close()
        await process.telegram.close()
        await process.bot.stop()


@pytest.mark.parametrize("slow", [None, "p4", "p1"])
async def test_an_album_over_two_processes_is_one_answer(shared: Shared, slow: str | None) -> None:
    """Also when the one that has heard all of its part must wait for the other's."""
    await shared.begun()
    before = len(shared.person.got)
    if slow is not None:
        shared.server.slow[slow] = 2.5
    await asyncio.gather(*(shared.brings(n % 2, shared.photo(f"p{n}", "a1")) for n in range(5)))
    await shared.person.hears("5 张照片", 20, after=before)
    await asyncio.sleep(3)
    assert len(shared.person.got) == before + 1
    assert await shared.sorts() == ["image/jpeg"] * 5


async def test_a_photo_that_cannot_be_had_does_not_keep_the_others_waiting(shared: Shared) -> None:
    await shared.begun()
    before = len(shared.person.got)
    await shared.brings(0, shared.photo("p0", "a1"))
    gone = shared.photo("p1", "a1")
    del shared.server.files["p1"]
    await shared.brings(1, gone)
    await shared.person.hears("1 张照片", 20, after=before)
    await asyncio.sleep(2)
    assert sum("1 张照片" in m.text for m in shared.person.got[before:]) == 1


async def test_both_hear_the_same_update(shared: Shared) -> None:
    await shared.begun()
    before = len(shared.person.got)
    photo = shared.photo("p0", "a1")
    message = {"message": shared.person.message(text=STORY)}
    await asyncio.gather(*(shared.brings(n, photo, 9001) for n in (0, 1)))
    await asyncio.gather(*(shared.brings(n, message, 9002) for n in (0, 1)))
    await shared.person.hears("1 条文字", 20, after=before)
    await asyncio.sleep(1)
    assert sorted(await shared.sorts()) == sorted(["image/jpeg", STORY])


async def test_one_of_them_says_that_it_is_a_lot(shared: Shared) -> None:
    """How much a person sends is counted where the chat is kept, not in each process."""
    await shared.begun()
    for n in range(40):
        await shared.says(n % 2, f"第{n}句。")
    await shared.person.hears(say("zh_Hans", "flood"))
    await asyncio.sleep(1)
    assert sum(say("zh_Hans", "flood") in m.text for m in shared.person.got) == 1
    assert len(await shared.sorts()) == 40
