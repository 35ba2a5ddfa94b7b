"""Updates as they come: malformed, twice, out of order, unsaved, from strangers. Nothing is lost or blocked."""

import asyncio
import io
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.listen import SECRET
from tests.telegram.conftest import Door
from tests.telegram.test_talk import STORY, begun, parts

MALFORMED: list[Any] = [
    {"update_id": 1, "message": "not a message"},
    {"update_id": 2, "message": {"message_id": "x"}},
    {"update_id": 3, "message": {"message_id": 1, "date": 1, "chat": {"id": 1e300, "type": "private"}}},
    {"update_id": 4, "callback_query": {"id": 5}},
    {"update_id": "five", "message": None},
    {"message": {}},
    ["a", "list"],
    "a string",
    None,
    {"update_id": 10**30, "message": {"text": "\ud800"}},
    {"update_id": 6, "message": {"message_id": 1, "date": 10**18, "chat": {"id": 77, "type": "private"}, "text": "x"}},
    {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": 10**20, "type": "private"},
     "from": {"id": 10**20, "is_bot": False, "first_name": "x"}, "text": "x"}},
    {"update_id": 8, "message": {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "private"}, "text": "\ud800",
     "from": {"id": 77, "is_bot": False, "first_name": "x"}}},
]  # fmt: skip


async def test_what_is_no_update_is_set_aside_and_blocks_nobody(either: Door) -> None:
    person = either.person()
    for raw in MALFORMED:
        either.server.push_raw(raw)
    person.says("/start", id=5000)
    await person.hears("回音")
    aside = await either.telegram.records.set_aside()
    assert len(aside) >= len(MALFORMED) - 2
    assert {id for id, _ in aside} >= {1, 2, 4, 7}


async def test_the_same_update_twice_is_heard_once(either: Door) -> None:
    person = either.person()
    await begun(person)
    before = len(person.got)
    for _ in range(3):
        person.says(STORY, id=9000)
    person.says("第二句。", id=9001)
    await person.hears("2 条文字", after=before)
    await asyncio.sleep(0.3)
    assert [p["text"] for p in await parts(either)] == [STORY, "第二句。"]
    assert len(person.got) == before + 2


async def test_updates_out_of_order_are_all_heard(hooked: Door) -> None:
    """After a week of silence the next id is any number: nothing is told by what is greater."""
    person = hooked.person()
    await begun(person)
    for id, text in ((9005, "一"), (9003, "二"), (12, "三"), (9004, "四")):
        person.says(text, id=id)
    await person.hears("4 条文字")
    assert [p["text"] for p in await parts(hooked)] == ["一", "二", "三", "四"]


async def test_what_cannot_be_saved_is_brought_again_in_order(hooked: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    person = hooked.person()
    await begun(person)
    database = hooked.house.bot.store.database
    write, failures = database.write, 3

    async def failing(*args: Any, **how: Any) -> Any:
        nonlocal failures
        if failures and "update chat set doc" in args[0][0][0]:
            failures -= 1
            raise OSError("disk full")
        return await write(*args, **how)

    monkeypatch.setattr(database, "write", failing)
    person.says("第一句。", id=9101)
    person.says("第二句。", id=9102)
    await person.hears("2 条文字")
    assert [p["text"] for p in await parts(hooked)] == ["第一句。", "第二句。"]
    assert [status for id, status in hooked.server.hooked if id == 9101] == [503, 503, 503, 200]


async def test_asked_for_updates_are_kept_until_they_are_saved(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    person = door.person()
    await begun(person)
    database = door.house.bot.store.database
    write, failures = database.write, 2

    async def failing(*args: Any, **how: Any) -> Any:
        nonlocal failures
        if failures and "update chat set doc" in args[0][0][0]:
            failures -= 1
            raise OSError("disk full")
        return await write(*args, **how)

    monkeypatch.setattr(database, "write", failing)
    person.says("第一句。")
    await person.hears("1 条文字")
    assert [p["text"] for p in await parts(door)] == ["第一句。"]


async def test_nobody_else_may_call(hooked: Door) -> None:
    url = f"{hooked.settings.telegram_webhook_url}{hooked.settings.webhook_path}"
    update = {"update_id": 1, "message": hooked.person().message(text="/start")}
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {SECRET: "wrong"}, {SECRET: hooked.settings.webhook_secret + "x"}, {SECRET: "密"}):
            async with http.post(url, json=update, headers=headers) as answer:
                assert answer.status == 403
        right = {SECRET: hooked.settings.webhook_secret}
        async with http.post(url, data=io.BytesIO(b"x" * 2_000_000), headers=right) as answer:
            assert answer.status == 413
        async with http.post(url, data=b"{not json", headers=right) as answer:
            assert answer.status == 200
    assert hooked.person().got == []


def test_only_this_channel_loads_the_libraries() -> None:
    code = "import sys, bot.app, bot.channels.telegram.settings; print({'aiogram', 'telegram'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()", out.stderr
