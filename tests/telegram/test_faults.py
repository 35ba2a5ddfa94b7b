"""What goes wrong between Telegram and us: at each call, in each update, at any moment. Nothing is lost or doubled."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import Chat
from models.words import say
from tests.telegram.botapi import Fault
from tests.telegram.conftest import Door, Opener
from tests.telegram.people import Person
from tests.telegram.test_talk import STORY, begun, filed, parts, parts_or_none, talk

ENDED = ("manual", "undeliverable")
"""A person must tell them; or there is no way left."""
REPEATED = say("zh_Hans", "notice.repeated")


def of_kind(person: Person, part: str) -> list[str]:
    return [m.text for m in person.got if part in m.text]


# --- what we say


@pytest.mark.parametrize(
    ("fault", "times", "marked"),
    [
        (Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}), 1, False),
        (Fault(reset=True), 1, True),
        (Fault(reset_after=True), 2, True),
        (Fault(502, "Bad Gateway"), 1, True),
        (Fault(500, "Internal Server Error"), 1, True),
        (Fault(400, "Bad Request: can't parse entities"), 0, False),
    ],
    ids=["429", "reset", "reset after", "502", "500", "400"],
)
async def test_an_answer_under_a_fault(door: Door, fault: Fault, times: int, marked: bool) -> None:
    """An answer that may have arrived comes once more, and says so. The next one always comes."""
    person = door.person()
    await begun(person)
    door.server.fail("sendMessage", fault)
    person.says(STORY)
    await door.server.until(lambda: len(of_kind(person, "1 条文字")) == times and not door.server.faults["sendmessage"])
    await asyncio.sleep(0.1)
    assert len(of_kind(person, "1 条文字")) == times
    assert any(REPEATED in text for text in of_kind(person, "1 条文字")) is (marked and times > 0)
    person.says("第二句。")
    await person.hears("2 条文字")
    assert [p["text"] for p in await parts(door)] == [STORY, "第二句。"]


async def test_an_answer_unknown_twice_is_not_said_a_third_time(door: Door) -> None:
    person = door.person()
    await begun(person)
    door.server.fail("sendMessage", Fault(reset_after=True), Fault(reset_after=True))
    person.says(STORY)
    await door.server.until(lambda: len(of_kind(person, "1 条文字")) == 2)
    door.house.clock.advance(timedelta(minutes=5))
    await asyncio.sleep(1.5)
    assert len(of_kind(person, "1 条文字")) == 2


async def test_without_a_connection_it_is_said_later(door: Door) -> None:
    person = door.person()
    await begun(person)
    port = int(door.server.url.rpartition(":")[2])
    person.says(STORY)
    await door.server.until(lambda: door.server.called("getUpdates"))
    for _ in range(3000):
        if await parts_or_none(door):
            break
        await asyncio.sleep(0.01)
    await door.server.down()
    await asyncio.sleep(0.3)
    await door.server.up(port)
    person.says("第二句。")
    await person.hears("2 条文字")
    assert [p["text"] for p in await parts(door)] == [STORY, "第二句。"]


@pytest.mark.parametrize("fault", [Fault(400, "Bad Request: query is too old"), Fault(500), Fault(reset=True)])
async def test_a_button_that_cannot_be_answered_still_works(door: Door, fault: Fault) -> None:
    person = door.person()
    door.server.fail("answerCallbackQuery", fault)
    await begun(person)


async def test_a_forged_or_old_button_is_answered(door: Door) -> None:
    person = door.person()
    for data in ("s.0000.1.yes", "n.1.view", "m.nothing", "\u0001", "字" * 21, "s....."):
        query = person.presses(data)
        await door.server.until(lambda query=query: query in door.server.answered)
    await door.server.until(lambda: len(person.got) >= 6)


async def test_the_introduction_is_tried_again(opened: Opener) -> None:
    door = await opened()
    door.server.fail("getMe", Fault(502), Fault(reset=True))
    door.start()
    door.person().says("/start")
    await door.person().hears("回音")
    await door.server.until(lambda: door.server.commands)


@pytest.mark.parametrize(
    "fault", [Fault(502), Fault(reset=True), Fault(409, "Conflict"), Fault(429, "", {"retry_after": 1})]
)
async def test_asking_goes_on(door: Door, fault: Fault) -> None:
    door.server.fail("getUpdates", fault)
    door.person().says("/start")
    await door.person().hears("回音")


async def test_it_asks_no_sooner_than_it_is_told(door: Door) -> None:
    door.server.fail("getUpdates", Fault(429, "Too Many Requests", {"retry_after": 3}))
    door.person().says("/start")
    await door.server.until(lambda: not door.server.faults["getupdates"])
    since = asyncio.get_running_loop().time()
    await door.person().hears("回音")
    assert asyncio.get_running_loop().time() - since > 2.8


async def test_a_webhook_that_was_left_behind_is_taken_away(opened: Opener) -> None:
    door = await opened()
    door.server.webhook = {"url": "http://127.0.0.1:9/none", "secret": ""}
    door.start()
    door.person().says("/start")
    await door.person().hears("回音")


# --- blocked


async def test_a_block_is_felt_and_what_waited_is_said_on_return(door: Door) -> None:
    case_no = await filed(door)
    person, house = door.person(), door.house
    door.start_courier()
    for _ in range(3000):
        if set((await house.notices(case_no)).values()) == {"delivered"}:
            break
        await asyncio.sleep(0.05)
    person.member("kicked")
    await gone(door, True)
    calls = len(door.server.called("sendMessage"))
    await house.replied(case_no)
    for _ in range(3000):
        states = await house.notices(case_no)
        if "due" not in states.values() and "leased" not in states.values():
            break
        await asyncio.sleep(0.05)
    assert states["reply"] in ENDED and states["accepted"] in ENDED
    assert len(door.server.called("sendMessage")) == calls
    await told_away(door, case_no, True)
    person.member("member")
    reply = await person.hears("修好")
    assert reply.protected
    for _ in range(3000):
        if not await house.bot.store.unreported():
            break
        await asyncio.sleep(0.05)
    assert await house.bot.store.unreported() == []
    await told_away(door, case_no, False)
    assert set((await delivered(door, case_no)).values()) == {"delivered"}
    kinds = [m.text for m in person.got if m.protected and ("受理" in m.text or "修好" in m.text)]
    assert len(kinds) == 2 and "受理" in kinds[0]


async def told_away(door: Door, case_no: str, expected: bool) -> None:
    """Staff see whether the chat can be reached."""
    for _ in range(3000):
        if ((await door.house.case(case_no))["unreachable_since"] is not None) is expected:
            return
        await asyncio.sleep(0.05)
    raise AssertionError


async def test_that_a_chat_went_is_told_when_the_api_is_back(door: Door) -> None:
    case_no = await filed(door)
    await door.house.api.down()
    door.person().member("kicked")
    await gone(door, True)
    await asyncio.sleep(1.5)
    await door.house.api.up()
    door.house.clock.advance(timedelta(seconds=31))
    await told_away(door, case_no, True)
    assert await door.telegram.ledger.to_tell(0) == []


async def test_a_change_while_it_is_told_is_told_too(door: Door) -> None:
    """Gone and back again before the first telling was answered: the last word is that they are back."""
    case_no = await filed(door)
    ledger, chat = door.telegram.ledger, Chat("telegram", "77")
    await door.stop()
    await ledger.mark_gone(chat)
    (going,) = await ledger.to_tell(30)
    assert await ledger.to_tell(30) == []
    assert await ledger.mark_back(chat) and not await ledger.mark_back(chat)
    await ledger.told(going)
    (back,) = await ledger.to_tell(30)
    assert (going.gone, back.gone) == (True, False)
    door.house.clock.advance(timedelta(seconds=31))
    await door.house.bot.client.reach(chat, False)
    await door.telegram.tell_reach()
    assert (await door.house.case(case_no))["unreachable_since"] is None
    assert await ledger.to_tell(0) == []


async def gone(door: Door, expected: bool) -> None:
    for _ in range(3000):
        if await door.telegram.ledger.gone(Chat("telegram", "77")) is expected:
            return
        await asyncio.sleep(0.02)
    raise AssertionError


async def test_a_block_that_nobody_told_of(door: Door) -> None:
    """403 is the first we hear; a word of the person is enough to be back."""
    person = door.person()
    await begun(person)
    door.server.blocked.add(77)
    person.says(STORY)
    await gone(door, True)
    assert [p["text"] for p in await parts(door)] == [STORY]
    door.server.blocked.clear()
    person.says("第二句。")
    await person.hears("2 条文字")
    await gone(door, False)


# --- notices


async def delivered(door: Door, case_no: str, seconds: float = 10) -> dict[str, str]:
    end = asyncio.get_running_loop().time() + seconds
    while True:
        states = await door.house.notices(case_no)
        if set(states.values()) <= {"delivered", "manual", "undeliverable"} or asyncio.get_running_loop().time() > end:
            return states
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault(400, "Bad Request: chat not found", chat=77), "undeliverable"),
        (Fault(403, "Forbidden: bot was blocked by the user", chat=77), "undeliverable"),
        (Fault(429, "Too Many Requests", {"retry_after": 3}, chat=77), "due"),
        (Fault(reset=True, chat=77), "leased"),
        (Fault(502, chat=77), "leased"),
    ],
    ids=["400", "403", "429", "reset", "502"],
)
async def test_a_notice_under_a_fault(door: Door, fault: Fault, state: str) -> None:
    """Refused: to a person. Too fast: later. Unknown: nothing is reported until the lease lapses."""
    case_no = await filed(door)
    door.start_courier()
    await delivered(door, case_no)
    door.server.fail("sendMessage", fault)
    await door.house.act(case_no, "accept", {"case_class": "other"})
    await door.server.until(lambda: not door.server.faults["sendmessage"])
    await asyncio.sleep(0.3)
    found = (await door.house.notices(case_no))["accepted"]
    assert found == state or (found in ENDED and state in ENDED)


async def test_a_notice_whose_receipt_was_lost_is_not_shown_twice(door: Door) -> None:
    case_no = await filed(door)
    bot = door.house.bot
    await door.house.act(case_no, "accept", {"case_class": "other"})
    channel = door.telegram
    leased = [n for n in await bot.client.lease([channel.name]) if n.kind == "accepted"]
    while not leased:
        await asyncio.sleep(0.05)
        leased = [n for n in await bot.client.lease([channel.name]) if n.kind == "accepted"]
    from conversations.notices import screens_of

    chat, shown = Chat("telegram", "77"), screens_of("zh_Hans", leased[0])
    assert (await channel.deliver(chat, leased[0], shown)).outcome == "delivered"
    again = leased[0].model_copy(update={"repeated": True, "lease": "another"})
    assert (await channel.deliver(chat, again, shown)).outcome == "delivered"
    assert sum(m.protected for m in door.person().got) == 1


async def test_unknown_twice_goes_to_a_person(door: Door) -> None:
    case_no = await filed(door)
    await door.house.act(case_no, "accept", {"case_class": "other"})
    bot, channel = door.house.bot, door.telegram
    from bot.channels.push import NotSaid
    from conversations.notices import screens_of

    leased = []
    while not leased:
        leased = [n for n in await bot.client.lease([channel.name]) if n.kind == "accepted"]
        await asyncio.sleep(0.05)
    notice, chat = leased[0], Chat("telegram", "77")
    door.server.fail("sendMessage", Fault(reset_after=True), Fault(502))
    with pytest.raises(NotSaid):
        await channel.deliver(chat, notice, screens_of("zh_Hans", notice))
    repeated = notice.model_copy(update={"repeated": True})
    done = await channel.deliver(chat, repeated, screens_of("zh_Hans", repeated))
    assert done.outcome == "undeliverable"


async def test_a_crash_between_saving_and_speaking(door: Door) -> None:
    """What was filed is told after the start."""
    person = door.person()
    await begun(person)
    person.says(STORY)
    await person.taps(".send")
    await person.asked("review")
    door.server.fail("sendMessage", *[Fault(429, "", {"retry_after": 100}, chat=77) for _ in range(3)])
    await person.taps(".yes")
    for _ in range(3000):
        if await door.house.cases():
            break
        await asyncio.sleep(0.02)
    await door.stop()
    door.server.faults.clear()
    await door.restarted()
    await person.hears("9901 21")
    assert len(await door.house.cases()) == 1
    assert (await talk(door)).drafts == []
