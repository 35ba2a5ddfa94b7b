"""What staff set and correct, with its history; what is half written; what is taken back before it leaves."""

from datetime import timedelta
from typing import Any

from tests.api.counter import ANSWERED, Api, names, ok, refused

LAMPS = "010000"


async def timeline(api: Api, number: str, kind: str) -> list[dict[str, Any]]:
    return [e for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"] if e["kind"] == kind]


async def test_a_correction_keeps_what_stood_there(api: Api) -> None:
    number = (await api.file(name="李秀英", phone="13800005678", place="东门"))["case_no"]
    before = (await api.case(number))["words"]
    given = {"place": "东门市场", "kind": "inquiry", "petitioner_count": 3, "phone": "13900001234", "title": "菜场路灯"}
    ok(await api.move(number, "corrections", **given, note="来电更正"))
    found = await api.case(number)
    now = (found["place"], found["kind"], found["petitioner_count"], found["title"])
    assert now == ("东门市场", "inquiry", 3, "菜场路灯")
    assert found["words"] == before and found["phone"] == "139****1234"
    (event,) = await timeline(api, number, "corrected")
    assert event["text"] == "来电更正"
    changes = {c["field"]: (c["before"], c["after"]) for c in event["changes"]}
    assert changes["place"] == ("东门", "东门市场") and changes["phone"] == ("138****5678", "139****1234")
    assert "13800005678" not in str(event)
    assert [c["case_no"] for c in ok(await api("GET", "/v1/cases?q=菜场路灯", "clerk"))["items"]] == [number]
    names(await api.move(number, "corrections", title="菜场路灯"), "nothing_changed")
    names(await api.move(number, "corrections", topic="999999"), "topic")
    refused(await api.move(number, "corrections", kind="accusation"), 409, "walled")
    nameless = (await api.file(chat="nobody"))["case_no"]
    await api.sql("UPDATE case_ SET anonymous = :yes WHERE case_no = :n", yes=True, n=nameless)
    refused(await api.move(nameless, "corrections", name="李雷"), 409, "nobody_named")


async def test_one_form_takes_up_classes_and_assigns(api: Api) -> None:
    number = (await api.file(area="990121001001"))["case_no"]
    names(await api.move(number, "accept"), "case_class")
    topic = (await api.sql("SELECT code FROM topic WHERE active ORDER BY code"))[3][0]
    given = {"case_class": "appeal", "topic": topic, "unit": "QH-ZJ", "handler": "housing"}
    moved = ok(await api.move(number, "accept", **given))
    found = await api.case(number)
    assert (moved["state"], found["handler"]["code"], found["topic"]["code"]) == ("assigned", "housing", topic)
    refused(await api.move(number, "corrections", case_class="other"), 409, "classed_already")


async def test_a_wrong_reply_is_taken_back_before_it_leaves(api: Api) -> None:
    number = await api.brought_to("assigned")
    owed = (await api.case(number))["obligations"]
    sent = ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}", hold_seconds=30))
    assert sent["state"] == "replied" and await api.lease() == []
    path = f"/v1/cases/{number}/sent/{sent['event']}/take-back"
    refused(await api("POST", path, "clerk"), 403, "another_wrote_it")
    back = ok(await api("POST", path, "housing"))
    found = await api.case(number)
    assert back["state"] == found["state"] == "assigned" and found["answers"] == []
    assert [o["done_at"] for o in found["obligations"]] == [o["done_at"] for o in owed]
    draft = ok(await api("GET", f"/v1/drafts?place=cases/{number}", "housing"))["mine"]["reply"]
    assert draft["text"] == f"{number}：{ANSWERED}"
    api.clock.advance(timedelta(minutes=1))
    assert await api.lease() == []
    again = ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}", hold_seconds=30))
    api.clock.advance(timedelta(seconds=31))
    refused(await api("POST", f"/v1/cases/{number}/sent/{again['event']}/take-back", "housing"), 409, "sent_already")
    assert [n["kind"] for n in await api.lease()] == ["reply"]


async def test_half_written_words_are_their_writers(api: Api) -> None:
    number = await api.brought_to("assigned")
    place = f"cases/{number}"
    draft = {"place": place, "form": "reply", "fields": {"text": "您好，路灯"}}
    assert (await api("PUT", "/v1/drafts", "housing", json=draft)).status_code == 204
    mine = ok(await api("GET", f"/v1/drafts?place={place}", "housing"))
    assert mine == {"mine": {"reply": {"text": "您好，路灯"}}, "others": []}
    others = ok(await api("GET", f"/v1/drafts?place={place}", "clerk"))
    assert others["mine"] == {} and [(o["writes"], "您好" in str(o)) for o in others["others"]] == [("reply", False)]
    refused(await api("GET", f"/v1/drafts?place={place}", "transport"), 404, "not_found")
    refused(await api("PUT", "/v1/drafts", "transport", json=draft), 404, "not_found")
    rows = await api.sql("SELECT fields_sealed FROM draft")
    assert "您好".encode() not in bytes(rows[0][0])
    empty = draft | {"fields": {"text": " "}}
    assert (await api("PUT", "/v1/drafts", "housing", json=empty)).status_code == 204
    assert ok(await api("GET", f"/v1/drafts?place={place}", "housing"))["mine"] == {}
