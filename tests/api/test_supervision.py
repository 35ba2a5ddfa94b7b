"""Supervision over HTTP: found by a supervisor, told to a named person, acknowledged by nobody else, closed with a
result; and nobody is left answering for something while they are away."""

from datetime import timedelta
from typing import Any

from api import worker
from tests.api.counter import ANSWERED, Api, ok, refused
from tests.api.test_clockwork import at, go, heads, taken

NOTE = "三次转给别的单位，没有人去看过现场。"
RESULT = "已约谈责任单位。"


async def items(api: Api, who: str = "supervisor", **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/supervision", who, params=query))["items"]
    return found


async def by_hand(api: Api, case_no: str, who: str = "supervisor", trigger: str = "shirking") -> Any:
    return await api("POST", f"/v1/cases/{case_no}/supervision", who, json={"trigger": trigger, "note": NOTE})


async def acknowledge(api: Api, step: dict[str, Any], who: str) -> Any:
    return await api("POST", f"/v1/escalations/{step['id']}/acknowledge", who)


async def test_a_supervisor_s_finding(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    made = ok(await by_hand(api, case_no), 201)
    assert made["note"] == NOTE and made["opened_by"]["code"] == "supervisor" and made["unit"]["code"] == "QH-ZJ"
    assert [s["person"]["code"] for s in made["steps"]] == ["housing"]
    refused(await by_hand(api, case_no), 409, "supervised_already")
    refused(await by_hand(api, case_no, "housing"), 403, "forbidden")
    refused(await by_hand(api, case_no, "transport"), 404, "not_found")
    refused(await by_hand(api, case_no, trigger="past_limit"), 422, "invalid")  # that is the clockwork's to find
    assert [i["id"] for i in await items(api, open="true", trigger="shirking", unit="QH-ZJ")] == [made["id"]]
    assert await items(api, open="false") == [] and await items(api, unit="QH-JT") == []
    assert await items(api, "transport") == []
    assert ok(await api("GET", f"/v1/supervision/{made['id']}", "housing2")) == made
    refused(await api("GET", f"/v1/supervision/{made['id']}", "transport"), 404, "not_found")
    told = ok(await api("GET", f"/v1/cases/{case_no}/timeline", "clerk"))["items"][-1]
    assert told["kind"] == "supervised" and NOTE not in str(told) and "周工" not in str(told)


async def test_pages(sqlite_api: Api) -> None:
    case_no = await taken(sqlite_api)
    triggers = ("shirking", "false_report", "urgent")
    made = [ok(await by_hand(sqlite_api, case_no, trigger=t), 201)["id"] for t in triggers]
    first = ok(await sqlite_api("GET", "/v1/supervision?limit=2", "leader"))
    rest = ok(await sqlite_api("GET", f"/v1/supervision?limit=2&cursor={first['next']}", "leader"))
    assert [i["id"] for i in first["items"] + rest["items"]] == made and rest["next"] is None


async def test_whoever_was_told_acknowledges_and_nobody_else(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    (step,) = ok(await by_hand(api, case_no), 201)["steps"]
    for who in ("housing2", "supervisor", "leader", "clerk"):
        refused(await acknowledge(api, step, who), 403, "forbidden")
    for who in ("transport", "discipline", "admin"):
        refused(await acknowledge(api, step, who), 404, "not_found")
    ok(await api("PUT", "/v1/me/deputy", "housing", json={"deputy": "housing2"}))
    done = ok(await acknowledge(api, step, "housing2"))["steps"][0]
    assert done["acknowledged_by"]["code"] == "housing2" and done["climb_at"] is None
    api.clock.advance(timedelta(minutes=1))
    again = ok(await acknowledge(api, step, "housing"))["steps"][0]
    assert again == done  # said again it changes nothing
    assert [r.actor for r in await api.sql("SELECT actor FROM audit_entry WHERE action = 'acknowledge'")]
    await go(api, at("2026-11-25"))
    assert len((await items(api, trigger="shirking"))[0]["steps"]) == 1


async def test_acknowledged_above_settles_what_is_below(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    ok(await by_hand(api, case_no), 201)
    api.clock.advance(timedelta(hours=48))
    await worker.once(api.ctx)
    first, second = (await items(api, trigger="shirking"))[0]["steps"]
    assert second["person"]["code"] == "leader"
    after = ok(await acknowledge(api, second, "leader"))["steps"]
    assert [s["acknowledged_by"]["code"] for s in after] == ["leader", "leader"]
    assert first["acknowledged_at"] is None


async def test_closed_with_a_result_and_never_before_the_answer(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    await go(api, at("2027-01-20", 0, 0))
    (late,) = [i for i in await items(api, trigger="past_limit") if i["duty"] == "handle"]
    close = f"/v1/supervision/{late['id']}/close"
    refused(await api("POST", close, "supervisor", json={"result": RESULT}), 409, "still_owed")
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    await api.deliver_all()
    refused(await api("POST", close, "housing2", json={"result": RESULT}), 403, "forbidden")
    refused(await api("POST", close, "transport", json={"result": RESULT}), 404, "not_found")
    refused(await api("POST", close, "supervisor", json={"result": " "}), 422, "invalid")
    done = ok(await api("POST", close, "supervisor", json={"result": RESULT}))
    assert done["result"] == RESULT and done["closed_by"]["code"] == "supervisor"
    assert all(s["acknowledged_by"]["code"] == "supervisor" for s in done["steps"])
    refused(await api("POST", close, "supervisor", json={"result": RESULT}), 409, "closed_already")
    kept = await api.sql("SELECT result_sealed FROM supervision_item WHERE id = :i", i=late["id"])
    assert RESULT.encode() not in bytes(kept[0][0])


async def test_behind_the_wall_it_stays_with_discipline(api: Api) -> None:
    case_no = (await api.file(kind="accusation"))["case_no"]
    refused(await by_hand(api, case_no), 404, "not_found")
    made = ok(await by_hand(api, case_no, "discipline"), 201)
    for who in ("supervisor", "leader", "clerk", "admin"):
        assert await items(api, who) == []
        refused(await api("GET", f"/v1/supervision/{made['id']}", who), 404, "not_found")
        for step in made["steps"]:
            refused(await acknowledge(api, step, who), 404, "not_found")


# --- away


async def owner(api: Api, case_no: str) -> str:
    rows = await api.sql("SELECT login FROM staff s JOIN case_ c ON c.owner_id = s.id WHERE c.case_no = :n", n=case_no)
    login: str = rows[0][0]
    return login


async def away(api: Api, who: str, until: str = "2026-12-01T00:00:00Z", since: str = "2026-11-20T00:00:00Z") -> Any:
    return ok(await api("PUT", "/v1/me/away", who, json={"from": since, "until": until}))


async def test_cases_of_the_absent_go_to_the_deputy_and_stay_there(api: Api) -> None:
    case_no = await taken(api)
    assert await owner(api, case_no) == "housing2"
    ok(await api("PUT", "/v1/me/deputy", "housing2", json={"deputy": "housing"}))
    gone = await away(api, "housing2")
    assert gone["handed_over"] == 1 and await owner(api, case_no) == "housing"
    note = ok(await api("GET", f"/v1/cases/{case_no}/timeline", "clerk"))["items"][-1]
    assert note["kind"] == "note" and "周工" in note["text"]
    assert "周工" not in str((await api.my_case(case_no))["timeline"])
    (message,) = ok(await api("GET", "/v1/inbox", "housing"))["messages"]
    assert message["facts"] == {"n": 1, "handed_over": 1}
    ok(await api("PUT", "/v1/me/away", "housing2", json={}))
    await worker.once(api.ctx)
    assert await owner(api, case_no) == "housing"


async def test_without_a_deputy_somebody_of_the_unit(api: Api) -> None:
    case_no = await taken(api)
    assert (await away(api, "housing2"))["handed_over"] == 1
    assert await owner(api, case_no) == "housing"


async def test_a_deputy_who_may_not_see_the_case_does_not_get_it(api: Api) -> None:
    case_no = await taken(api)
    ok(await api("PUT", "/v1/me/deputy", "housing2", json={"deputy": "transport"}))
    await away(api, "housing2")
    assert await owner(api, case_no) == "housing"
    walled = (await api.file(kind="accusation", chat="chat-2"))["case_no"]
    before = await owner(api, walled)
    ok(await api("PUT", "/v1/me/deputy", before, json={"deputy": "supervisor"}))
    await away(api, before)
    assert {before, await owner(api, walled)} == {"discipline", "discipline2"}


async def test_away_from_a_later_day_and_switched_off(api: Api) -> None:
    """The clockwork hands over what nobody is there for any more, on the day itself."""
    case_no = await taken(api)
    assert (await away(api, "housing2", "2026-12-10T00:00:00Z", "2026-12-01T00:00:00Z"))["handed_over"] == 0
    assert await owner(api, case_no) == "housing2"
    await worker.once(api.ctx)
    api.clock.set(at("2026-12-01", 8))
    await worker.once(api.ctx)
    assert await owner(api, case_no) == "housing"
    await api.sql("UPDATE staff SET active = false WHERE login = 'housing'")
    done = await worker.once(api.ctx)
    assert done["taken over from the absent"] == 1 and await owner(api, case_no) not in ("housing", "housing2")
    assert (await worker.once(api.ctx))["taken over from the absent"] == 0


async def test_what_the_absent_were_to_acknowledge_goes_on_at_once(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    other = await taken(api, chat="chat-2")
    ok(await by_hand(api, case_no), 201)
    ok(await api("PUT", "/v1/me/deputy", "housing", json={"deputy": "clerk"}))
    await away(api, "housing")
    assert (await worker.once(api.ctx))["one step up"] == 1
    steps = (await items(api, trigger="shirking"))[0]["steps"]
    assert [s["person"]["code"] for s in steps] == ["housing", "clerk"]
    ok(await by_hand(api, other), 201)  # told while they are away: the deputy, from the first
    assert [s["person"]["code"] for s in (await items(api, trigger="shirking"))[1]["steps"]] == ["clerk"]
    await api.sql("UPDATE staff SET active = false WHERE login = 'clerk'")
    assert (await worker.once(api.ctx))["one step up"] == 2
    for item in await items(api, trigger="shirking"):
        assert item["steps"][-1]["person"]["code"] == "leader"


async def test_what_one_says_of_oneself_is_checked(sqlite_api: Api) -> None:
    api = sqlite_api
    for deputy in ("nobody", "clerk"):
        refused(await api("PUT", "/v1/me/deputy", "clerk", json={"deputy": deputy}), 422, "invalid")
    for body in (
        {"from": "2026-11-20T00:00:00Z"},
        {"from": "2026-11-21T00:00:00Z", "until": "2026-11-20T23:00:00Z"},
        {"from": "2026-11-18T00:00:00Z", "until": "2026-11-19T00:00:00Z"},
    ):
        refused(await api("PUT", "/v1/me/away", "clerk", json=body), 422, "invalid")
    named = ok(await api("PUT", "/v1/me/deputy", "clerk", json={"deputy": "supervisor"}))
    assert ok(await api("GET", "/v1/me/deputy", "clerk")) == named and named["deputy"]["name"] == "督查老李"


async def test_the_clockwork_says_when_it_last_went_round(sqlite_api: Api) -> None:
    assert ok(await sqlite_api("GET", "/v1/clockwork", "admin"))["at"] is None
    await worker.once(sqlite_api.ctx)
    sqlite_api.clock.advance(timedelta(seconds=70))
    assert ok(await sqlite_api("GET", "/v1/clockwork", "admin"))["seconds_ago"] == 70


async def test_what_goes_behind_the_wall_is_seen_outside_no_longer_and_told_inside(api: Api) -> None:
    case_no = await api.brought_to("registered")
    made = ok(await by_hand(api, case_no), 201)
    who = made["steps"][0]["person"]["code"]
    assert [i["id"] for i in ok(await api("GET", "/v1/inbox", who))["waiting"]] == [made["id"]]
    ok(await api.move(case_no, "accept", case_class="accusation"))
    for outside in {who, "supervisor", "leader", "admin"}:
        assert await items(api, outside) == [] and await items(api, outside, mine="true") == []
        assert ok(await api("GET", "/v1/inbox", outside))["waiting"] == []
        refused(await api("GET", f"/v1/supervision/{made['id']}", outside), 404, "not_found")
        refused(await acknowledge(api, made["steps"][0], outside), 404, "not_found")
        refused(
            await api("POST", f"/v1/supervision/{made['id']}/close", outside, json={"result": RESULT}), 404, "not_found"
        )
    await worker.once(api.ctx)  # nobody waits for the hours of those who see it no longer
    (inside,) = ok(await api("GET", "/v1/inbox", "discipline2"))["waiting"]
    assert [s["person"]["code"] for s in inside["steps"]] == [who, "discipline2"]
    ok(await acknowledge(api, inside["steps"][1], "discipline2"))
