"""A member of staff links their own chat; what is urgent and the morning's digest come there, with nothing personal."""

from typing import Any

import aiohttp

from bot.store import Chat
from models.numbers import show_number
from tests.bot.conftest import PASSWORD, House

MINE = Chat("web", "the-admin")
LEAD = "推给了别的单位"


async def _post(house: House, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    async with house.admin.post(house.api.url + path, json=body) as answer:
        assert answer.status < 300, await answer.text()
        made: dict[str, Any] = await answer.json()
        return made


async def _linked(house: House, chat: Chat = MINE) -> str:
    code = (await _post(house, "/v1/me/chat"))["code"]
    (text,) = await house.say(f"/staff {code}", chat=chat)
    return text


async def _told(house: House, chat: Chat = MINE) -> list[str]:
    while await house.bot.courier.round():
        pass
    rows = await house.bot.store.rows(chat, kinds=("notice",))
    return [s.text for row in rows for s in row.screens]


async def _found_urgent(house: House, number: str) -> None:
    """By a leader: nobody is told of a finding of their own."""
    async with aiohttp.ClientSession(house.api.url) as http:
        async with http.post("/v1/token", data={"username": "demo-leader", "password": PASSWORD}) as answer:
            headers = {
                "Authorization": f"Bearer {(await answer.json())['access_token']}",
                "Idempotency-Key": "found-urgent",
            }
        body = {"trigger": "urgent", "note": LEAD}
        async with http.post(f"/v1/cases/{number}/supervision", json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()


async def test_what_is_urgent_comes_to_the_linked_chat(house: House) -> None:
    number = await house.filed()
    assert "已绑定" in await _linked(house)
    await _found_urgent(house, number)
    (text,) = await _told(house)
    assert text == f"紧急：编号 {show_number(number)} 需要您马上处理。请看工作页面。"
    (row,) = await house.bot.store.rows(MINE, kinds=("notice",))
    assert row.screens[0].rows == ()  # no button of a resident's
    await house.bot.desk.seen(MINE, [row.id])
    await house.bot.courier.report()
    async with house.admin.get(house.api.url + "/v1/inbox") as answer:
        (message,) = (await answer.json())["messages"]
    assert message["kind"] == "urgent" and not message["new"]  # drawn is delivered


async def test_in_the_chat_s_own_language(house: House) -> None:
    number = await house.filed()
    await house.say(press="m.lang.en", chat=MINE)
    assert "member of staff" in await _linked(house)
    await _found_urgent(house, number)
    (text,) = await _told(house)
    assert text.startswith("Urgent: number") and LEAD not in text


async def test_a_code_works_once_and_only_the_newest(house: House) -> None:
    code = (await _post(house, "/v1/me/chat"))["code"]
    await house.say(f"/staff {code.lower()}", chat=MINE)
    for wrong in (code, "AAAA-AAAA", "x" * 300):
        (text,) = await house.say(f"/staff {wrong}"[:60], chat=house.chat("guest"))
        assert "不能用" in text
    older = (await _post(house, "/v1/me/chat"))["code"]
    await _post(house, "/v1/me/chat")
    (text,) = await house.say(f"/staff {older}", chat=house.chat("guest"))
    assert "不能用" in text
    (text,) = await house.say("/staff", chat=house.chat("guest"))
    assert "工作人员" in text


async def test_unlinked_nothing_comes_any_more(house: House) -> None:
    number = await house.filed()
    await _linked(house)
    (text,) = await house.say("/staff off", chat=MINE)
    assert "不再收" in text
    await _found_urgent(house, number)
    assert await _told(house) == []


async def test_a_story_in_hand_is_not_disturbed(house: House) -> None:
    """Whoever links a chat in the middle of a concern of their own goes on with it."""
    await house.say(press="m.submit", chat=MINE)
    await house.press(".agree", chat=MINE)
    await house.say("路灯坏了。", chat=MINE)
    assert "已绑定" in await _linked(house)
    texts = await house.say("还有井盖。", chat=MINE)
    assert any("2 条文字" in t for t in texts)
