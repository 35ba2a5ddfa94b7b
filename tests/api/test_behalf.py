"""Staff act in a resident's name: the same acts, with the record beside them; what came of it is told at once or by one
call a person."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from api.intake.steps import STEPS
from tests.api.counter import ANSWERED, Api, names, ok, refused

CAME = {"channel": "visit", "petition_date": "2026-11-19", "text": "路灯坏了", "name": "韩梅梅", "phone": "13900000000"}
LETTER = {"how": "letter", "said_on": "2026-11-20"}


async def registered(api: Api, **more: Any) -> str:
    made = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=CAME | more), 201)
    number: str = made["case_no"]
    return number


async def act(api: Api, path: str, taken: dict[str, Any], who: str = "clerk", **deed: Any) -> Any:
    return await api("POST", f"/v1/on-behalf/{path}", who, key=api.key(), json=deed | {"taken": taken})


async def calls(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    return found


async def replied(api: Api, number: str) -> None:
    """Answered, and the person heard it."""
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "replies", text=f"{number}：{ANSWERED}"))
    for task in await calls(api):
        given = {"how": "phone", "result": "spoke", "whom": "本人", "at": api.clock.now().isoformat()}
        ok(await api("POST", f"/v1/tasks/{task['id']}/told", "clerk", json=given))


async def test_every_act_of_a_resident_has_its_route(sqlite_api: Api) -> None:
    paths = sqlite_api.app.openapi()["paths"]
    assert [s.path for s in STEPS if f"/v1/on-behalf{s.path}" not in paths] == []


async def test_an_act_says_how_it_was_taken_down_and_counts_as_the_residents(api: Api) -> None:
    number = await registered(api, slip=True)
    ok(await act(api, "urges", {"how": "phone", "said_on": "2026-11-20"}, case_no=number), 201)
    ok(await act(api, "additions", LETTER | {"by": "other"}, case_no=number, parts=[{"text": "又坏了一盏"}]), 201)
    urged, added = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][1:]
    assert (urged["actor"], urged["facts"]["count"]) == ("resident", 1)
    record = {k: v for k, v in added["facts"].items() if k.startswith("taken_")}
    assert record == {
        "taken_how": "letter", "taken_on": "2026-11-20", "taken_from": "other", "taken_by": "前台小陈",
    }  # fmt: skip
    audit = await api.sql("SELECT action, reason FROM audit_entry WHERE action LIKE 'on_behalf%' ORDER BY id")
    assert [tuple(row) for row in audit] == [("on_behalf urges", "phone"), ("on_behalf additions", "letter")]


async def test_a_review_is_dated_as_it_was_written(api: Api) -> None:
    number = await registered(api)
    await replied(api, number)
    api.clock.advance(timedelta(days=32))
    late = {"how": "letter", "said_on": "2026-12-21"}
    refused(await act(api, "reviews", late, case_no=number), 409, "right_over")
    ok(await act(api, "reviews", late | {"said_on": "2026-12-18"}, case_no=number, text="没有说原因"), 201)
    (review,) = (await api.case(number))["reviews"]
    assert review["asked_at"] == "2026-12-18T15:59:59Z"


@pytest.mark.parametrize("day", ["2026-11-18", "2026-11-21"])
async def test_a_day_that_cannot_be_is_refused(sqlite_api: Api, day: str) -> None:
    number = await registered(sqlite_api)
    names(await act(sqlite_api, "urges", LETTER | {"said_on": day}, case_no=number), "said_on")


async def test_a_withdrawal_needs_the_signed_paper(api: Api) -> None:
    number = await registered(api)
    names(await act(api, "withdrawals", LETTER, case_no=number, pressed="no"), "files")
    sent = {"file": ("a.txt", b"I withdraw", "text/plain")}
    file = ok(await api("POST", "/v1/files", "clerk", key=api.key(), files=sent), 201)["file"]
    ok(await act(api, "withdrawals", LETTER | {"files": [file]}, case_no=number, pressed="no"), 201)
    seen = await api.case(number)
    assert seen["state"] == "withdrawn" and seen["words"][-1]["file"] == file


async def test_one_call_tells_a_person_all_and_is_claimed(api: Api) -> None:
    first, second = await registered(api), await registered(api, phone="139 0000 0000", text="井盖坏了")
    other = await registered(api, phone="13700000000", text="公交不来")
    ok(await api.move(first, "accept", case_class="other"))
    call, another = await calls(api)
    assert [(n["kind"], n["case_no"]) for n in call["tells"]] == [
        ("received", first), ("received", second), ("accepted", first),
    ]  # fmt: skip
    assert [n["case_no"] for n in another["tells"]] == [other]
    path = f"/v1/tasks/{call['id']}"
    assert ok(await api("POST", f"{path}/claim", "clerk"))["claimed_by"] == "前台小陈"
    refused(await api("POST", f"{path}/done", "clerk", json={"result": "好"}), 409, "record_delivery")
    given = {"how": "phone", "result": "spoke", "whom": "本人", "at": "2026-11-20T02:00:00Z"}
    key = api.key()
    done = ok(await api("POST", f"{path}/told", "clerk", key=key, json=given))
    assert (done["done_by"], done["tells"]) == ("前台小陈", [])
    assert ok(await api("POST", f"{path}/told", "clerk", key=key, json=given)) == done
    refused(await api("POST", f"{path}/told", "clerk", key=api.key(), json=given), 409, "done_already")
    assert [t["id"] for t in await calls(api)] == [another["id"]]
    assert {n["state"] for n in (await api.case(first))["notices"]} == {"delivered"}


async def test_a_slip_and_what_is_told_at_once_make_no_call(api: Api) -> None:
    number = await registered(api, slip=True, phone=None)
    assert await calls(api) == []
    (received,) = (await api.case(number))["notices"]
    assert (received["kind"], received["state"]) == ("received", "delivered")
    names(
        await api(
            "POST", "/v1/cases/register", "clerk", key=api.key(), json=CAME | {"channel": "letter", "slip": True}
        ),
        "",
    )
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slots = [s["id"] for s in ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"]]
    here = {"how": "visit", "said_on": "2026-11-20", "told": True}
    booked = ok(await act(api, "appointments", here, case_no=number, slot=slots[0], people=2), 201)
    refused(await act(api, "appointments", here, case_no=number, slot=slots[1], people=2), 409, "already_booked")
    at = f"appointments/{booked['booking_no']}"
    moved = ok(await act(api, f"{at}/move", here, slot=slots[1]), 201)
    assert moved["moved_from"] == booked["starts_at"] != moved["starts_at"]
    line = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (line["kind"], line["facts"]["taken_how"]) == ("visit_moved", "visit")
    assert ok(await act(api, f"{at}/cancel", here), 201)["state"] == "cancelled"
    states = {n["kind"]: n["state"] for n in (await api.case(number))["notices"]}
    assert states == dict.fromkeys(
        ("received", "appointment_made", "appointment_moved", "appointment_cancelled"), "delivered"
    )
    assert await calls(api) == []
    person = ok(await api("GET", f"/v1/cases/{number}/person", "clerk"))
    assert [v["state"] for v in person["visits"]] == ["cancelled"]


async def test_the_same_person_is_one(api: Api) -> None:
    first = await registered(api)
    second = await registered(api, name=None, phone=None, like=first, text="井盖坏了")
    person = ok(await api("GET", f"/v1/cases/{first}/person", "clerk"))
    assert [c["case_no"] for c in person["cases"]] == [second, first]
    assert (person["name"], person["phone"], len(person["calls"])) == ("韩**", "139****0000", 1)


@pytest.mark.parametrize(
    ("sought", "group"),
    [
        ("韩梅梅", "people"),
        ("139-0000-0000", "people"),
        ("0000", "people"),
        ("路灯", "words"),
        ("换了灯泡", "later"),
        ("东门社区", "place"),
        ("number", "number"),
    ],
)
async def test_one_field_finds_it_all(api: Api, sought: str, group: str) -> None:
    number = await registered(api, area="990121001001")
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "换了灯泡，待核"}))
    wanted = number[-5:] if sought == "number" else sought
    for who in ("clerk", "transport"):
        got = ok(await api("GET", "/v1/find", who, headers={"Huiyin-Find": quote(wanted)}))
        by = {c["by"]: c["case"]["case_no"] for c in got["cases"]}
        by |= {"people": got["people"][0]["case_no"]} if got["people"] else {}
        assert by.get(group) == (number if who == "clerk" else None), (who, got)


async def test_names_of_older_cases_are_made_findable(api: Api) -> None:
    from api.cases.people import mark_names

    await registered(api)
    await api.sql("UPDATE case_person SET name_mark = NULL")
    async with api.ctx.db.write() as session:
        assert await mark_names(session, api.ctx, 10) == 1
    async with api.ctx.db.write() as session:
        assert await mark_names(session, api.ctx, 10) == 0
    found = ok(await api("GET", "/v1/find", "clerk", headers={"Huiyin-Find": quote("韩梅梅")}))
    assert len(found["people"]) == 1


async def test_whoever_agreed_to_sms_is_told_everything_by_it(api: Api) -> None:
    refused(await _taken(api, sms=True), 422, "sms_off")
    api.ctx.settings.sms_url = "http://gateway.test"
    refused(await _taken(api, sms=True, phone="0500-5550101"), 422, "sms_number")
    refused(await _taken(api, sms=True, kind="accusation"), 422, "sms_report")
    got = ok(await _taken(api, sms=True, phone="139 0000 0000（儿子的）", slip=True), 201)
    number, code = got["case_no"], got["query_code"]
    assert ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][0]["facts"]["sms"] is True
    ok(await api.move(number, "accept", case_class="other"))
    told = await api.deliver_all("sms")
    assert [(n["kind"], n["address"]) for n in told] == [(k, "+8613900000000") for k in ("received", "accepted")]
    assert told[0]["facts"]["query_code"] == code
    assert await calls(api) == [] and {n["state"] for n in (await api.case(number))["notices"]} == {"delivered"}
    lost = {"checked": "居民身份证原件", "reason": "手机丢失"}
    anew = ok(await api("POST", f"/v1/cases/{number}/code", "clerk", key=api.key(), json=lost), 201)["query_code"]
    ok(await api.move(number, "corrections", phone="13700000000"))
    ok(await api.move(number, "questions", text="师傅明天上午来看，可以吗？"))
    told = await api.deliver_all("sms")
    assert [(n["kind"], n["address"][-11:]) for n in told] == [
        ("code_sent", "13700000000"),
        ("question", "13700000000"),
    ]
    assert told[0]["facts"]["query_code"] == anew


async def _taken(api: Api, **more: Any) -> Any:
    return await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=CAME | more)
