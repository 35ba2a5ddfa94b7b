"""What a resident does with a case that stands: urging, taking it to another phone, leaving and withdrawing a name."""

import json
from datetime import timedelta
from typing import Any

import pytest

from conversations.notices import screens_of
from models.wire import LeasedNotice
from models.words.languages import LOCALES
from tests.api.counter import ANSWERED, Api, names, ok, refused, together

NAME, PHONE = "欧阳小满", "13812345678"


async def _post(api: Api, path: str, chat: str, key: str | None = None, **body: Any) -> Any:
    return await api("POST", path, "bot", key=key or api.key(), chat=chat, json=body)


async def _kinds(api: Api, number: str) -> list[str]:
    return [e["kind"] for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]]


# --- urging


async def test_an_urge_is_counted_and_seen_by_the_unit(api: Api) -> None:
    number = await api.brought_to("assigned")
    got = ok(await _post(api, "/v1/urges", "chat-1", case_no=number), 201)
    assert (got["case_no"], got["count"], got["unit"]) == (number, 1, "清河县住房和城乡建设局")
    case = await api.case(number, "housing")
    assert (case["urge_count"], case["urged_at"]) == (1, got["at"])
    assert [c["case_no"] for c in ok(await api("GET", "/v1/cases?urged=true&sort=-urged_at", "housing"))["items"]] == [
        number
    ]
    mine = await api.my_case(number)
    assert (mine["urge_count"], mine["timeline"][-1]["kind"]) == (1, "urged")


async def test_once_a_local_day(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await _post(api, "/v1/urges", "chat-1", key="urge-0001", case_no=number), 201)
    replayed = await _post(api, "/v1/urges", "chat-1", key="urge-0001", case_no=number)
    assert ok(replayed, 201)["count"] == 1
    refused(await _post(api, "/v1/urges", "chat-1", case_no=number), 409, "already_urged")
    api.clock.advance(timedelta(hours=13, minutes=59))  # 23:59 in Shanghai
    refused(await _post(api, "/v1/urges", "chat-1", case_no=number), 409, "already_urged")
    api.clock.advance(timedelta(minutes=1))
    assert ok(await _post(api, "/v1/urges", "chat-1", case_no=number), 201)["count"] == 2
    assert (await _kinds(api, number)).count("urged") == 2


async def test_of_two_urges_at_once_one_counts(api: Api) -> None:
    number = (await api.file())["case_no"]
    got = await together(*(_post(api, "/v1/urges", "chat-1", case_no=number) for _ in range(4)))
    assert sorted(a.status_code for a in got) == [201, 409, 409, 409]
    assert ((await api.case(number))["urge_count"], (await _kinds(api, number)).count("urged")) == (1, 1)


async def test_who_may_urge_and_what(api: Api) -> None:
    got = await api.file()
    number, code = got["case_no"], got["query_code"]
    for chat, more in [("chat-9", {}), ("chat-9", {"code": "AAAAAAAA"}), ("nobody", {"code": ""})]:
        refused(await _post(api, "/v1/urges", chat, case_no=number, **more), 404, "not_found")
    ok(await _post(api, "/v1/urges", "chat-9", case_no=number, code=code), 201)
    closed = await api.brought_to("closed")
    refused(await _post(api, "/v1/urges", "chat-1", case_no=closed), 409, "closed")


async def test_a_list_by_urges_has_pages(api: Api) -> None:
    numbers = [(await api.file(f"第 {n} 件"))["case_no"] for n in range(4)]
    for number in numbers[1:]:
        api.clock.advance(timedelta(minutes=1))
        ok(await _post(api, "/v1/urges", "chat-1", case_no=number), 201)
    first = ok(await api("GET", "/v1/cases?sort=-urged_at&limit=2", "clerk"))
    second = ok(await api("GET", f"/v1/cases?sort=-urged_at&limit=2&cursor={first['next']}", "clerk"))
    assert [c["case_no"] for c in first["items"] + second["items"]] == numbers[:0:-1]


# --- another phone


async def test_number_and_code_take_a_case_to_another_phone(api: Api) -> None:
    got = await api.file(name=NAME, phone=PHONE)
    number, code = got["case_no"], got["query_code"]
    ok(await api.move(number, "accept", case_class="other"))  # nobody has seen this yet
    claim = {"case_no": number, "query_code": code, "locale": "en"}
    assert ok(await _post(api, "/v1/claims", "new-phone", key="claim-001", **claim), 201)["moved"]
    assert ok(await _post(api, "/v1/claims", "new-phone", key="claim-001", **claim), 201)["moved"]
    assert not ok(await _post(api, "/v1/claims", "new-phone", **claim), 201)["moved"]
    told = sorted((n["address"], n["kind"], n["locale"]) for n in await api.deliver_all())
    assert told == [("chat-1", "moved", "zh_Hans"), ("new-phone", "accepted", "en")]
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    assert [(n["address"], n["kind"]) for n in await api.deliver_all()] == [("new-phone", "assigned")]
    assert [c["case_no"] for c in await api.mine("new-phone")] == [number] and await api.mine() == []
    refused(await api("GET", f"/v1/mine/cases/{number}", "bot", chat="chat-1"), 404, "not_found")
    assert (await _kinds(api, number)).count("moved") == 1


async def test_the_chat_before_is_told_nothing_personal(api: Api) -> None:
    got = await api.file("我是欧阳小满，路灯坏了", name=NAME, phone=PHONE)
    ok(await _post(api, "/v1/claims", "p2", case_no=got["case_no"], query_code=got["query_code"]), 201)
    (notice,) = [n for n in await api.lease() if n["kind"] == "moved"]
    told = json.dumps({k: v for k, v in notice.items() if k != "address"}, ensure_ascii=False)
    assert not [s for s in (NAME, PHONE, "5678", "路灯", "p2", got["query_code"]) if s in told]
    assert notice["facts"] == {"phone": "0500-555-0101"}


async def test_a_wrong_number_and_a_wrong_code_are_the_same(api: Api) -> None:
    got, other = await api.file(), await api.file()
    answers = [
        await _post(api, "/v1/claims", "thief", case_no=got["case_no"], query_code=other["query_code"]),
        await _post(api, "/v1/claims", "chat-1", case_no=got["case_no"], query_code="AAAAAAAA"),
        await _post(api, "/v1/claims", "thief", case_no="99012120261120999994", query_code=got["query_code"]),
        await _post(api, "/v1/claims", "thief", case_no="字", query_code=""),
    ]
    bodies = [{k: v for k, v in refused(a, 404, "not_found").items() if k != "request_id"} for a in answers]
    assert bodies == [bodies[0]] * 4
    assert len(await api.mine()) == 2


async def test_guessing_a_claim_is_slowed_down(sqlite_api: Api) -> None:
    got, other = await sqlite_api.file(), await sqlite_api.file()
    for i in range(20):
        body = {"case_no": got["case_no"], "query_code": "AAAAAAAA"}
        refused(await _post(sqlite_api, "/v1/claims", f"thief-{i}", **body), 404, "not_found")
    right = {"case_no": got["case_no"], "query_code": got["query_code"]}
    refused(await _post(sqlite_api, "/v1/claims", "thief", **right), 429, "too_many")
    for i in range(20):
        refused(await _post(sqlite_api, "/v1/claims", "one", case_no=f"{i}", query_code="AAAAAAAA"), 404, "not_found")
    more = {"case_no": other["case_no"], "query_code": other["query_code"]}
    refused(await _post(sqlite_api, "/v1/claims", "one", **more), 429, "too_many")


@pytest.mark.parametrize("phone", [None, "13800001234"])
async def test_a_case_of_the_counter_comes_to_a_chat(api: Api, phone: str | None) -> None:
    body = {"channel": "visit", "petition_date": "2026-11-19", "text": "来访", "phone": phone}
    got = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)
    number = got["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    ok(await _post(api, "/v1/claims", "chat-7", case_no=number, query_code=got["query_code"]), 201)
    leased = await api.deliver_all()
    assert [(n["address"], n["kind"]) for n in leased] == [("chat-7", "received"), ("chat-7", "accepted")]
    assert leased[0]["facts"]["query_code"] == got["query_code"]
    ok(await api.move(number, "replies", text=ANSWERED))
    assert [(n["address"], n["text"]) for n in await api.deliver_all()] == [("chat-7", ANSWERED)]
    ok(await api.move(number, "close"))
    case = await api.case(number)
    assert case["channel"] == "visit"  # the form it came in by
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []  # nobody need be rung any more


async def test_a_chat_that_is_left_holds_nothing_back(api: Api) -> None:
    """The last word to the old chat may never get through; the new one does not wait for it."""
    got = await api.file(resident={"channel": "telegram", "address": "77"}, chat="-")
    number = got["case_no"]
    ok(await _post(api, "/v1/claims", "web-2", case_no=number, query_code=got["query_code"]), 201)
    ok(await api.move(number, "accept", case_class="other"))
    assert [(n["address"], n["kind"]) for n in await api.lease()] == [("web-2", "accepted")]
    assert [(n["address"], n["kind"]) for n in await api.lease(channel="telegram")] == [("77", "moved")]


async def test_what_may_have_been_shown_is_marked_a_repeat(api: Api) -> None:
    got = await api.file()
    ok(await api.move(got["case_no"], "accept", case_class="other"))
    (leased,) = await api.lease()
    ok(await _post(api, "/v1/claims", "p2", case_no=got["case_no"], query_code=got["query_code"]), 201)
    refused(await api.receipt(leased, "delivered"), 409, "lease_lost")
    again = {n["kind"]: (n["address"], n["repeated"]) for n in await api.lease()}
    assert again == {"accepted": ("p2", True), "moved": ("chat-1", False)}


async def test_a_booking_comes_along(api: Api) -> None:
    got = await api.file()
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]["id"]
    body = {"slot": slot, "case_no": got["case_no"], "people": 1, "resident": api.matter()["resident"]}
    booked = ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=body), 201)
    ok(await _post(api, "/v1/claims", "p2", case_no=got["case_no"], query_code=got["query_code"]), 201)
    mine = ok(await api("GET", "/v1/mine/appointments", "bot", chat="p2"))["items"]
    assert [a["booking_no"] for a in mine] == [booked["booking_no"]]
    assert ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"] == []


# --- name and phone


async def test_a_name_left_later_is_sealed_and_masked(api: Api) -> None:
    number = (await api.file())["case_no"]
    assert (await api.case(number))["anonymous"] and (await api.my_case(number))["anonymous"]
    ok(await _post(api, "/v1/anonymity", "chat-1", case_no=number, name=NAME), 201)
    ok(await _post(api, "/v1/anonymity", "chat-1", case_no=number, phone=PHONE), 201)
    case = await api.case(number)
    assert (case["anonymous"], case["name"], case["phone"]) == (False, "欧**", "138****5678")
    opened = ok(await api("POST", f"/v1/cases/{number}/reveal", "clerk", json={"reason": "核实"}))
    assert (opened["name"], opened["phone"]) == (NAME, PHONE)
    timeline = await api("GET", f"/v1/cases/{number}/timeline", "clerk")
    assert [s for s in (NAME, PHONE, "5678", "欧") if s in timeline.text] == []
    assert [e["facts"] for e in timeline.json()["items"] if e["kind"] == "anonymity"] == [{"anonymous": False}] * 2
    assert [(await api.sql("SELECT phone_last4 FROM case_person"))[0][0]] == ["5678"]


async def test_withdrawing_erases(api: Api) -> None:
    number = (await api.file(name=NAME, phone=PHONE))["case_no"]
    ok(await _post(api, "/v1/anonymity", "chat-1", case_no=number, anonymous=True), 201)
    kept = "name_sealed, phone_sealed, phone_last4, phone_mark, address_sealed"
    assert [tuple(r) for r in await api.sql(f"SELECT {kept} FROM case_person")] == [(None,) * 5]
    case = await api.case(number)
    assert (case["anonymous"], case["name"], case["phone"]) == (True, None, None)
    assert (await _kinds(api, number))[-1] == "anonymity"


async def test_only_the_chat_that_has_the_case_changes_it(api: Api) -> None:
    number = (await api.file(name=NAME))["case_no"]
    refused(await _post(api, "/v1/anonymity", "chat-9", case_no=number, anonymous=True), 404, "not_found")
    for bad in ({}, {"anonymous": True, "name": "x"}, {"name": " "}, {"phone": "x"}, {"name": "x" * 101}):
        refused(await _post(api, "/v1/anonymity", "chat-1", case_no=number, **bad), 422, "invalid")
    names(await _post(api, "/v1/anonymity", "chat-1", case_no=number, phone="x"), "phone")
    assert (await api.case(number))["name"] == "欧**"


# --- several people on one phone


async def test_the_list_says_for_whom(api: Api) -> None:
    await api.file(name=NAME, on_behalf=True)
    await api.file(name="李雷")
    await api.file(on_behalf=True)
    assert [(c["on_behalf"], c["whom"]) for c in await api.mine()] == [(True, None), (False, None), (True, "欧**")]


async def test_the_first_line_of_no_notice_names_anybody(api: Api) -> None:
    """Every kind there is, in every language: a phone on the table shows the first line to anyone."""
    got = await api.file(
        "我叫欧阳小满，电话 13812345678", name=NAME, phone=PHONE, on_behalf=True, place="欧阳小满家门口"
    )
    number = got["case_no"]
    sent = [got["notice"]]
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]["id"]
    resident = api.matter()["resident"]
    body = {"slot": slot, "case_no": number, "people": 1, "resident": resident}
    booked = ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=body), 201)
    path = f"/v1/appointments/{booked['booking_no']}/cancel"
    off = ok(await api("POST", path, "bot", key=api.key(), chat="chat-1", json={"resident": resident}))
    sent += [booked["notice"], off["notice"]]
    for notice in (booked["notice"], off["notice"]):
        await api.delivered(notice)
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api("POST", f"/v1/cases/{number}/questions", "housing", json={"text": f"{NAME}您好：哪一盏？"}))
    ok(await api.move(number, "replies", text=f"{NAME}您好：{ANSWERED}"))
    sent += await api.deliver_all()
    ok(await api.move(number, "close"))
    ok(await _post(api, "/v1/claims", "p2", case_no=number, query_code=got["query_code"]), 201)
    sent += await api.deliver_all()
    assert len({n["kind"] for n in sent}) == 9
    for notice in (LeasedNotice.model_validate(n) for n in sent):
        for locale in LOCALES:
            first = screens_of(locale, notice)[0].text
            assert [s for s in (NAME, "欧", PHONE, "5678") if s in first] == [], (notice.kind, locale)


# --- many cases on one day


async def test_above_ten_a_day_all_are_registered_and_marked(api: Api) -> None:
    numbers = [(await api.file(f"第 {n} 件"))["case_no"] for n in range(1, 14)]
    assert len(await api.mine()) == 13
    marked = ok(await api("GET", "/v1/cases?many_today=true&sort=registered_at", "clerk"))["items"]
    assert [c["case_no"] for c in marked] == numbers[10:]
    tasks = [t for t in ok(await api("GET", "/v1/tasks", "clerk"))["items"] if t["kind"] == "many_cases"]
    assert [(t["case_no"], t["facts"]) for t in tasks] == [(numbers[10], {"count": 11})]
    assert not (await api.case((await api.file(chat="chat-2"))["case_no"]))["many_today"]
    api.clock.advance(timedelta(days=1))
    assert not (await api.case((await api.file())["case_no"]))["many_today"]


async def test_many_at_once_are_counted_right(api: Api) -> None:
    got = await together(*(api("POST", "/v1/cases", "bot", key=api.key(), json=api.matter()) for _ in range(12)))
    assert {a.status_code for a in got} == {201}
    marked = ok(await api("GET", "/v1/cases?many_today=true", "clerk"))["items"]
    tasks = [t for t in ok(await api("GET", "/v1/tasks", "clerk"))["items"] if t["kind"] == "many_cases"]
    assert (len(marked), len(tasks)) == (2, 1)


async def test_many_accusations_are_told_behind_the_wall_only(api: Api) -> None:
    for _ in range(11):
        await api.file(kind="accusation")
    for who, seen in (("clerk", 0), ("discipline", 1)):
        tasks = [t for t in ok(await api("GET", "/v1/tasks", who))["items"] if t["kind"] == "many_cases"]
        assert len(tasks) == seen, who
