"""What one address may cause: new chats, files and alarms. A chat that has begun and danger are always heard."""

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.app import build
from models.words import say
from tests.bot.conftest import KEYS, House, Served, Web, number_in
from tests.sockets import a_free_port


@pytest.fixture
async def strict(house: House) -> AsyncIterator[Web]:
    """Two new chats and two megabytes an hour from one address; the first chat has begun."""
    settings = house.settings.model_copy(update={"chats_limit": "2/hour", "uploads_limit": "2/hour"})
    lax, house.bot = house.bot, build(settings, clock=house.clock, keys=KEYS)
    await house.bot.start()
    served = Served(house.bot.web, a_free_port())
    await served.up()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        web = Web(house, served, http)
        await web.begin()
        yield web
    await served.down()
    await house.bot.stop()
    house.bot = lax


async def visit(web: Web, text: str) -> tuple[int, Any, str | None]:
    """A first message with the cookie that a page without a chat gave: status, answer, Retry-After."""
    async with web.http.get(f"{web.served.url}/") as page:
        token = page.cookies["huiyin"].value
    headers = {"Authorization": f"Bearer {token}"}
    async with web.http.post(f"{web.served.url}/chat/messages", json={"text": text}, headers=headers) as answer:
        return answer.status, await answer.json(), answer.headers.get("retry-after")


async def test_new_chats_of_one_address_are_bounded_and_told_when_to_come_again(strict: Web) -> None:
    assert (await visit(strict, "村口的路灯坏了"))[0] == 200
    status, problem, again = await visit(strict, "井盖没了")
    assert (status, problem["code"], again) == (429, "too_many_chats", "60")
    async with strict.http.post(f"{strict.served.url}/chat/sessions") as answer:
        assert answer.status == 429
    assert await strict.filed(), "a chat that has begun goes on to its number"
    status, held, _ = await visit(strict, "我不想活了")
    assert status == 200 and "12356" in str(held), "danger is heard from wherever it comes"


async def test_files_of_one_address_are_bounded_and_the_words_beside_them_kept(strict: Web) -> None:
    await strict.send(press="m.submit")
    await strict.press(".agree")
    form = aiohttp.FormData({"text": "井盖没了，照片在这"})
    form.add_field("files", io.BytesIO(b"x" * 3_000_000), filename="a.jpg", content_type="image/jpeg")
    status, held = await strict.post("/chat/messages", data=form)
    assert status == 200, held
    strict.screens = held["screens"]
    texts = [s["text"] for s in strict.screens]
    assert say("zh_Hans", "file.later", most=0) in texts
    url, headers = f"{strict.served.url}/chat/files/aaaaaaaa", {**strict.headers, "Content-Range": "bytes */3000000"}
    async with strict.http.put(url, headers=headers) as answer:
        refused = answer.status, (await answer.json())["code"], answer.headers["retry-after"]
    assert refused == (429, "file_later", "60")
    await strict.press(".send")
    number = number_in((await strict.press(".yes"))[-1]["text"])
    assert [w["text"] for w in (await strict.house.case(number))["words"]] == ["井盖没了，照片在这"]


async def test_alarms_of_one_address_stand_after_everybody_elses(strict: Web) -> None:
    for _ in range(5):
        assert (await visit(strict, "我不想活了"))[0] == 200
    await strict.house.say("我不想活了")  # from elsewhere, and later
    async with strict.house.admin.get(f"{strict.house.api.url}/v1/live") as answer:
        held = await answer.json()
    rows = held["items"] if isinstance(held, dict) else held
    assert [row["beside"] for row in rows] == [0, 1, 2, 0, 3, 4]
