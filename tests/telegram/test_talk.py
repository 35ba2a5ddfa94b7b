"""Whole conversations over Telegram: the real desk and API, both libraries, every kind of thing a person sends."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.conversation import Conversation
from bot.store import Chat
from models.numbers import show_number
from models.words import say
from tests import samples
from tests.bot.conftest import House, Served, number_in
from tests.sockets import a_free_port
from tests.telegram.conftest import Door, Opener
from tests.telegram.people import LONG_AGO, Person, Sent, opening

STORY = "村口的路灯坏了一个月，晚上看不见路。"
JPEG = samples.jpeg()


async def begun(person: Person) -> None:
    """At the story."""
    person.says("/submit")
    await person.taps(".agree")
    await person.asked("story")


async def filed(door: Door, id: int = 77, story: str = STORY) -> str:
    """A whole submit; the case's number."""
    person = door.person(id)
    await begun(person)
    person.says(story)
    await person.taps(".send")
    await person.taps(".yes")
    return number_in((await person.hears("9901 21")).text)


async def talk(door: Door, id: int = 77) -> Any:
    return Conversation.load(await door.house.bot.store.load(Chat("telegram", str(id)))).talk


async def parts(door: Door, id: int = 77) -> list[dict[str, Any]]:
    """What is held of the draft."""
    (draft,) = (await talk(door, id)).drafts
    return list(draft.parts)


async def words_of(door: Door, case_no: str) -> list[str]:
    return [w["text"] or w["media_type"] for w in (await door.house.case(case_no))["words"]]


async def test_a_whole_submit(either: Door) -> None:
    case_no = await filed(either)
    assert await words_of(either, case_no) == [STORY]
    case = await either.house.case(case_no)
    assert (case["channel"], case["consent"]) == ("telegram", "2026-11-abroad")
    queries = [call["callback_query_id"] for call in either.server.called("answerCallbackQuery")]
    assert sorted(queries) == sorted(either.server.answered) and len(queries) == 3


async def test_the_answer_comes_back_and_is_rated(door: Door) -> None:
    case_no = await filed(door)
    door.start_courier()
    person = door.person()
    long = "路灯已经修好。" * 1000
    await door.house.replied(case_no, long)
    await person.taps(".rate-satisfied")
    told = [m for m in person.got if m.protected]
    assert "".join(m.text for m in told if "路灯已经修好" in m.text) == long
    assert any(show_number(case_no) in m.text for m in told)
    await person.hears(say("zh_Hans", "rated.satisfied"))
    for _ in range(3000):
        states = await door.house.notices(case_no)
        if set(states.values()) == {"delivered"}:
            break
        await asyncio.sleep(0.05)
    assert set(states.values()) == {"delivered"}


async def parts_or_none(door: Door) -> list[dict[str, Any]]:
    drafts = (await talk(door)).drafts
    return list(drafts[0].parts) if drafts else []


async def test_a_place_can_be_sent(door: Door) -> None:
    person = door.person()
    await begun(person)
    person.says(STORY)
    await person.taps(".done")
    await person.taps(".difficulty")
    await person.asked("topic")
    await person.taps(".skip")
    wish = await person.hears("位置发给我")
    assert wish.markup is not None and wish.markup["keyboard"][0][0]["request_location"] is True
    person.says(location={"latitude": 30.5, "longitude": 120.25, "horizontal_accuracy": 20})
    await person.taps(".use")
    await person.asked("people")
    thanks = await person.hears("好的，谢谢。")
    assert thanks.markup == {"remove_keyboard": True}
    assert thanks.id < (await person.asked("people")).id


async def test_a_place_card_keeps_its_name_and_address(door: Door) -> None:
    person, at = door.person(), {"latitude": 30.25, "longitude": 120.16}
    await begun(person)
    person.says(STORY)
    person.says(venue={"location": at, "title": "东门小学北门", "address": "东门路 5 号"}, location=at)
    await person.hears("位置已经记下")
    await person.taps(".send")
    await person.taps(".use")
    await person.taps(".yes")
    case = await door.house.case(number_in((await person.hears("9901 21")).text))
    assert case["place"] == "东门小学北门，东门路 5 号 (30.25000, 120.16000)"


async def test_a_place_that_moves_is_taken_once(door: Door) -> None:
    person, at = door.person(), {"latitude": 30.25, "longitude": 120.16}
    await begun(person)
    person.says(STORY)
    here = person.says(location=at | {"live_period": 900})
    for moved in (0.1, 0.2):
        further = person.message(location=at | {"live_period": 900, "latitude": 30.25 + moved})
        person.api.push({"edited_message": further | {"message_id": here, "edit_date": LONG_AGO}})
    await person.hears("位置已经记下")
    await person.taps(".send")
    await person.taps(".use")
    await person.taps(".yes")
    case = await door.house.case(number_in((await person.hears("9901 21")).text))
    assert case["place"] == "30.25000, 120.16000"
    assert await words_of(door, case["case_no"]) == [STORY]


async def test_words_stay_with_what_they_answer(door: Door) -> None:
    """One's own words and a passage that was picked out are kept; a question of the bot's is only answered."""
    person = door.person()
    await begun(person)
    asked = await person.asked("story")
    first = person.says(STORY)
    own = person.message(text=STORY) | {"message_id": first}
    bots = {"message_id": asked.id, "date": LONG_AGO, "chat": person.chat, "text": asked.text}
    bots["from"] = {"id": 123456, "is_bot": True, "first_name": "回音"}
    person.says("就是这盏。", reply_to_message=own)
    person.says("整条路都是。", reply_to_message=own, quote={"text": "路灯坏了", "position": 3, "is_manual": True})
    person.says("还有水管。", reply_to_message=bots)
    person.says("这一句。", reply_to_message=bots, quote={"text": "几句话", "position": 0, "is_manual": True})
    await person.hears("5 条文字")
    await person.taps(".send")
    await person.taps(".yes")
    case_no = number_in((await person.hears("9901 21")).text)
    kept = [f"「{STORY}」\n就是这盏。", "「路灯坏了」\n整条路都是。", "还有水管。", "「几句话」\n这一句。"]
    assert await words_of(door, case_no) == [STORY, *kept]


async def test_words_that_answer_a_receipt_go_to_its_case(door: Door) -> None:
    """Whatever is being filled in meanwhile, which is kept."""
    person = door.person()
    await begun(person)
    await person.asked("story")
    person.says(STORY)
    await person.hears("1 条文字")
    await person.taps(".send")
    await person.taps(".yes")
    receipt = await person.hears("9901 21")
    case_no = number_in(receipt.text)
    person.says("/submit")
    await person.asked("story")
    ours = {"message_id": receipt.id, "date": LONG_AGO, "chat": person.chat, "text": receipt.text}
    ours["from"] = {"id": 123456, "is_bot": True, "first_name": "回音"}
    person.says("晚上八点以后最黑。", reply_to_message=ours)
    await person.hears("补充")
    assert await words_of(door, case_no) == [STORY, "晚上八点以后最黑。"]


async def test_name_and_phone_are_not_asked_abroad(opened: Opener) -> None:
    door = await opened(public_url="https://chat.example")
    door.start()
    person = door.person()
    person.says("/submit")
    consent = await person.hears("境外")
    assert "https://chat.example" in consent.text
    await person.taps(".agree")
    person.says(STORY)
    await person.taps(".done")
    await person.skips_until("who_unnamed")
    await person.taps(".other")
    link = await person.hears("不经过这个聊天软件")
    assert _url(link).startswith("https://chat.example/?step=")
    before = len(person.got)
    await person.taps(".link")
    fresh = await person.hears("不经过这个聊天软件", after=before)
    assert _url(fresh) != _url(link)
    await person.taps(".skip")
    await person.taps(".yes")
    case = await door.house.case(number_in((await person.hears("9901 21")).text))
    assert (case["on_behalf"], case["name"]) == (True, None)


def _url(message: Sent) -> str:
    """Of the button that opens our page."""
    rows = (message.markup or {})["inline_keyboard"]
    return str(next(b["url"] for row in rows for b in row if "url" in b))


async def _left(page: Served, message: Sent, **form: str) -> None:
    """What a person does who follows the link."""
    token = _url(message).partition("step=")[2]
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{page.url}/?step={token}") as answer:
            assert answer.status == 200
        async with http.post(f"{page.url}/chat/step", data={"step": token, **form}) as answer:
            assert answer.status == 200, await answer.text()


@pytest.fixture
async def page(opened: Opener, house: House) -> AsyncIterator[Served]:
    """Our own page, as people reach it."""
    served = Served(house.bot.web, a_free_port())
    await served.up()
    yield served
    await served.down()


async def test_name_and_phone_never_pass_telegram(opened: Opener, page: Served) -> None:
    door = await opened(public_url=page.url)
    door.start()
    door.start_courier()
    person = door.person()
    await begun(person)
    person.says(STORY)
    await person.taps(".done")
    await person.skips_until("who_unnamed")
    await person.taps(".self")
    await _left(page, await person.hears("不经过这个聊天软件"), name="李雷雷", phone="13800001234")
    review = await person.hears(say("zh_Hans", "page.left"))
    assert say("zh_Hans", "review.left_phone") in review.text
    await person.taps(".yes")
    number = number_in((await person.hears("9901 21")).text)
    case = await door.house.case(number)
    assert (case["name"], case["phone"]) == ("李**", "138****1234")
    await door.house.replied(number)
    await person.hears("修好")
    person.says("/status")
    await person.taps(f".{number}")
    await person.hears(STORY[:6], after=len(person.got))
    asked = str(door.server.calls) + "".join(m.text for m in person.got)
    assert not any(value in asked for value in ("李雷", "李*", "13800001234", "138*"))


async def test_after_filing_a_button_opens_the_step(opened: Opener, page: Served) -> None:
    door = await opened(public_url=page.url)
    door.start()
    number = await filed(door)
    person = door.person()
    person.presses(f"n.{number}.view")
    await person.taps(".sign")
    await _left(page, await person.hears("不经过这个聊天软件"), phone="13800001234")
    await person.hears(say("zh_Hans", "signed", case_no=show_number(number)))
    assert (await door.house.case(number))["phone"] == "138****1234"
    assert "13800001234" not in str(door.server.calls)


async def test_where_they_are_asked_an_own_card_is_the_number(opened: Opener) -> None:
    door = await opened(telegram_personal=True)
    door.start()
    person = door.person()
    await begun(person)
    person.says(STORY)
    await person.taps(".done")
    await person.skips_until("who")
    await person.taps(".self")
    await person.hears("姓名？")
    await person.taps(".skip")
    await person.hears("手机号发给我")
    person.says(contact={"phone_number": "8613800000000", "first_name": "某人", "user_id": 77})
    await person.taps(".yes")
    case = await door.house.case(number_in((await person.hears("9901 21")).text))
    assert case["phone"] and case["phone"].endswith("0000")


async def test_a_changed_message_replaces_its_part(either: Door) -> None:
    person = either.person()
    await begun(person)
    first = person.says("第一句。")
    person.says("第二句。")
    person.edits(first, "第一句，改过。")
    await person.hears(say("zh_Hans", "edited"))
    assert [p["text"] for p in await parts(either)] == ["第一句，改过。", "第二句。"]


async def test_after_confirming_a_change_is_an_addition(door: Door) -> None:
    person = door.person()
    await begun(person)
    message = person.says(STORY)
    await person.taps(".send")
    await person.taps(".yes")
    case_no = number_in((await person.hears("9901 21")).text)
    person.edits(message, "是第三盏路灯。")
    await person.hears(say("zh_Hans", "added", case_no=show_number(case_no)))
    case = await door.house.bot.client.my_case(Chat("telegram", "77"), case_no)
    assert case is not None and [event.kind for event in case.timeline] == ["received", "addition"]
    first, note = (await door.house.case(case_no))["words"]
    assert (first["text"], note["text"]) == (STORY, "是第三盏路灯。")
    assert datetime.fromisoformat(first["at"]) < datetime.fromisoformat(note["at"])
    person.edits(999_999, "什么都不是")
    await person.hears(say("zh_Hans", "edited.unknown"))


async def test_a_poster_says_where(door: Door) -> None:
    person = door.person()
    areas = (await door.house.bot.client.catalogue())["areas"]
    town = next(a for a in areas if a["parent"] is None or not any(b["code"] == a["parent"] for b in areas))
    person.says(f"/start p_{town['code']}")
    assert f"您扫的是{town['name']}的海报" in (await person.hears("海报")).text
    await person.taps(".agree")
    person.says(STORY)
    await person.taps(".send")
    assert town["name"] in (await person.asked("review")).text


async def test_a_case_link_shows_ones_own_case(door: Door) -> None:
    case_no = await filed(door)
    mine, other = door.person(), door.person(78)
    before = len(mine.got)
    mine.says(f"/start case_{case_no}")
    await mine.hears("路灯", after=before)
    other.says(f"/start case_{case_no}")
    answer = await other.hears(show_number(case_no))
    assert "路灯" not in answer.text


async def test_a_group_gets_a_link_only(door: Door) -> None:
    person = door.person()
    await door.server.until(lambda: door.telegram.speaker.name)
    person.chat = {"id": -100123, "type": "supergroup", "title": "村民群"}
    person.says("大家好")
    person.says("/start@huiyin_bot")
    person.says("/submit")
    await door.server.until(lambda: door.server.to(-100123))
    await asyncio.sleep(0.3)
    (sent,) = door.server.to(-100123)
    assert sent.markup == {"inline_keyboard": [[{"text": "单独跟我说", "url": "https://t.me/huiyin_bot?start=menu"}]]}


async def test_in_the_language_of_the_phone(door: Door) -> None:
    english, hant = door.person(78, "en-GB"), door.person(79, "zh-hant-TW")
    english.says("/start")
    hant.says("/start")
    await english.hears("Hello")
    await hant.hears("您好，我是回音")
    await door.server.until(lambda: any("79" in scope for scope, _ in door.server.commands))
    assert {language for scope, language in door.server.commands if scope == "{}"} == {"", "zh", "en"}
    english.presses("m.lang.zh_Hant")
    await door.server.until(lambda: any("78" in scope for scope, _ in door.server.commands))


async def test_the_buttons_of_an_answered_question_go(door: Door) -> None:
    person = door.person()
    await begun(person)
    consent = next(m for m in person.got if opening("consent") in m.text)
    await door.server.until(lambda: consent.markup is None)


async def test_a_flood_of_one_person_is_kept_and_answered_together(door: Door) -> None:
    person = door.person()
    await begun(person)
    before = len(person.got)
    for n in range(60):
        person.says(f"第{n}句。")
    await person.hears(say("zh_Hans", "flood"), 30, after=before)
    for _ in range(3000):
        if len(await parts(door)) == 60:
            break
        await asyncio.sleep(0.02)
    assert [p["text"] for p in await parts(door)] == [f"第{n}句。" for n in range(60)]
    await door.server.until(lambda: not door.telegram.updates.backlog)
    held_back = len(person.got)
    await asyncio.sleep(1.2)
    assert len(person.got) == held_back == before + 30  # /submit was the first of the minute
    door.house.clock.advance(timedelta(seconds=6))
    await door.house.bot.sweeper.round()
    await person.hears("60 条文字", 30, after=held_back)
    assert say("zh_Hans", "flood.over", n=31) in person.got[held_back].text
    assert len(person.got) == held_back + 2


async def test_stickers_without_end_are_answered_together_too(door: Door) -> None:
    person = door.person()
    await begun(person)
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9}
    for _ in range(45):
        person.says(sticker=sticker | {"is_animated": False, "is_video": False})
    await person.hears(say("zh_Hans", "flood"))
    await door.server.until(lambda: not door.telegram.updates.backlog)
    assert sum("看不懂" in m.text for m in person.got) <= 31
    person.says(STORY)
    for _ in range(3000):
        if await parts_or_none(door):
            break
        await asyncio.sleep(0.02)
    assert [p["text"] for p in await parts(door)] == [STORY]


async def _holds(door: Door, id: int, said: list[str]) -> None:
    """Waits: on a busy machine the first thing heard is that it takes a moment."""
    for _ in range(3000):
        drafts = (await talk(door, id)).drafts
        if drafts and len(await parts(door, id)) == len(said):
            break
        await asyncio.sleep(0.02)
    assert [p["text"] for p in await parts(door, id)] == said


async def test_two_hundred_chats_at_once(opened: Opener) -> None:
    """One answer each, and never faster than Telegram takes it."""
    door = await opened(telegram_rate=100)
    door.start()
    people = [door.person(1000 + n) for n in range(200)]
    for person in people:
        person.says(STORY)
    await door.server.until(lambda: all(person.got for person in people))
    for person in people:
        await _holds(door, person.id, [STORY])
    await asyncio.sleep(0.5)  # nobody hears it twice
    at = sorted(m.at for m in door.server.sent)
    assert at[-1] - at[0] >= len(at) / 100 - 1.1  # some may have come late and then together
    assert max(sum(1 for t in at if a <= t < a + 1) for a in at) <= 150
    assert len(door.server.sent) == len({(m.chat, m.text) for m in door.server.sent})


async def test_two_hundred_chats_that_flood_at_once(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is kept, in order; each has one notice, and one answer when it is over."""
    monkeypatch.setattr("bot.conversation.MANY", 2)  # 1,000 messages do, instead of 6,600
    door = await opened(telegram_rate=0)
    door.start()
    people = [door.person(1000 + n) for n in range(200)]
    for n in range(5):
        for person in people:
            person.says(f"第{n}句：村口的路灯坏了。")
    # How many came in the flood depends on how soon the first were answered.
    notice, after = (
        re.compile(re.escape(say("zh_Hans", w, n=7)).replace("7", "[1-3]")) for w in ("flood", "flood.over")
    )
    await door.server.until(lambda: all(any(notice.search(m.text) for m in p.got) for p in people), 120)
    for person in people:
        await _holds(door, person.id, [f"第{n}句：村口的路灯坏了。" for n in range(5)])
    door.house.clock.advance(timedelta(seconds=6))
    for _ in range(10):
        await door.house.bot.sweeper.round()
        if all(any(after.search(m.text) for m in p.got) for p in people):
            break
        await asyncio.sleep(1)
    await door.server.until(lambda: all(any(after.search(m.text) for m in p.got) for p in people))
    for text in (notice, after):
        assert [sum(text.search(m.text) is not None for m in p.got) for p in people] == [1] * 200
