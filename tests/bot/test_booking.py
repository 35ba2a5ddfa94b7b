"""Booking over the desk: the case first, the place held, a place that is lost never loses the case."""

from datetime import timedelta

import pytest

from bot.store import Chat
from models.words import say
from tests.bot.conftest import House, number_in

STORY = "邻居占了消防通道，想当面反映。"


async def to_the_day(house: House, chat: Chat | None = None) -> None:
    """A new concern, up to the choice of a day."""
    await house.say(press="m.book", chat=chat)
    if any("button" for s in house.shown for row in s.screen.rows for _, p in row if p.endswith(".new")):
        await house.press(".new", chat=chat)
    await house.press(".agree", chat=chat)
    await house.say(STORY, chat=chat)
    await house.press(".done", chat=chat)
    await house.press(".rest", chat=chat)
    await house.press(".2", chat=chat)


def buttons(house: House) -> list[tuple[str, str]]:
    return [b for s in house.shown for row in s.screen.rows for b in row]


async def to_the_review(house: House, chat: Chat | None = None) -> str:
    """The first day and its first free slot; the slot's id."""
    await to_the_day(house, chat)
    await house.say(press=buttons(house)[0][1], chat=chat)
    slot = buttons(house)[0][1]
    await house.say(press=slot, chat=chat)
    return slot.rsplit(".", 1)[1]


async def appointments(house: House, chat: Chat | None = None) -> list[str]:
    return [a.booking_no for a in await house.bot.client.my_appointments(chat or house.chat())]


async def test_a_new_concern_and_a_place_are_confirmed_together(house: House) -> None:
    await to_the_review(house)
    texts = await house.press(".yes")
    number = number_in(texts[0])
    assert [w["text"] for w in (await house.case(number))["words"]] == [STORY]
    (booking,) = await appointments(house)
    assert booking in texts[1]
    await house.bot.desk.seen(house.chat(), [s.id for s in house.shown])
    await house.bot.courier.report()
    assert await house.notices(number) == {"received": "delivered", "appointment_made": "delivered"}
    await house.bot.courier.round()
    assert [r.kind for r in await house.bot.store.rows(house.chat(), kinds=("notice",))] == []


async def test_a_place_that_is_lost_at_the_last_moment_keeps_the_case(house: House) -> None:
    await to_the_review(house)

    async def gone(method: str, path: str) -> tuple[int, bytes] | None:
        lost = method == "POST" and path == "/v1/appointments"
        return (409, b'{"title":"gone","status":409,"code":"slot_gone"}') if lost else None

    house.api.answer = gone
    texts = await house.press(".yes")
    house.api.answer = None
    number = number_in(texts[0])
    assert say("zh_Hans", "book.slot_gone") in texts[1]
    del house.shown[:-1]
    await house.say(press=buttons(house)[0][1])
    texts = await house.press(".yes")
    assert len(await house.cases()) == 1
    assert number == (await house.cases())[0]["case_no"]
    assert (await appointments(house))[0] in texts[0]


async def test_the_api_down_between_case_and_place(house: House) -> None:
    await to_the_review(house)

    async def down(method: str, path: str) -> tuple[int, bytes] | None:
        return (503, b"{}") if method == "POST" and path == "/v1/appointments" else None

    house.api.answer = down
    assert await house.press(".yes") == [say("zh_Hans", "sealed.waiting")]
    house.api.answer = None
    house.clock.advance(timedelta(minutes=6))
    await house.bot.sweeper.round()
    late = await house.bot.store.rows(house.chat(), kinds=("late",))
    number = number_in(late[0].screens[0].text)
    assert [row["case_no"] for row in await house.cases()] == [number]
    assert (await appointments(house))[0] in late[1].screens[0].text


@pytest.mark.parametrize("waiting", [False, True])
async def test_a_booking_is_cancelled_in_the_chat(house: House, waiting: bool) -> None:
    await to_the_review(house)
    await house.press(".yes")
    (booking,) = await appointments(house)
    await house.say(press="m.book")
    await house.press(".mine")
    while not any(p.endswith(".yes") for _, p in buttons(house)):
        await house.say(press=next(p for _, p in buttons(house) if p.startswith("s.")))
    texts = await house.press(".yes")
    assert booking in texts[-1]
    assert [a.state for a in await house.bot.client.my_appointments(house.chat())] in ([], ["cancelled"])
