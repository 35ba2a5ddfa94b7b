"""The ledger: in order per case, leased to one, repeated at most once and marked, settled by proof only."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.counter import ANSWERED, Api, names, ok, refused, together


async def _steps(api: Api, number: str) -> None:
    """Three notices are owed."""
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api.move(number, "replies", text="好了"))


async def test_notices_of_a_case_come_one_by_one_and_in_order(api: Api) -> None:
    first, second = (await api.file())["case_no"], (await api.file(chat="chat-2"))["case_no"]
    for number in (first, second):
        await _steps(api, number)
    for kind in ("accepted", "assigned", "reply"):
        found = await api.lease()
        assert sorted((n["case_no"], n["kind"]) for n in found) == sorted([(first, kind), (second, kind)])
        assert await api.lease() == []
        for notice in found:
            await api.delivered(notice)
    assert await api.lease() == []


async def test_the_filing_bot_has_the_first_lease(api: Api) -> None:
    got = ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)
    assert await api.lease() == []
    assert got["notice"]["address"] == "chat-1" and got["notice"]["repeated"] is False
    api.clock.advance(timedelta(seconds=61))  # it died before speaking
    (again,) = await api.lease()
    assert again["id"] == got["notice"]["id"] and again["repeated"] is True
    assert again["facts"]["query_code"] == got["query_code"]
    refused(await api.receipt(got["notice"], "delivered"), 409, "lease_lost")
    await api.delivered(again)


async def test_couriers_at_once_never_get_the_same_notice(api: Api) -> None:
    for i in range(12):
        number = (await api.file(chat=f"chat-{i}"))["case_no"]
        ok(await api.move(number, "accept", case_class="other"))
    leases = await together(*(_lease(api, 3) for _ in range(8)))
    found = [n["id"] for lease in leases for n in ok(lease)["items"]]
    assert len(found) == len(set(found)) and 3 <= len(found) <= 12
    rest = [n["id"] for n in await api.lease()]
    assert len(set(found) | set(rest)) == 12 and not set(found) & set(rest)


async def test_a_chat_is_spoken_to_once_at_a_time(api: Api) -> None:
    """One of its cases after the other, whoever asks; another chat waits for nothing."""
    mine = [(await api.file(words=f"第{n}件"))["case_no"] for n in range(3)]
    other = (await api.file(chat="chat-2"))["case_no"]
    for number in (*mine, other):
        ok(await api.move(number, "accept", case_class="other"))
    first = await api.lease()
    assert [n["case_no"] for n in first] == [mine[0], other]
    assert await api.lease() == []
    await api.delivered(first[0])
    (second,) = await api.lease()
    assert (await api.receipt(second, "sent")).status_code == 204  # what waits to be seen holds nothing back
    (third,) = await api.lease()
    assert [second["case_no"], third["case_no"]] == mine[1:]
    api.clock.advance(timedelta(seconds=61))  # lapsed: it comes again, and nothing beside it
    assert [n["id"] for n in await api.lease() if n["case_no"] in mine] == [third["id"]]


async def _lease(api: Api, limit: int) -> Any:
    return await api("POST", "/v1/notifications/lease", "courier", json={"channels": ["web"], "limit": limit})


async def test_a_channel_gets_its_own_notices(api: Api) -> None:
    number = (await api.file(resident={"channel": "telegram", "address": "42"}))["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    assert await api.lease() == []
    (notice,) = await api.lease(channel="telegram")
    assert (notice["channel"], notice["address"]) == ("telegram", "42")


async def test_a_lapsed_lease_is_sent_once_more_and_marked(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    (lost,) = await api.lease()
    api.clock.advance(timedelta(seconds=59))
    assert await api.lease() == []
    api.clock.advance(timedelta(seconds=2))
    (again,) = await api.lease()
    assert (again["id"], lost["repeated"], again["repeated"]) == (lost["id"], False, True)
    assert again["lease"] != lost["lease"]
    refused(await api.receipt(lost, "delivered"), 409, "lease_lost")
    await api.delivered(again)
    await api.delivered(again)  # the same receipt twice is no mistake
    refused(await api.receipt(again, "retry"), 409, "lease_lost")


async def test_a_receipt_needs_the_lease(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    (notice,) = await api.lease()
    for outcome in ("sent", "delivered", "undeliverable", "retry"):
        refused(await api.receipt(notice | {"lease": "not-mine"}, outcome), 409, "lease_lost")
        refused(await api.receipt(notice | {"id": 10**15}, outcome), 409, "lease_lost")
    for bad in (0, -1, 2**53 + 1, 10**30, "x"):
        assert (await api.receipt(notice | {"id": bad}, "sent")).status_code == 422
    names(await api.receipt(notice, "eaten"), "outcome")
    names(await api.receipt(notice | {"lease": "\0" * 41}, "sent"), "lease")
    await api.delivered(notice)


async def test_what_was_sent_and_not_seen_holds_nothing_back(api: Api) -> None:
    number = (await api.file())["case_no"]
    await _steps(api, number)
    first = (await api.lease())[0]
    assert (await api.receipt(first, "sent")).status_code == 204
    (second,) = await api.lease()
    assert second["kind"] == "assigned"
    assert (await api.receipt(second, "sent")).status_code == 204
    await api.delivered((await api.lease())[0])
    api.clock.advance(timedelta(hours=5))
    assert await api.lease() == []
    await api.delivered(first)  # hours later the page acknowledged that it drew it
    states = {n["kind"]: n["state"] for n in (await api.case(number))["notices"]}
    assert states == {"received": "delivered", "accepted": "delivered", "assigned": "sent", "reply": "delivered"}


async def test_what_was_certainly_not_sent_comes_again_after_five_minutes(api: Api) -> None:
    number, other = (await api.file())["case_no"], (await api.file(chat="chat-2"))["case_no"]
    await _steps(api, number)
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "retry", reason="connection refused")).status_code == 204
    ok(await api.move(other, "accept", case_class="other"))
    assert [n["case_no"] for n in await api.lease()] == [other]  # it holds back its own case only
    api.clock.advance(timedelta(minutes=4, seconds=59))
    assert number not in [n["case_no"] for n in await api.lease()]
    api.clock.advance(timedelta(seconds=1))
    again = next(n for n in await api.lease() if n["case_no"] == number)
    assert again["id"] == notice["id"] and again["repeated"] is False


async def test_a_blocked_chat_with_a_phone_becomes_a_call(api: Api) -> None:
    number = (await api.file(phone="13800001234"))["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="bot was blocked")).status_code == 204
    (task,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (task["kind"], task["case_no"], task["phone"]) == ("undelivered", number, "138****1234")
    assert task["tells"] == [{"id": notice["id"], "kind": "accepted", "case_no": number}]
    refused(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "好"}), 409, "record_delivery")


async def test_a_blocked_chat_without_a_phone_is_undeliverable(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "replies", text=ANSWERED))
    while found := await api.lease():
        assert (await api.receipt(found[0], "undeliverable", reason="r" * 200)).status_code == 204
    last = (await api.case(number))["notices"][-1]
    assert (last["kind"], last["state"]) == ("reply", "undeliverable") and "no phone" in last["reason"]
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []
    ok(await api.move(number, "close"))


async def test_a_chat_that_is_unblocked_proves_the_delivery_after_all(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="bot was blocked")).status_code == 204
    assert (await api.receipt(notice, "delivered")).status_code == 204
    last = (await api.case(number))["notices"][-1]
    assert (last["kind"], last["state"]) == ("accepted", "delivered") and last["delivered_at"]
    refused(await api.receipt(notice, "undeliverable"), 409, "lease_lost")


# --- told by a person


async def _registered(api: Api, **more: Any) -> tuple[str, dict[str, Any]]:
    body = {"channel": "phone", "petition_date": "2026-11-19", "text": "来电", "phone": "13800001234"} | more
    number = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)["case_no"]
    return number, (await api.case(number))["notices"][-1]


async def _record(api: Api, notice: dict[str, Any], who: str = "clerk", **more: Any) -> Any:
    body = {"how": "phone", "result": "no_answer", "at": "2026-11-20T01:30:00Z"} | more
    return await api("POST", f"/v1/notifications/{notice['id']}/record", who, json=body)


async def test_a_call_is_recorded(api: Api) -> None:
    _, notice = await _registered(api)
    assert notice["state"] == "manual" and await api.lease(channel="phone") == []
    (task,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (task["kind"], [n["id"] for n in task["tells"]]) == ("call_resident", [notice["id"]])
    assert ok(await _record(api, notice))["state"] == "manual"
    assert ok(await _record(api, notice, result="spoke", whom="本人"))["state"] == "delivered"
    refused(await _record(api, notice), 409, "settled")
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []
    (done,) = ok(await api("GET", "/v1/tasks?open=false", "clerk"))["items"]
    assert (done["done_by"], done["result"]) == ("前台小陈", "spoke")


async def test_three_calls_without_an_answer_prove_it_undeliverable(api: Api) -> None:
    number, notice = await _registered(api)
    states = [ok(await _record(api, notice))["state"] for _ in range(3)]
    assert states == ["manual", "manual", "undeliverable"]
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "replies", text=ANSWERED))
    refused(await api.move(number, "close"), 409, "reply_not_delivered")
    reply = (await api.case(number))["notices"][-1]
    assert ok(await _record(api, reply, how="post", result="signed"))["state"] == "delivered"
    ok(await api.move(number, "close"))


@pytest.mark.parametrize(
    ("how", "result", "state"),
    [
        ("post", "refused", "undeliverable"),
        ("post", "returned", "undeliverable"),
        ("counter", "signed", "delivered"),
        ("counter", "refused", "undeliverable"),
    ],
)
async def test_counter_and_post(api: Api, how: str, result: str, state: str) -> None:
    _, notice = await _registered(api, channel="letter", address="石桥镇上石村3号", phone=None)
    got = ok(await _record(api, notice, how=how, result=result))
    assert got["state"] == state and (got["delivered_at"] is not None) is (state == "delivered")


async def test_records_that_cannot_be(api: Api) -> None:
    _, notice = await _registered(api)
    for bad in (
        {"result": "spoke"},
        {"how": "phone", "result": "signed"},
        {"how": "counter", "result": "no_answer"},
        {"how": "post", "result": "spoke", "whom": "x"},
        {"at": "2026-11-20T01:30:00"},
        {"at": "2026-11-21T00:00:00Z"},
        {"how": "pigeon"},
        {"whom": "a\0b"},
    ):
        refused(await _record(api, notice, **bad), 422, "invalid")
    assert (await _record(api, {"id": 10**15})).status_code == 404
    assert ok(await api("GET", "/v1/tasks?open=false", "clerk"))["items"] == []


async def test_without_phone_and_address_nobody_can_be_told(api: Api) -> None:
    _, notice = await _registered(api, phone=None)
    assert (notice["state"], notice["reason"]) == ("undeliverable", "no phone or address was given")
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []
