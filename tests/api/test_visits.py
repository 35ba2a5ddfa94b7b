"""Visit days: nothing is sold twice, holds run out, one matter one booking, unpublished days do not exist."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.counter import Api, names, ok, refused, together

RESIDENT = {"channel": "web", "address": "chat-1"}


async def _days(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/visit-days", "bot"))["items"]
    return found


async def _slots(api: Api, day: int = 0) -> list[dict[str, Any]]:
    token = (await _days(api))[day]["id"]
    found: list[dict[str, Any]] = ok(await api("GET", f"/v1/visit-days/{token}/slots", "bot"))["items"]
    return found


async def _free(api: Api, slot: str) -> int:
    rows = await api.sql("SELECT capacity - taken FROM slot WHERE token = :t", t=slot)
    stored: int = rows[0][0]
    return stored


async def _hold(api: Api, session: str, slot: str) -> Any:
    return await api("PUT", f"/v1/holds/{session}", "bot", json={"slot": slot})


async def _book(api: Api, place: str, number: str, chat: str = "chat-1", key: str | None = None, **more: Any) -> Any:
    body = {"slot": place, "case_no": number, "people": 2, "resident": RESIDENT | {"address": chat}} | more
    return await api("POST", "/v1/appointments", "bot", key=key or api.key(), json=body)


async def _cancel(api: Api, booking: str, who: str = "bot", key: str | None = None, **body: Any) -> Any:
    sent = body or {"resident": RESIDENT}
    return await api("POST", f"/v1/appointments/{booking}/cancel", who, key=key or api.key(), json=sent)


# --- looking


async def test_published_days_and_their_slots(api: Api) -> None:
    town, county = await _days(api)
    assert (town["date"], county["date"]) == ("2026-11-27", "2026-12-15")
    assert (county["official"], county["post"], county["mode"], county["level"]) == (
        "林若川",
        "清河县人民政府县长",
        "fixed_site",
        "county",
    )
    assert county["portfolio"] and county["venue"] and county["companions"] and county["area"] == "清河县"
    assert town["free"] == county["free"] == 12
    slots = await _slots(api)
    assert [s["starts_at"] for s in slots] == [f"2026-11-27T0{1 + i // 2}:{i % 2 * 3}0:00Z" for i in range(6)]
    assert {s["free"] for s in slots} == {2}


async def test_unpublished_days_do_not_exist(api: Api) -> None:
    number = (await api.file())["case_no"]
    day, slot = (await _days(api))[0]["id"], (await _slots(api))[0]["id"]
    for published in ("NULL", "'2026-11-20 02:00:01.000000'"):  # not yet, or only in a second
        await api.sql(f"UPDATE visit_day SET published_at = {published} WHERE token = :t", t=day)
        assert day not in [d["id"] for d in await _days(api)]
        refused(await api("GET", f"/v1/visit-days/{day}/slots", "bot"), 404, "not_found")
        refused(await _hold(api, "conversation-1", slot), 409, "slot_gone")
        refused(await _book(api, slot, number), 409, "slot_gone")
        assert ok(await api("GET", f"/v1/visit-days/{day}/appointments", "clerk"))["items"] == []
    for unknown in ("nowhere", "x" * 20):
        refused(await api("GET", f"/v1/visit-days/{unknown}/slots", "bot"), 404, "not_found")
        refused(await api("GET", f"/v1/visit-days/{unknown}/appointments", "clerk"), 404, "not_found")
        refused(await _hold(api, "conversation-1", unknown), 409, "slot_gone")
        refused(await _book(api, unknown, number), 409, "slot_gone")


async def test_what_has_begun_is_past(api: Api) -> None:
    number = (await api.file())["case_no"]
    day = (await _days(api))[0]["id"]
    first, second, *_ = await _slots(api)
    api.clock.set(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))  # 09:00: the first slot begins
    assert (await _slots(api))[0]["id"] == second["id"] and (await _days(api))[0]["free"] == 10
    refused(await _hold(api, "conversation-1", first["id"]), 409, "slot_gone")
    refused(await _book(api, first["id"], number), 409, "slot_gone")
    ok(await _book(api, second["id"], number), 201)
    api.clock.set(datetime(2026, 11, 27, 15, 59, tzinfo=UTC))
    today = (await _days(api))[0]
    assert (today["id"], today["free"]) == (day, 0)
    api.clock.set(datetime(2026, 11, 27, 16, 0, tzinfo=UTC))  # midnight in Shanghai
    assert day not in [d["id"] for d in await _days(api)]
    refused(await api("GET", f"/v1/visit-days/{day}/slots", "bot"), 404, "not_found")


# --- holds


async def test_a_hold_is_one_place_however_often_it_is_asked_for(api: Api) -> None:
    slot = (await _slots(api))[0]["id"]
    assert ok(await _hold(api, "conversation-1", slot)) == {"slot": slot, "until": "2026-11-20T02:10:00Z"}
    api.clock.advance(timedelta(minutes=9))
    assert ok(await _hold(api, "conversation-1", slot))["until"] == "2026-11-20T02:19:00Z"
    assert await _free(api, slot) == 1 and (await _slots(api))[0]["free"] == 1
    ok(await _hold(api, "conversation-2", slot))
    refused(await _hold(api, "conversation-3", slot), 409, "slot_gone")
    assert (await api("DELETE", "/v1/holds/conversation-2", "bot")).status_code == 204
    assert (await api("DELETE", "/v1/holds/conversation-2", "bot")).status_code == 204
    assert await _free(api, slot) == 1


async def test_a_hold_moves_and_frees_what_it_held(api: Api) -> None:
    first, second = [s["id"] for s in await _slots(api)][:2]
    ok(await _hold(api, "conversation-1", first))
    ok(await _hold(api, "conversation-1", second))
    assert (await _free(api, first), await _free(api, second)) == (2, 1)
    for name in ("conversation-2", "conversation-3"):
        ok(await _hold(api, name, first))
    refused(await _hold(api, "conversation-1", first), 409, "slot_gone")
    assert await _free(api, second) == 1  # what it held stays held
    (held,) = await api.sql("SELECT count(*) FROM hold WHERE session = 'conversation-1'")
    assert held[0] == 1


async def test_a_hold_runs_out(api: Api) -> None:
    slot = (await _slots(api))[0]["id"]
    for name in ("conversation-1", "conversation-2"):
        ok(await _hold(api, name, slot))
    api.clock.advance(timedelta(minutes=10) - timedelta(seconds=1))
    refused(await _hold(api, "conversation-3", slot), 409, "slot_gone")
    assert (await _slots(api))[0]["free"] == 0
    api.clock.advance(timedelta(seconds=1))
    assert (await _slots(api))[0]["free"] == 2 and (await _days(api))[0]["free"] == 12  # who looks sees it free
    ok(await _hold(api, "conversation-3", slot))
    ok(await _hold(api, "conversation-1", slot))  # asked again too late, but there is room
    refused(await _hold(api, "conversation-2", slot), 409, "slot_gone")
    assert await _free(api, slot) == 0


async def test_a_booking_takes_the_place_of_a_hold_that_ran_out(api: Api) -> None:
    slot, number = (await _slots(api))[0]["id"], (await api.file())["case_no"]
    for name in ("conversation-1", "conversation-2"):
        ok(await _hold(api, name, slot))
    refused(await _book(api, slot, number), 409, "slot_gone")
    api.clock.advance(timedelta(minutes=11))
    ok(await _book(api, slot, number), 201)
    assert await _free(api, slot) == 1


async def test_holds_at_once_never_oversell(api: Api) -> None:
    first, second = [s["id"] for s in await _slots(api)][:2]
    got = await together(*(_hold(api, f"conversation-{i}", first) for i in range(30)))
    assert sorted(a.status_code for a in got) == [200] * 2 + [409] * 28
    await _adds_up(api, first, second)


async def test_sessions_that_change_places_wait_for_each_other(api: Api) -> None:
    """Half go one way while half go the other: whoever locks in another order than the rest would stop them all."""
    first, second = [s["id"] for s in await _slots(api)][:2]
    await api.sql("UPDATE slot SET capacity = 40")
    for turn in range(6):
        moves = [_hold(api, f"conversation-{i}", (first, second)[(i + turn) % 2]) for i in range(16)]
        assert [a.status_code for a in await together(*moves)] == [200] * 16
    await _adds_up(api, first, second)


async def _adds_up(api: Api, *slots: str) -> None:
    """What is taken is what is held."""
    for slot in slots:
        rows = await api.sql(
            "SELECT s.taken, (SELECT count(*) FROM hold h WHERE h.slot_id = s.id) FROM slot s WHERE s.token = :t",
            t=slot,
        )
        assert rows[0][0] == rows[0][1]


@pytest.mark.parametrize("session", ["abc", "x" * 65, "a b c d", "%00%00%00%00", "..%2F..%2Fx", "字字字字"])
async def test_a_session_that_is_none(sqlite_api: Api, session: str) -> None:
    answer = await _hold(sqlite_api, session, "nowhere")
    assert answer.status_code in (404, 422) and answer.headers["content-type"] == "application/problem+json"


# --- bookings


async def test_a_hold_becomes_a_booking(api: Api) -> None:
    slot, got = (await _slots(api, 1))[0], await api.file()
    ok(await _hold(api, "conversation-1", slot["id"]))
    booked = ok(await _book(api, slot["id"], got["case_no"], hold="conversation-1"), 201)
    assert booked["booking_no"] == "YY202611200001" and booked["state"] == "booked" and booked["people"] == 2
    assert (booked["starts_at"], booked["official"], booked["case_no"]) == (slot["starts_at"], "林若川", got["case_no"])
    assert await _free(api, slot["id"]) == 1 and await api.sql("SELECT 1 FROM hold") == []
    notice = booked["notice"]
    assert notice["kind"] == "appointment_made" and notice["address"] == "chat-1"
    assert {"booking_no", "starts_at", "venue", "official", "post"} <= set(notice["facts"])
    assert datetime.fromisoformat(notice["facts"]["starts_at"]) == datetime.fromisoformat(slot["starts_at"])
    assert await api.lease() == []
    await api.delivered(notice)
    (mine,) = ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"]
    assert mine == booked | {"notice": None}
    assert ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-2"))["items"] == []


async def test_a_hold_elsewhere_is_let_go_by_booking(api: Api) -> None:
    first, second = [s["id"] for s in await _slots(api)][:2]
    number = (await api.file())["case_no"]
    ok(await _hold(api, "conversation-1", first))
    ok(await _book(api, second, number, hold="conversation-1"), 201)
    assert (await _free(api, first), await _free(api, second)) == (2, 1)


async def test_somebody_else_s_hold_is_no_place_of_mine(api: Api) -> None:
    slot, number = (await _slots(api))[0]["id"], (await api.file())["case_no"]
    for name in ("conversation-1", "conversation-2"):
        ok(await _hold(api, name, slot))
    refused(await _book(api, slot, number), 409, "slot_gone")
    refused(await _book(api, slot, number, hold="conversation-3"), 409, "slot_gone")
    ok(await _book(api, slot, number, hold="conversation-2"), 201)
    assert await _free(api, slot) == 0


async def test_fifty_at_once_for_the_last_place(api: Api) -> None:
    slot = (await _slots(api))[0]["id"]
    await api.sql("UPDATE slot SET capacity = 1 WHERE token = :t", t=slot)
    filed = await together(*(_file(api, i) for i in range(50)))
    numbers = [ok(answer, 201)["case_no"] for answer in filed]
    got = await together(*(_book(api, slot, number, f"chat-{i}") for i, number in enumerate(numbers)))
    assert sorted(a.status_code for a in got) == [201] + [409] * 49
    assert {a.json()["code"] for a in got if a.status_code == 409} == {"slot_gone"}
    booked = await api.sql("SELECT booking_no FROM appointment")
    assert [row[0] for row in booked] == ["YY202611200001"] and await _free(api, slot) == 0
    told = await api.sql("SELECT count(*) FROM notification WHERE kind = 'appointment_made'")
    assert told[0][0] == 1


async def _file(api: Api, i: int) -> Any:
    return await api("POST", "/v1/cases", "bot", key=f"visit-{i:04}", json=api.matter(f"第{i}件", f"chat-{i}"))


async def test_many_bookings_at_once_number_without_gaps(api: Api) -> None:
    slots = [s["id"] for s in await _slots(api)]
    filed = await together(*(_file(api, i) for i in range(12)))
    numbers = [ok(answer, 201)["case_no"] for answer in filed]
    got = await together(*(_book(api, slots[i % 6], number, f"chat-{i}") for i, number in enumerate(numbers)))
    assert sorted(ok(a, 201)["booking_no"] for a in got) == [f"YY20261120{i:04}" for i in range(1, 13)]
    assert (await _days(api))[0]["free"] == 0


async def test_one_matter_has_one_booking(api: Api) -> None:
    first, second = [s["id"] for s in await _slots(api)][:2]
    number = (await api.file())["case_no"]
    answers = [await _book(api, first, number, key="book-0001") for _ in range(2)]
    assert ok(answers[0], 201) == ok(answers[1], 201) and answers[1].headers["idempotency-replayed"] == "true"
    refused(await _book(api, second, number), 409, "already_booked")
    assert await _free(api, second) == 2
    ok(await _book(api, second, (await api.file())["case_no"]), 201)
    other = (await api.file(chat="chat-2"))["case_no"]
    raced = await together(*(_book(api, second, other, "chat-2") for _ in range(8)))
    assert sorted(a.status_code for a in raced) == [201] + [409] * 7
    assert await _free(api, second) == 0


async def test_a_visit_that_has_been_leaves_room_for_another(api: Api) -> None:
    first, later = (await _slots(api))[0], (await _slots(api, 1))[0]
    number = (await api.file())["case_no"]
    ok(await _book(api, first["id"], number), 201)
    api.clock.set(datetime.fromisoformat(first["ends_at"]))
    (mine,) = ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"]
    assert mine["state"] == "over"
    ok(await _book(api, later["id"], number), 201)
    mine = ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"]
    assert [(m["starts_at"], m["state"]) for m in mine] == [
        (later["starts_at"], "booked"),
        (first["starts_at"], "over"),
    ]


async def test_at_most_two_visits_a_month(api: Api) -> None:
    slots = [s["id"] for s in await _slots(api)]
    numbers = [(await api.file())["case_no"] for _ in range(4)]
    raced = await together(*(_book(api, slot, number) for slot, number in zip(slots, numbers, strict=False)))
    assert sorted(a.status_code for a in raced) == [201, 201, 409, 409]
    assert {a.json()["code"] for a in raced if a.status_code == 409} == {"monthly_cap"}
    left = [number for a, number in zip(raced, numbers, strict=True) if a.status_code == 409]
    ok(await _book(api, (await _slots(api, 1))[0]["id"], left[0]), 201)  # in December
    booked = next(a.json()["booking_no"] for a in raced if a.status_code == 201)
    ok(await _cancel(api, booked))
    ok(await _book(api, slots[5], left[1]), 201)  # what was cancelled does not count
    ok(await _book(api, slots[4], (await api.file(chat="chat-2"))["case_no"], "chat-2"), 201)


async def test_only_one_s_own_matter_can_be_booked(api: Api) -> None:
    slot, number = (await _slots(api))[0]["id"], (await api.file())["case_no"]
    refused(await _book(api, slot, number, "chat-2"), 404, "not_found")
    refused(await _book(api, slot, "1"), 404, "not_found")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"people": 0}, "people"),
        ({"people": 6}, "people"),
        ({"people": 10**30}, "people"),
        ({"slot": "a b"}, "slot"),
        ({"hold": "\0"}, "hold"),
        ({"case_no": None}, "case_no"),
    ]
    for bad, name in wrong:
        names(await _book(api, slot, number, **bad), name)
    assert await _free(api, slot) == 2


# --- cancelling


async def test_the_resident_cancels(api: Api) -> None:
    slot, number = (await _slots(api))[0]["id"], (await api.file())["case_no"]
    booked = ok(await _book(api, slot, number), 201)
    await api.delivered(booked["notice"])
    refused(await _cancel(api, booked["booking_no"], resident=RESIDENT | {"address": "chat-2"}), 404, "not_found")
    refused(await _cancel(api, "YY209901010001"), 404, "not_found")
    names(await _cancel(api, booked["booking_no"], reason="x"), "resident")
    answers = [await _cancel(api, booked["booking_no"], key="cancel-01") for _ in range(2)]
    assert ok(answers[0]) == ok(answers[1])
    assert answers[0].json()["state"] == "cancelled" and await _free(api, slot) == 2
    notice = answers[0].json()["notice"]
    assert (notice["kind"], notice["facts"]["booking_no"]) == ("appointment_cancelled", booked["booking_no"])
    await api.delivered(notice)
    again = ok(await _cancel(api, booked["booking_no"]))
    assert again["state"] == "cancelled" and again["notice"] is None and await _free(api, slot) == 2
    ok(await _book(api, slot, number), 201)


async def test_staff_cancel_with_a_reason_that_is_told(api: Api) -> None:
    slot, number = (await _slots(api))[0]["id"], (await api.file())["case_no"]
    booked = ok(await _book(api, slot, number), 201)
    await api.delivered(booked["notice"])
    names(await _cancel(api, booked["booking_no"], "clerk", reason=None), "reason")
    got = ok(await _cancel(api, booked["booking_no"], "clerk", reason="当天领导有紧急公务，请改约"))
    assert got["state"] == "cancelled" and got["notice"] is None and await _free(api, slot) == 2
    (notice,) = await api.lease()
    assert (notice["kind"], notice["text"]) == ("appointment_cancelled", "当天领导有紧急公务，请改约")
    note = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (note["kind"], note["actor"], note["text"]) == ("note", "前台小陈", "当天领导有紧急公务，请改约")


async def test_cancelling_at_once_frees_one_place(api: Api) -> None:
    slot = (await _slots(api))[0]["id"]
    first = ok(await _book(api, slot, (await api.file())["case_no"]), 201)
    ok(await _book(api, slot, (await api.file(chat="chat-2"))["case_no"], "chat-2"), 201)
    got = await together(*(_cancel(api, first["booking_no"]) for _ in range(10)))
    assert all(ok(a)["state"] == "cancelled" for a in got) and await _free(api, slot) == 1
    assert len([a for a in got if a.json()["notice"]]) == 1


async def test_no_cancelling_once_it_has_begun(api: Api) -> None:
    slot, number = (await _slots(api))[0], (await api.file())["case_no"]
    booked = ok(await _book(api, slot["id"], number), 201)
    api.clock.set(datetime.fromisoformat(slot["starts_at"]) - timedelta(seconds=1))
    assert (await api("GET", "/v1/mine/appointments", "bot", chat="chat-1")).json()["items"][0]["state"] == "booked"
    api.clock.advance(timedelta(seconds=1))
    refused(await _cancel(api, booked["booking_no"]), 409, "visit_began")
    refused(await _cancel(api, booked["booking_no"], "clerk", reason="x"), 409, "visit_began")
    assert await _free(api, slot["id"]) == 1


# --- the staff's list


async def test_staff_see_who_comes_and_of_accusations_only_that_somebody_does(api: Api) -> None:
    day = (await _days(api))[0]["id"]
    first, second = (await _slots(api))[:2]
    open_, walled = (
        (await api.file("路灯坏了", name="欧阳明月"))["case_no"],
        (await api.file("局长受贿", kind="accusation"))["case_no"],
    )
    seen = ok(await _book(api, second["id"], open_), 201)
    hidden = ok(await _book(api, first["id"], walled, people=3), 201)
    for who in ("clerk", "supervisor", "leader"):
        answer = await api("GET", f"/v1/visit-days/{day}/appointments", who)
        taken, entry = ok(answer)["items"]
        assert (taken["starts_at"], entry["starts_at"]) == (first["starts_at"], second["starts_at"])
        assert {k for k, v in taken.items() if v is not None} == {"starts_at", "ends_at"}
        assert (entry["booking_no"], entry["people"], entry["case_no"]) == (seen["booking_no"], 2, open_)
        assert (entry["kind"], entry["excerpt"]) == ("difficulty", "路灯坏了")
        for told in (walled, hidden["booking_no"], "受贿", "accusation", "欧阳", "chat-1"):
            assert told not in answer.text
    entry, taken = ok(await api("GET", f"/v1/visit-days/{day}/appointments", "discipline"))["items"]
    assert (entry["case_no"], entry["excerpt"], taken["case_no"]) == (walled, "局长受贿", None)
    refused(await _cancel(api, hidden["booking_no"], "clerk", reason="x"), 404, "not_found")
    ok(await _cancel(api, hidden["booking_no"], "discipline", reason="改约"))
    assert len(ok(await api("GET", f"/v1/visit-days/{day}/appointments", "clerk"))["items"]) == 1


async def test_one_person_has_one_place_of_an_hour(api: Api) -> None:
    """Two matters of one's own at one time are refused, at once too; for somebody else, by name, they are not."""
    slot = (await _slots(api))[0]["id"]
    first, second = [(await api.file(f"路灯 {n}"))["case_no"] for n in range(2)]
    raced = await together(*(_book(api, slot, number) for number in (first, second)))
    assert sorted(a.status_code for a in raced) == [201, 409]
    assert {a.json()["code"] for a in raced if a.status_code == 409} == {"same_hour"}
    unnamed = (await api.file("替邻居问", on_behalf=True))["case_no"]
    refused(await _book(api, slot, unnamed), 409, "same_hour")
    named = (await api.file("替邻居问", on_behalf=True, name="韩梅"))["case_no"]
    ok(await _book(api, slot, named), 201)
    assert await _free(api, slot) == 0
