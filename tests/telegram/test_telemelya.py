"""A whole submit, reply and rating through an emulator of Telegram that we did not write, both libraries unmodified."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.settings import TelegramSettings
from models.words import say
from tests.bot.conftest import House, Served, number_in
from tests.sockets import a_free_port
from tests.telegram.botapi import BotApi
from tests.telegram.conftest import Door
from tests.telegram.emulator import Emulated, telemelya_url  # noqa: F401 - a fixture
from tests.telegram.people import opening, until
from tests.telegram.test_person import danger_to_handed_back
from tests.telegram.test_talk import JPEG, STORY

TOKEN = "123456789:ABCDefGhIjKlMnOpQrStUvWxYz"


class WithSecret:
    """A proxy before the bot: the emulator sends no secret header."""

    def __init__(self, app: Starlette, secret: str) -> None:
        self._app, self._header = app, (b"x-telegram-bot-api-secret-token", secret.encode())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app({**scope, "headers": [*scope["headers"], self._header]}, receive, send)


@pytest.fixture
async def emulated(house: House, telemelya_url: str) -> AsyncIterator[tuple[Door, Emulated]]:  # noqa: F811
    port = a_free_port()
    settings = TelegramSettings(
        telegram_token=SecretStr(TOKEN),
        telegram_api=telemelya_url,
        telegram_rate=0,
        telegram_webhook_url=f"http://127.0.0.1:{port}",
    )
    door = Door(house, BotApi(), settings, Telegram(house.bot.desk, settings))
    app = Starlette(routes=door.telegram.routes)
    door.web = Served(WithSecret(app, settings.webhook_secret), port)
    await door.web.up()
    door.start()
    door.start_courier()
    async with aiohttp.ClientSession() as http:
        yield door, Emulated(http, telemelya_url, TOKEN, 7700)
    await door.stop()
    await door.web.down()


async def heard(person: Emulated, part: str) -> dict[str, Any]:
    async def found() -> dict[str, Any] | None:
        return next((r for r in await person.responses() if part in str(r["text"])), None)

    message: dict[str, Any] = await until(found)
    return message


async def begins(person: Emulated, **what: Any) -> None:
    """Says it as soon as the webhook is set."""

    async def said() -> bool:
        try:
            await person.does(**what)
        except AssertionError:
            return False
        return True

    await until(said)


async def test_a_talk_with_staff(emulated: tuple[Door, Emulated]) -> None:
    door, person = emulated
    await begins(person, command="start")
    held = await danger_to_handed_back(door, lambda text: person.does(text=text), partial(heard, person))
    assert [line["text"] for line in held["lines"]][-1] == "谢谢你，我下来了"


async def test_submit_reply_and_rate(emulated: tuple[Door, Emulated]) -> None:
    door, person = emulated
    hears = partial(heard, person)

    async def press(ending: str) -> None:
        async def found() -> tuple[str, int] | None:
            for sent in reversed(await person.responses()):
                for row in (sent["reply_markup"] or {}).get("inline_keyboard", []):
                    for button in row:
                        if button.get("callback_data", "").endswith(ending):
                            return button["callback_data"], sent["message_id"]
            return None

        data, message = await until(found)
        await person.does(callback_data=data, callback_message_id=message)

    await begins(person, command="start")
    await press("m.submit")
    await press(".agree")
    await hears(opening("story"))
    await person.does(photo_file_id=await person.upload(JPEG), photo_caption="就是这盏")
    await hears("1 张照片")
    await person.does(text=STORY)
    await press(".send")
    await press(".use")
    await press(".yes")
    case_no = number_in((await hears("9901 21"))["text"])
    case = await door.house.case(case_no)
    assert [w["text"] or w["media_type"] for w in case["words"]] == ["就是这盏", "image/jpeg", STORY]
    assert len(await person.responses("answerCallbackQuery")) == 5
    reply = "路灯已经修好。" * 900
    await door.house.replied(case_no, reply)

    async def whole() -> bool:
        return "".join(r["text"] for r in await person.responses() if "修好" in str(r["text"])) == reply

    await until(whole)
    assert all(r["raw"]["protect_content"] for r in await person.responses() if "修好" in str(r["text"]))
    await press(".rate-satisfied")
    await hears(say("zh_Hans", "rated.satisfied"))
    assert (await door.house.case(case_no))["rating"] == "satisfied"
