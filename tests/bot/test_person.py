"""A chat with staff through the real API: danger, taken, spoken in, handed back; left, ended meanwhile, API down."""

from typing import Any

from tests.bot.conftest import House


async def desk(house: House, method: str, path: str, body: Any = None) -> Any:
    """The staff's side, as the administrator at the receiving desk."""
    house.sent += 1
    key = {"Idempotency-Key": f"staff-key-{house.sent:06}"}
    async with house.admin.request(method, house.api.url + path, json=body, headers=key) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json()


async def queue(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk(house, "GET", "/v1/live"))["items"]
    return found


async def delivered(house: House) -> list[str]:
    """What the courier brings to the chat now."""
    await house.bot.courier.round()
    rows = await house.bot.store.rows(house.chat(), kinds=("notice",))
    return ["\n".join(screen.text for screen in row.screens) for row in rows]


async def person(house: House) -> str | None:
    return (await house.bot.desk.outbox.load(house.chat())).talk.person


async def test_danger_taken_spoken_in_and_handed_back(house: House) -> None:
    await house.say("村口的路灯坏了")
    await house.say("我不想活了")
    await house.say("我在荷花村水塔下面")
    (row,) = await queue(house)
    assert row["reason"] == "C1"
    taken = await desk(house, "POST", f"/v1/live/{row['id']}/take")
    said = [line["text"] for line in taken["lines"] if line["voice"] == "resident"]
    assert any("路灯" in text for text in said) and said[-1] == "我在荷花村水塔下面"
    assert any("12356" in line["text"] for line in taken["lines"] if line["voice"] == "bot"), "what the bot said too"
    await desk(house, "POST", f"/v1/live/{row['id']}/words", {"text": "我是接访中心的，您坐下。"})
    for _ in range(3):  # one notice of a chat at a time
        told = await delivered(house)
    assert await person(house) == "with" and told[-1].endswith("\n我是接访中心的，您坐下。")
    assert await house.say("谢谢你") == [], "the bot keeps still"
    lines = (await desk(house, "GET", f"/v1/live/{row['id']}"))["lines"]
    assert lines[-1]["text"] == "谢谢你"
    await desk(house, "POST", f"/v1/live/{row['id']}/hand-back", {})
    assert "现在由我接着和您办" in (await delivered(house))[-1]
    assert await person(house) is None
    assert (await house.bot.desk.outbox.load(house.chat())).talk.pause is None
    assert await house.say("菜单") != []


async def test_words_into_a_talk_that_has_just_ended_are_kept_and_told_of(house: House) -> None:
    await house.say(press="m.human")
    (row,) = await queue(house)
    await desk(house, "POST", f"/v1/live/{row['id']}/take")
    await delivered(house)
    await desk(house, "POST", f"/v1/live/{row['id']}/hand-back", {})
    (text,) = await house.say("还有一句话")
    assert "刚刚结束" in text and await person(house) is None
    lines = (await desk(house, "GET", f"/v1/live/{row['id']}"))["lines"]
    assert lines[-1]["text"] == "还有一句话"


async def test_whoever_goes_back_to_the_bot_leaves_the_queue(house: House) -> None:
    await house.say(press="m.human")
    (row,) = await queue(house)
    await desk(house, "POST", f"/v1/live/{row['id']}/take")
    await delivered(house)
    assert "现在由我接着" in (await house.say(press="m.bot"))[0]
    assert await queue(house) == []


async def test_what_is_said_while_the_api_is_down_reaches_staff_afterwards_in_order(house: House) -> None:
    await house.say(press="m.human")
    (row,) = await queue(house)
    await desk(house, "POST", f"/v1/live/{row['id']}/take")
    await delivered(house)
    await house.api.down()
    for text in ("第一句", "第二句"):
        await house.say(text)
    await house.api.up()
    await house.say("第三句")
    lines = (await desk(house, "GET", f"/v1/live/{row['id']}"))["lines"]
    assert [line["text"] for line in lines if line["voice"] == "resident" and not line["before"]] == [
        "第一句", "第二句", "第三句",
    ]  # fmt: skip


async def test_a_chat_that_is_deleted_is_with_nobody(house: House) -> None:
    await house.say(press="m.human")
    (row,) = await queue(house)
    await desk(house, "POST", f"/v1/live/{row['id']}/take")
    await delivered(house)
    await house.say(press="m.erase.yes")
    assert await queue(house) == [] and await person(house) is None
    assert (await desk(house, "GET", f"/v1/live/{row['id']}"))["ended"] == "erased"
