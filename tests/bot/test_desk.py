"""The desk against the real API: one case for what was confirmed, its number in the same turn, nothing typed lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation import Conversation
from bot.guest import Guest
from bot.store import Chat
from conversations.questions.plain import Reply
from models.numbers import clean_number
from models.words import say
from tests.bot.conftest import House, number_in

STORY = "村口的路灯坏了一个月，晚上看不见路。"
BUSY = say("zh_Hans", "busy")
FAILED = say("zh_Hans", "failed")
WAITING = say("zh_Hans", "sealed.waiting")


async def words_of(house: House, case_no: str) -> list[str | None]:
    return [w["text"] for w in (await house.case(case_no))["words"]]


async def test_a_story_becomes_a_case_in_the_same_turn(house: House) -> None:
    number = await house.filed(STORY)
    assert await words_of(house, number) == [STORY]
    assert [row["case_no"] for row in await house.cases()] == [number]


async def test_submit_asks_nothing_but_the_catalogue_before_posting(house: House) -> None:
    await house.told()
    assert [path for _, path in house.api.calls if path != "/v1/token"] == ["/v1/catalogue"]
    await house.press(".yes")
    assert house.api.asked("POST", "/v1/cases") == 1


async def test_the_same_message_twice_changes_nothing_and_shows_the_same(house: House) -> None:
    await house.told()
    press = house.button(".yes")
    first = await house.say(press=press, id="confirm")
    again = await house.say(press=press, id="confirm")
    assert first == again
    assert len(await house.cases()) == 1
    rows = [r for r in await house.bot.store.rows(house.chat()) if r.kind == "said"]
    assert len(rows) == 5


async def test_pressing_confirm_twice_files_one_case(house: House) -> None:
    await house.told()
    press = house.button(".yes")
    (first,) = await house.say(press=press)
    second = await house.say(press=press)
    assert number_in(first) in clean_number(second[-1])
    assert len(await house.cases()) == 1


async def test_twenty_messages_at_once_are_all_kept(house: House) -> None:
    await house.say(press="m.submit")
    await house.agree()
    stories = [f"第{n}件：这里有个坑。" for n in range(20)]
    await asyncio.gather(*(house.say(story) for story in stories))
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    (draft,) = memory.talk.drafts
    assert sorted(p["text"] for p in draft.answers["story"]["parts"]) == sorted(stories)


async def test_two_processes_at_once_lose_nothing(house: House) -> None:
    first = house.bot
    await house.say(press="m.submit")
    await house.agree()
    second = await house.restarted()
    desks = [first.desk, second.desk]
    from conversations.questions.plain import Reply

    async def send(n: int) -> None:
        await desks[n % 2].hear(house.chat(), Reply(f"x{n}", house.clock.now().isoformat(), f"话{n}"))

    await asyncio.gather(*(send(n) for n in range(12)))
    memory = Conversation.load(await second.store.load(house.chat()))
    assert sorted(p["text"] for p in memory.talk.drafts[0].answers["story"]["parts"]) == sorted(
        f"话{n}" for n in range(12)
    )


# --- the API is down


async def test_what_is_confirmed_while_the_api_is_down_is_kept_and_posted_later(house: House) -> None:
    await house.told()
    await house.api.down()
    assert await house.press(".yes") == [WAITING]
    assert await house.say("还有：学校门口的也坏了。") == [say("zh_Hans", "sealed.kept") + "\n\n" + WAITING]
    await house.bot.sweeper.round()
    await house.api.up()
    assert await house.cases() == []
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    (row,) = await house.cases()
    assert await words_of(house, row["case_no"]) == [STORY, "还有：学校门口的也坏了。"]
    late = await house.bot.store.rows(house.chat(), kinds=("late",))
    assert row["case_no"] == number_in(late[0].screens[0].text)


async def test_the_same_call_again_though_the_language_and_the_address_have_changed(house: House) -> None:
    async def say(origin: str, **how: Any) -> None:
        reply = Reply(f"of-{origin}-{sorted(how)}", house.clock.now().isoformat(), **how)
        house.shown = await house.bot.desk.hear(house.chat(), reply, guest=Guest(origin=origin))

    await house.told()
    house.api.losing.add(("POST", "/v1/cases"))
    await say("a" * 16, press=house.button(".yes"))
    assert [s.screen.text for s in house.shown] == [WAITING]
    await say("b" * 16, press="m.lang.en")
    house.api.losing.clear()
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    (row,) = await house.cases()
    late = await house.bot.store.rows(house.chat(), kinds=("late",))
    assert row["case_no"] == number_in(late[0].screens[0].text)


async def test_a_draft_goes_on_while_the_api_is_down(house: House) -> None:
    await house.say(press="m.submit")
    await house.api.down()
    await house.agree()
    await house.say(STORY)
    assert await house.press(".send") != [BUSY]
    house.clock.advance(timedelta(minutes=2))
    await house.restarted()  # the catalogue is known from before
    assert "路灯" in (await house.say(press="m.go"))[-1]


async def test_words_said_before_anything_is_known_are_kept(house: House) -> None:
    await house.api.down()
    assert await house.say(STORY) == [BUSY]
    assert await house.say("第二句。", id="again") == [BUSY]
    assert await house.say("第二句。", id="again") == [BUSY]
    await house.api.up()
    house.clock.advance(timedelta(seconds=10))
    await house.bot.sweeper.round()
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    assert [p["text"] for p in memory.talk.drafts[0].answers["story"]["parts"]] == [STORY, "第二句。"]
    assert memory.pending == []
    assert (await house.bot.store.rows(house.chat(), kinds=("late",)))[-1].screens


async def test_pending_words_are_heard_before_the_next_ones(house: House) -> None:
    await house.api.down()
    await house.say("第一句。")
    await house.api.up()
    await house.say("第二句。")
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    assert [p["text"] for p in memory.talk.drafts[0].answers["story"]["parts"]] == ["第一句。", "第二句。"]


async def test_a_number_that_takes_long_comes_by_itself(house: House) -> None:
    await house.told()
    underway, going_on = house.bot.desk.outbox.underway, asyncio.Event()

    async def hang(method: str, path: str) -> tuple[int, bytes] | None:
        await going_on.wait()
        return None

    house.api.answer, underway.patience = hang, 0.2
    assert await house.press(".yes") == [WAITING]
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    underway.patience = 30
    going_on.set()
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    (row,) = await house.cases()
    (late,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    assert number_in(late.screens[0].text) == row["case_no"]
    assert house.api.asked("POST", "/v1/cases") == 1


@pytest.mark.parametrize("status", [500, 503, 429, 401])
async def test_trouble_that_is_not_the_residents_is_kept_from_them(house: House, status: int) -> None:
    await house.told()

    async def fail(method: str, path: str) -> tuple[int, bytes] | None:
        return (status, b"{}") if path == "/v1/cases" and method == "POST" else None

    house.api.answer = fail
    assert await house.press(".yes") == [WAITING]
    house.api.answer = None
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    assert len(await house.cases()) == 1


# --- the bot dies


async def test_killed_between_saving_and_posting(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.told()
    press = house.button(".yes")
    with monkeypatch.context() as patch:

        async def die(*_: object, **__: object) -> None:
            raise asyncio.CancelledError

        patch.setattr(house.bot.desk.outbox, "underway", die)
        with pytest.raises(asyncio.CancelledError):
            await house.say(press=press, id="confirm")
    assert await house.cases() == []
    await house.restarted()
    (text,) = await house.say(press=press, id="confirm")  # the resident's browser tries again
    assert [row["case_no"] for row in await house.cases()] == [number_in(text)]


async def test_killed_between_posting_and_telling(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.told()
    with monkeypatch.context() as patch:

        async def die(*_: object, **__: object) -> None:
            raise asyncio.CancelledError

        patch.setattr(house.bot.desk.outbox, "_settle", die)
        with pytest.raises(asyncio.CancelledError):
            await house.press(".yes")
    (row,) = await house.cases()
    await house.restarted()
    await house.bot.sweeper.round()
    assert await house.bot.store.rows(house.chat(), kinds=("late",)) == []  # it has time to answer by itself
    house.clock.advance(timedelta(minutes=1))
    await house.bot.sweeper.round()
    (late,) = await house.bot.store.rows(house.chat(), kinds=("late",))
    assert number_in(late.screens[0].text) == row["case_no"]
    assert len(await house.cases()) == 1


# --- the API says no


async def test_a_refusal_nobody_foresaw_leads_back_to_the_review(house: House) -> None:
    await house.told()

    async def refuse(method: str, path: str) -> tuple[int, bytes] | None:
        return (422, b'{"title":"no","status":422,"code":"strange"}') if path == "/v1/cases" else None

    house.api.answer = refuse
    (text,) = await house.press(".yes")
    assert say("zh_Hans", "refused.again") in text
    assert STORY in text
    house.api.answer = None
    (text,) = await house.press(".yes")
    assert await words_of(house, number_in(text)) == [STORY]


async def test_a_file_that_was_lost_is_asked_for_again(house: House) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield "附件".encode()

    files = house.bot.desk.files
    lost = await files.take(house.chat(), content(), "text/plain")
    await house.say(press="m.submit")
    await house.agree()
    await house.say(STORY)
    await house.say(files=(lost,))
    await house.press(".send")
    await files.vault.delete(lost.file)
    (text,) = await house.press(".yes")
    assert say("zh_Hans", "file.empty") in text
    await house.press(".last")
    await house.press(".send")
    assert await words_of(house, number_in((await house.press(".yes"))[-1])) == [STORY]


async def test_a_forged_rating_is_answered_kindly(house: House) -> None:
    assert await house.say(press="n.123.rate-satisfied")
    assert await house.say(press="n.../../x.rate-nonsense")
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    assert memory.sealed == []


async def test_a_mistake_of_ours_is_no_end_of_the_talk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("conversations.turn.router.hear", lambda *_: 1 / 0)
        assert await house.say(STORY) == [FAILED]
    rows = await house.bot.store.rows(house.chat(), kinds=("said",))
    assert rows[0].said["text"] == STORY
    assert await house.say(press="m.menu")


# --- notices and receipts


async def test_the_number_is_the_received_notice(house: House) -> None:
    number = await house.filed()
    assert await house.notices(number) == {"received": "sent"}
    await house.bot.courier.round()
    assert [row.kind for row in await house.bot.store.rows(house.chat())].count("notice") == 0
    await house.bot.desk.seen(house.chat(), [s.id for s in house.shown])
    await house.bot.courier.report()
    assert await house.notices(number) == {"received": "delivered"}


async def test_asking_for_a_person_opens_a_task(house: House) -> None:
    await house.say(press="m.human")
    async with house.admin.get(f"{house.api.url}/v1/tasks") as answer:
        tasks = (await answer.json())["items"]
    assert [task["kind"] for task in tasks] == ["call_resident"]


async def test_a_danger_is_answered_first_and_told_to_the_desk(house: House) -> None:
    (text,) = await house.say("我不想活了")
    assert "12356" in text
    async with house.admin.get(f"{house.api.url}/v1/tasks") as answer:
        assert [task["kind"] for task in (await answer.json())["items"]] == ["crisis"]


# --- forgetting


async def test_deleting_my_data_leaves_nothing_readable(house: House) -> None:
    await house.say(press="m.submit")
    await house.agree()
    await house.say(STORY)
    await house.say(press="m.erase")
    (text,) = await house.say(press="m.erase.yes")
    assert text == say("zh_Hans", "erase.done")
    rows = await house.bot.store.rows(house.chat())
    assert [row.screens[0].text for row in rows] == [text]
    memory = Conversation.load(await house.bot.store.load(house.chat()))
    assert memory.talk.drafts == []
    assert STORY not in str(memory.dump())


async def test_what_was_confirmed_survives_deleting_my_data(house: House) -> None:
    await house.told()
    await house.api.down()
    await house.press(".yes")
    await house.say(press="m.erase.yes")
    await house.api.up()
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    assert len(await house.cases()) == 1


# --- drafts


async def test_a_draft_is_reminded_of_once_and_then_deleted(house: House) -> None:
    await house.say(press="m.submit")
    await house.agree()
    await house.say(STORY)

    async def late() -> int:
        await house.bot.sweeper.round()
        return len(await house.bot.store.rows(house.chat(), kinds=("late",)))

    assert await late() == 0
    house.clock.advance(timedelta(hours=25))
    assert await late() == 1
    house.clock.advance(timedelta(days=20))
    assert await late() == 1
    assert Conversation.load(await house.bot.store.load(house.chat())).talk.drafts
    house.clock.advance(timedelta(days=10))
    assert await late() == 1
    assert not Conversation.load(await house.bot.store.load(house.chat())).talk.sessions


async def test_chats_do_not_see_each_other(house: House) -> None:
    wang = Chat("web", "wang")
    number = await house.filed()
    await house.say(press="m.follow", chat=wang)
    assert number not in str(house.shown)
    await house.say(press="m.follow")
    assert number in str(house.shown)
