"""A booking that is moved: the old place is kept until the new one is had, and nothing that refuses costs it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.counter import Api, ok, refused, together
from tests.api.test_visits import RESIDENT, _book, _cancel, _days, _free, _hold, _slots


async def _move(api: Api, booking: str, slot: str, key: str | None = None, **more: Any) -> Any:
    body = {"slot": slot, "resident": RESIDENT} | more
    return await api("POST", f"/v1/appointments/{booking}/move", "bot", key=key or api.key(), json=body)


async def _booked(api: Api, slot: str, chat: str = "chat-1") -> str:
    number = (await api.file(chat=chat))["case_no"]
    booked = ok(await _book(api, slot, number, chat), 201)
    await api.delivered(booked["notice"])
    return str(booked["booking_no"])


async def _timeline(api: Api, number: str) -> Any:
    return ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]


async def _mine(api: Api) -> Any:
    return ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"]


async def test_a_booking_moves_with_its_number_and_its_people_are_told(api: Api) -> None:
    first, second, *_ = await _slots(api)
    booking = await _booked(api, first["id"])
    ok(await _hold(api, "conversation-1", second["id"]))
    answers = [
        await _move(api, booking, second["id"], key="move-0001", hold="conversation-1"),
        await _move(api, booking, second["id"], key="move-0001", hold="conversation-1"),
    ]
    moved = ok(answers[0])
    number = moved["case_no"]
    assert ok(answers[1]) == moved
    assert (moved["booking_no"], moved["state"], moved["people"]) == (booking, "booked", 2)
    assert (moved["starts_at"], moved["moved_from"]) == (second["starts_at"], first["starts_at"])
    assert (await _free(api, first["id"]), await _free(api, second["id"])) == (2, 1)
    notice = moved["notice"]
    assert notice["kind"] == "appointment_moved" and notice["facts"]["booking_no"] == booking
    assert datetime.fromisoformat(notice["facts"]["was_at"]) == datetime.fromisoformat(first["starts_at"])
    (entry,) = ok(await api("GET", f"/v1/visit-days/{(await _days(api))[0]['id']}/appointments", "clerk"))["items"]
    assert (entry["starts_at"], entry["moved_from"]) == (second["starts_at"], first["starts_at"])
    for line in ((await api.my_case(number))["timeline"][-1], (await _timeline(api, number))[-1]):
        at = [datetime.fromisoformat(line["facts"][name]) for name in ("was_at", "starts_at")]
        assert (line["kind"], at) == ("visit_moved", [datetime.fromisoformat(s["starts_at"]) for s in (first, second)])
    again = ok(await _move(api, booking, second["id"]))
    assert again["notice"] is None and await _free(api, second["id"]) == 1, "where it is already nothing changes"


async def test_a_place_that_is_lost_costs_nothing(api: Api) -> None:
    first, second, *_ = [s["id"] for s in await _slots(api)]
    booking = await _booked(api, first)
    await api.sql("UPDATE slot SET capacity = 1 WHERE token = :t", t=second)
    await _booked(api, second, "chat-2")
    refused(await _move(api, booking, second), 409, "slot_gone")
    refused(await _move(api, booking, "nowhere"), 409, "slot_gone")
    (stands,) = await _mine(api)
    assert (stands["state"], stands["moved_from"]) == ("booked", None) and await _free(api, first) == 1


async def test_only_one_s_own_booking_moves_and_only_while_it_stands(api: Api) -> None:
    first, second, *_ = [s["id"] for s in await _slots(api)]
    booking = await _booked(api, first)
    refused(await _move(api, booking, second, resident=RESIDENT | {"address": "chat-2"}), 404, "not_found")
    refused(await _move(api, "YY209901010001", second), 404, "not_found")
    ok(await _cancel(api, booking))
    refused(await _move(api, booking, second), 409, "not_booked")
    assert (await _free(api, first), await _free(api, second)) == (2, 2)


async def test_a_visit_that_has_begun_stays_where_it_is(api: Api) -> None:
    first, second, *_ = await _slots(api)
    booking = await _booked(api, first["id"])
    api.clock.set(datetime.fromisoformat(first["starts_at"]))
    refused(await _move(api, booking, second["id"]), 409, "visit_began")
    api.clock.set(datetime.fromisoformat(second["starts_at"]) - timedelta(days=1))
    ok(await _move(api, booking, second["id"]))
    api.clock.set(datetime.fromisoformat(second["starts_at"]) + timedelta(minutes=1))
    refused(await _move(api, booking, first["id"]), 409, "visit_began")


async def test_another_official_s_day_is_another_visit(api: Api) -> None:
    town, county = (await _slots(api))[0]["id"], (await _slots(api, 1))[0]["id"]
    booking = await _booked(api, town)
    refused(await _move(api, booking, county), 409, "other_official")
    await api.sql(
        "UPDATE visit_day SET official_id = (SELECT official_id FROM visit_day ORDER BY date LIMIT 1) WHERE id ="
        " (SELECT visit_day_id FROM slot WHERE token = :t)",
        t=county,
    )
    assert ok(await _move(api, booking, county))["starts_at"] == (await _slots(api, 1))[0]["starts_at"]
    assert (await _free(api, town), await _free(api, county)) == (2, 1)


async def test_one_person_has_one_place_of_an_hour_after_moving_too(api: Api) -> None:
    first, second, *_ = [s["id"] for s in await _slots(api)]
    booking, _ = await _booked(api, first), await _booked(api, second)
    refused(await _move(api, booking, second), 409, "same_hour")
    assert (await _free(api, first), await _free(api, second)) == (1, 1)


@pytest.mark.parametrize("rounds", [6])
async def test_moved_and_cancelled_at_once_gives_every_place_back_once(api: Api, rounds: int) -> None:
    first, second, *_ = [s["id"] for s in await _slots(api)]
    booking = await _booked(api, first)
    got = await together(*(_move(api, booking, second) for _ in range(rounds)), _cancel(api, booking))
    assert ok(got[-1])["state"] == "cancelled"
    assert {a.status_code for a in got[:-1]} <= {200, 409}
    assert {a.json()["code"] for a in got[:-1] if a.status_code == 409} <= {"not_booked"}
    assert (await _free(api, first), await _free(api, second)) == (2, 2)


async def test_two_who_change_places_with_each_other_do_not_wait_for_ever(api: Api) -> None:
    first, second, *_ = [s["id"] for s in await _slots(api)]
    mine, theirs = await _booked(api, first), await _booked(api, second, "chat-2")
    other = RESIDENT | {"address": "chat-2"}
    got = await together(_move(api, mine, second), _move(api, theirs, first, resident=other))
    assert [a.status_code for a in got] == [200, 200]
    assert (await _free(api, first), await _free(api, second)) == (1, 1)


async def test_many_for_one_place_and_one_gets_it(api: Api) -> None:
    *slots, last = [s["id"] for s in await _slots(api)]
    await api.sql("UPDATE slot SET capacity = 1 WHERE token = :t", t=last)
    bookings = [(f"chat-{n}", await _booked(api, slots[n % len(slots)], f"chat-{n}")) for n in range(6)]
    got = await together(*(_move(api, no, last, resident=RESIDENT | {"address": chat}) for chat, no in bookings))
    assert sorted(a.status_code for a in got) == [200, 409, 409, 409, 409, 409]
    taken = await api.sql("SELECT sum(taken) FROM slot")
    assert taken[0][0] == 6 and await _free(api, last) == 0


async def test_the_month_s_visits_are_counted_where_it_goes(api: Api) -> None:
    """Within a month it is the same visit; into a month that is full it cannot go."""
    november, december = (await _slots(api))[:2], await _slots(api, 1)
    await api.sql("UPDATE visit_day SET official_id = (SELECT min(official_id) FROM visit_day)")
    booking = await _booked(api, november[0]["id"])
    for slot in december[:2]:
        await _booked(api, slot["id"])
    ok(await _move(api, booking, november[1]["id"]))
    refused(await _move(api, booking, december[2]["id"]), 409, "monthly_cap")
    assert api.clock.now() < datetime(2026, 11, 27, tzinfo=UTC) and await _free(api, november[1]["id"]) == 1
