"""More than 30 messages a minute: one kind notice, then one answer for all; nothing lost, in order."""

import asyncio
from datetime import timedelta

import pytest

from bot.conversation import Conversation
from bot.store import Chat
from conversations.questions.plain import Reply
from conversations.screens import Screen
from models.words import say
from tests.bot.conftest import House

NOTICE = say("zh_Hans", "flood")


async def burst(house: House, chat: Chat, count: int) -> list[list[str]]:
    """Told fast, one after the other; the screens of each."""
    out = []
    for n in range(count):
        reply = Reply(f"b{n}", house.clock.now().isoformat(), f"第{n}句。")
        out.append([s.screen.text for s in await house.bot.desk.hear(chat, reply)])
    return out


async def stories(house: House, chat: Chat) -> list[str]:
    memory = Conversation.load(await house.bot.store.load(chat))
    return [p["text"] for p in memory.talk.drafts[0].parts]


async def over(house: House) -> None:
    house.clock.advance(timedelta(seconds=6))
    await house.bot.sweeper.round()


async def test_sixty_messages_get_one_notice_and_one_answer(house: House) -> None:
    chat = house.chat()
    await house.say(press="m.submit")
    await house.agree()
    shown = await burst(house, chat, 60)
    assert all(shown[:30])
    assert shown[30] == [NOTICE]
    assert shown[31:] == [[]] * 29
    assert await stories(house, chat) == [f"第{n}句。" for n in range(60)]
    await over(house)
    late = await house.bot.store.rows(chat, kinds=("late",))
    texts = [s.text for row in late for s in row.screens]
    assert len(texts) == 2
    assert "30" in texts[0]
    assert "60 条文字" in texts[1]
    await over(house)
    assert len(await house.bot.store.rows(chat, kinds=("late",))) == len(late)
    assert await house.say("后来的一句。") != []


async def test_all_at_once_is_all_kept(house: House) -> None:
    chat = house.chat()
    await house.say(press="m.submit")
    await house.agree()
    replies = [Reply(f"b{n}", house.clock.now().isoformat(), f"第{n}句。") for n in range(60)]
    shown = await asyncio.gather(*(house.bot.desk.hear(chat, reply) for reply in replies))
    assert sum([s.screen.text for s in screens] == [NOTICE] for screens in shown) == 1
    assert sorted(await stories(house, chat)) == sorted(r.text or "" for r in replies)


async def test_a_button_is_answered_in_a_flood(house: House) -> None:
    await house.told()
    press = house.button(".yes")
    await burst(house, house.chat(), 0)
    for n in range(40):
        await house.bot.desk.hear(house.chat(), Reply(f"p{n}", house.clock.now().isoformat(), press="m.more"))
    assert "您的编号" in "".join(await house.say(press=press))


async def test_danger_is_answered_in_a_flood(house: House) -> None:
    await burst(house, house.chat(), 40)
    assert "12356" in (await house.say("我不想活了"))[0]


async def test_two_hundred_chats_at_once_are_all_kept(house: House) -> None:
    chats = [house.chat(f"chat{n}") for n in range(200)]
    for n in range(3):
        reply = [Reply(f"c{n}", house.clock.now().isoformat(), f"第{n}句。")] * 200
        await asyncio.gather(*(house.bot.desk.hear(c, r) for c, r in zip(chats, reply, strict=True)))
    house.clock.advance(timedelta(seconds=30))
    for _ in range(6):
        await house.bot.sweeper.round()
        house.clock.advance(timedelta(seconds=70))
    for chat in chats:
        assert await stories(house, chat) == ["第0句。", "第1句。", "第2句。"]


async def test_another_chat_is_not_held_back(house: House) -> None:
    await burst(house, house.chat("loud"), 40)
    assert (await burst(house, house.chat("quiet"), 1))[0]


# --- the reminder


def behind(screen: Screen, label: str) -> str:
    """What the button that is called so sends."""
    return next(press for row in screen.rows for name, press in row if name == label)


async def test_the_reminder_offers_three_ways_once(house: House) -> None:
    await house.say("村口的路灯坏了。")
    await house.agree()
    house.clock.advance(timedelta(hours=25))
    await house.bot.sweeper.round()
    (row,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    (screen,) = row.screens
    assert [label for line in screen.rows for label, _ in line] == ["接着写", "就这样提交", "请给我打电话"]
    house.clock.advance(timedelta(hours=25))
    await house.bot.sweeper.round()
    assert len(await house.bot.store.rows(house.chat(), kinds=("late",))) == 1
    (review,) = await house.say(press=behind(screen, "就这样提交"))
    assert "现在还没有提交" in review
    assert "您的编号" in (await house.press(".yes"))[-1]


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00+00:00", "2026-01-01T00:00:00", "2999-01-01T00:00:00+00:00", "?"])
async def test_time_limits_count_from_when_we_heard_it(house: House, at: str) -> None:
    """What a channel tells of a message's date neither ends a draft early nor keeps it for ever."""
    await house.bot.desk.hear(house.chat(), Reply("m1", at, "村口的路灯坏了。"))
    await house.bot.sweeper.round()
    assert await house.bot.store.rows(house.chat(), kinds=("late",)) == []
    assert await stories(house, house.chat()) == ["村口的路灯坏了。"]
    house.clock.advance(timedelta(hours=25))
    await house.bot.sweeper.round()
    assert len(await house.bot.store.rows(house.chat(), kinds=("late",))) == 1
    house.clock.advance(timedelta(days=31))
    await house.bot.sweeper.round()
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    assert memory.talk.drafts == []


async def test_the_reminder_before_consent_asks_for_it(house: House) -> None:
    await house.say("村口的路灯坏了。")
    house.clock.advance(timedelta(hours=25))
    await house.bot.sweeper.round()
    (row,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    await house.say(press=behind(row.screens[0], "就这样提交"))
    await house.agree()
    assert "您的编号" in (await house.press(".yes"))[-1]


async def test_the_reminder_s_third_way_asks_for_a_call(house: House) -> None:
    await house.say("村口的路灯坏了。")
    house.clock.advance(timedelta(hours=25))
    await house.bot.sweeper.round()
    (row,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    (text,) = await house.say(press=row.screens[0].rows[-1][0][1])
    in_hours, closed = "请接访中心的工作人员来这里", "现在没有人上班"
    assert in_hours in text or closed in text
    async with house.admin.get(f"{house.api.url}/v1/tasks") as answer:
        assert [task["kind"] for task in (await answer.json())["items"]] == ["call_resident"]
    assert await stories(house, house.chat()) == ["村口的路灯坏了。"]


async def test_a_draft_is_kept_for_30_days(house: House) -> None:
    await house.say("村口的路灯坏了。")
    for days, kept in ((29, 1), (2, 0)):
        house.clock.advance(timedelta(days=days))
        await house.bot.sweeper.round()
        house.clock.advance(timedelta(hours=2))
        await house.bot.sweeper.round()
        memory = Conversation.load(await house.bot.store.load(house.chat()))
        assert len(memory.talk.drafts) == kept


# --- a rush


async def test_everyone_who_confirms_in_the_same_second_gets_a_number(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than can be answered at once: their presses are kept, as words are."""
    monkeypatch.setattr("bot.desk.PLACE_WITHIN", 0.2)
    chats = [house.chat(f"rush{n}") for n in range(200)]
    presses = []
    for chat in chats:
        await house.told(chat=chat)
        presses.append(house.button(".yes"))
    house.settings.max_turns = 2
    desk = (await house.restarted()).desk
    at = house.clock.now().isoformat()
    shown = await asyncio.gather(
        *(desk.hear(chat, Reply("yes", at, press=press)) for chat, press in zip(chats, presses, strict=True))
    )
    assert all(shown)
    assert sum(s[0].screen.text == say("zh_Hans", "busy") for s in shown) > 100
    for _ in range(100):
        if len({row["case_no"] for row in await all_cases(house)}) == len(chats):
            break
        house.clock.advance(timedelta(seconds=70))
        await house.bot.sweeper.round()
    for chat in chats:
        mail = await house.bot.store.rows(chat, kinds=("screen", "late"))
        assert sum("您的编号" in s.text for row in mail for s in row.screens) == 1
    assert len(await all_cases(house)) == len(chats)


async def all_cases(house: House) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    after = ""
    while True:
        async with house.admin.get(f"{house.api.url}/v1/cases?limit=100{after}") as answer:
            page = await answer.json()
        rows += page["items"]
        if not page.get("next"):
            return rows
        after = f"&cursor={page['next']}"


async def test_a_button_pressed_twice_while_nothing_can_be_looked_up_is_pressed_once(house: House) -> None:
    await house.api.down()
    await house.restarted()
    assert await house.say(press="m.submit") == [say("zh_Hans", "busy")]
    assert await house.say(press="m.submit") == [say("zh_Hans", "busy")]
    await house.api.up()
    house.clock.advance(timedelta(seconds=10))
    await house.bot.sweeper.round()
    (row,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    assert behind(row.screens[0], "同意，开始").endswith(".agree")
