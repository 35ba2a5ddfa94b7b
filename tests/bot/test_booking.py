"""Booking over the desk: the case first, the place held, a place that is lost never loses the case."""

from datetime import timedelta

import pytest

from bot.store import Chat
from models.law.channels import Channel
from models.wire import CancelWanted, ResidentRef
from models.words import say
from tests.bot.conftest import House, number_in

STORY = "邻居占了消防通道，想当面反映。"


async def to_the_day(house: House, chat: Chat | None = None) -> None:
    """A new concern, up to the choice of a day."""
    await house.say(press="m.book", chat=chat)
    if any(p.endswith(".book") for _, p in buttons(house)):
        await house.press(".book", chat=chat)
    if any("button" for s in house.shown for row in s.screen.rows for _, p in row if p.endswith(".new")):
        await house.press(".new", chat=chat)
    await house.agree(chat)
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
        await house.say(press=next(p for _, p in buttons(house) if p.startswith("s.") and ".move-" not in p))
    texts = await house.press(".yes")
    assert booking in texts[-1]
    assert [a.state for a in await house.bot.client.my_appointments(house.chat())] in ([], ["cancelled"])


async def to_the_move(house: House) -> tuple[str, str, str]:
    """A booking whose move to the next hour is read back: its number, its case, the old hour as it was told."""
    await to_the_review(house)
    texts = await house.press(".yes")
    (booked,) = await house.bot.client.my_appointments(house.chat())
    move = f"n.{booked.case_no}.move-{booked.booking_no}"
    assert move in [p for _, p in buttons(house)], "under the notice of the booking"
    await house.say(press=move)
    await house.say(press=buttons(house)[0][1])
    offered = [p for _, p in buttons(house) if p.startswith("s.")]
    await house.say(press=offered[0])
    return booked.booking_no, booked.case_no, texts[-1]


async def test_a_booking_is_moved_in_the_chat(house: House) -> None:
    number, case_no, told = await to_the_move(house)
    was = (await house.bot.client.my_appointments(house.chat()))[0].starts_at
    (told,) = await house.press(".yes")
    (moved,) = await house.bot.client.my_appointments(house.chat())
    assert (moved.booking_no, moved.state, moved.moved_from) == (number, "booked", was) and moved.starts_at != was
    assert number in told
    assert {f"n.{case_no}.move-{number}", f"n.{case_no}.cancel-{number}"} <= {p for _, p in buttons(house)}
    await house.bot.desk.seen(house.chat(), [s.id for s in house.shown])
    await house.bot.courier.report()
    assert (await house.notices(case_no))["appointment_moved"] == "delivered"


async def test_a_place_that_is_lost_while_moving_leaves_the_booking_where_it_was(house: House) -> None:
    """Others were quicker: another hour is asked for, and the old one stands."""
    number, _, _ = await to_the_move(house)
    before = (await house.bot.client.my_appointments(house.chat()))[0].starts_at

    async def gone(method: str, path: str) -> tuple[int, bytes] | None:
        return (409, b'{"title":"gone","status":409,"code":"slot_gone"}') if path.endswith("/move") else None

    house.api.answer = gone
    (asked,) = await house.press(".yes")
    assert say("zh_Hans", "book.slot_gone") in asked
    (stands,) = await house.bot.client.my_appointments(house.chat())
    assert (stands.booking_no, stands.state, stands.starts_at) == (number, "booked", before)


async def test_a_booking_cancelled_meanwhile_is_not_moved(house: House) -> None:
    number, _, _ = await to_the_move(house)
    wanted = CancelWanted(resident=ResidentRef(channel=Channel(house.chat().channel), address=house.chat().address))
    await house.bot.client.cancel_booking("cancelled-elsewhere", number, wanted, house.chat())
    (told,) = await house.press(".yes")
    assert say("zh_Hans", "refused.not_booked") in told
    assert [a.state for a in await house.bot.client.my_appointments(house.chat())] == ["cancelled"]


async def test_two_matters_at_one_hour_are_refused_and_another_hour_is_asked_for(house: House) -> None:
    slot = await to_the_review(house)
    await house.press(".yes")
    await to_the_day(house)
    await house.say(press=buttons(house)[0][1])
    await house.press(f".{slot}")
    texts = await house.press(".yes")
    assert say("zh_Hans", "refused.same_hour") in texts[-1] and len(await appointments(house)) == 1
    other = next(p for _, p in buttons(house) if p.startswith("s.") and not p.endswith(f".{slot}"))
    await house.say(press=other)
    await house.press(".yes")
    assert len(await appointments(house)) == 2
