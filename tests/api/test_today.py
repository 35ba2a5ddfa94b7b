"""What waits for whom: each thing once, from the moment it comes until it was acted on."""

from datetime import timedelta
from typing import Any

from tests.api.counter import ANSWERED, Api, ok, refused
from tests.api.test_clockwork import at, go, heads, taken
from tests.api.test_inbox import link
from tests.api.test_joint import call
from tests.api.test_supervision import by_hand


async def waits(api: Api, who: str) -> list[tuple[str, str, bool]]:
    found = ok(await api("GET", "/v1/today/waiting", who))["items"]
    return [(w["kind"], w["case_no"], w["new"]) for w in found]


async def counted(api: Api, who: str) -> dict[str, int]:
    found: dict[str, int] = ok(await api("GET", "/v1/today", who))
    return found


async def resident(api: Api, case_no: str, path: str, **body: Any) -> None:
    said = {"case_no": case_no, **body}
    ok(await api("POST", f"/v1/{path}", "bot", key=api.key(), chat="chat-1", json=said), 201)


async def test_what_is_forwarded_and_assigned_waits_until_it_is_acted_on(api: Api) -> None:
    case_no = (await api.file())["case_no"]
    ok(await api.move(case_no, "forward", unit="QH-ZJ"))
    for who in ("housing", "housing2"):
        assert await waits(api, who) == [("forwarded", case_no, True)]  # for whoever of the unit has it first
    assert await waits(api, "transport") == []
    ok(await api.move(case_no, "take", "housing"))
    assert await waits(api, "housing2") == []
    ok(await api.move(case_no, "accept", "housing", case_class="inquiry"))
    ok(await api.move(case_no, "assign", "housing", unit="QH-ZJ", handler="housing2"))
    assert await waits(api, "housing2") == [("assigned", case_no, True)] and await waits(api, "housing") == []
    assert (await counted(api, "housing2"))["new"] == 1
    last = ok(await api("GET", "/v1/today/waiting", "housing2"))["items"][0]["id"]
    assert (await api("POST", "/v1/today/seen", "housing2", json={"until": last})).status_code == 204
    assert await waits(api, "housing2") == [("assigned", case_no, False)]
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    assert await waits(api, "housing2") == []


async def test_what_is_assigned_to_whoever_answered_for_it_already_waits_for_them(sqlite_api: Api) -> None:
    case_no = await sqlite_api.brought_to("accepted")
    await sqlite_api.sql("UPDATE case_ SET owner_id = (SELECT id FROM staff WHERE login = 'housing2')")
    await sqlite_api.sql("UPDATE waiting SET done_at = at")
    ok(await sqlite_api.move(case_no, "assign", unit="QH-ZJ", handler="housing2"))
    assert await waits(sqlite_api, "housing2") == [("assigned", case_no, True)]


async def test_whatever_a_resident_says_waits_once(api: Api) -> None:
    case_no = await taken(api)
    await api.sql("UPDATE waiting SET done_at = at")
    said = {"parts": [{"text": "又坏了一盏"}]}
    for _ in range(2):
        await resident(api, case_no, "additions", **said)
    await resident(api, case_no, "urges")
    assert await waits(api, "housing2") == [("addition", case_no, True), ("urged", case_no, True)]
    (added, _) = ok(await api("GET", "/v1/today/waiting", "housing2"))["items"]
    assert added["times"] == 2 and added["excerpt"].startswith("路灯")
    done = await api("POST", f"/v1/today/waiting/{added['id']}/done", "housing2")
    assert done.status_code == 204 and [k for k, _, _ in await waits(api, "housing2")] == ["urged"]
    assert (await api("POST", f"/v1/today/waiting/{added['id']}/done", "transport")).status_code == 404
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    assert await waits(api, "housing2") == []
    await api.deliver_all()
    await resident(api, case_no, "ratings", rating="unsatisfied")
    await resident(api, case_no, "reopenings", text="没有解决")
    assert [k for k, _, _ in await waits(api, "housing2")] == ["unsatisfied", "not_solved"]


async def test_what_waits_goes_on_to_whoever_answers_and_hides_behind_the_wall(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    ok(await api("PUT", "/v1/me/deputy", "housing2", json={"deputy": "housing"}))
    now = api.clock.now()
    span = {"from": now.isoformat(), "until": (now + timedelta(days=9)).isoformat()}
    ok(await api("PUT", "/v1/me/away", "housing2", json=span))
    assert await waits(api, "housing2") == []
    assert [(k, n) for k, n, _ in await waits(api, "housing")] == [("assigned", case_no)]
    wanted = {"kind": "reclass", "case_class": "accusation", "reason": "举报"}
    made = ok(await api.move(case_no, "proposals", "housing", **wanted), 201)
    assert (await counted(api, "supervisor"))["to_decide"] == 1
    ok(await api.move(case_no, f"proposals/{made['id']}/decide", "supervisor", approve=True))
    assert await waits(api, "housing") == [] and (await counted(api, "supervisor"))["to_decide"] == 0
    assert [k for k, _, _ in await waits(api, "discipline")] == ["assigned"]


async def test_dates_are_counted_for_the_person_who_answers(api: Api) -> None:
    await heads(api)
    await taken(api)
    assert (await counted(api, "housing2"))["soon"] == 0
    await go(api, at("2027-01-18"))
    assert (await counted(api, "housing2"))["soon"] == 1
    await go(api, at("2027-01-20", 0, 1))
    found = await counted(api, "housing2")
    assert (found["late"], found["soon"]) == (1, 0)


async def test_a_linked_chat_is_told_of_it_once(api: Api) -> None:
    case_no = (await api.file())["case_no"]
    ok(await link(api, "housing2"), 201)
    ok(await api.move(case_no, "accept", case_class="inquiry"))
    ok(await api.move(case_no, "assign", unit="QH-ZJ", handler="housing2"))
    told = [n for n in await api.lease() if n["kind"] == "work"]
    assert [n["facts"] for n in told] == [{"case_no": case_no, "what": "assigned"}]


async def test_only_an_answer_ends_what_asks_for_one(api: Api) -> None:
    case_no = await taken(api)
    await api.sql("UPDATE waiting SET kind = 'supervised' WHERE done_at IS NULL")
    (thing,) = ok(await api("GET", "/v1/today/waiting", "housing2"))["items"]
    refused(await api("POST", f"/v1/today/waiting/{thing['id']}/done", "housing2"), 409, "answer_needed")
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    assert len(await waits(api, "housing2")) == 1


async def test_what_a_supervisor_finds_waits_for_who_answers_until_it_is_answered(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    await api.sql("UPDATE waiting SET done_at = at")
    made = ok(await by_hand(api, case_no), 201)
    assert await waits(api, "housing2") == [("supervised", case_no, True)] and await waits(api, "supervisor") == []
    path, said = f"/v1/supervision/{made['id']}/answer", {"text": "已到现场，本周五修好。"}
    refused(await api("POST", path, "transport", json=said), 404, "not_found")
    for who in ("supervisor", "housing"):
        refused(await api("POST", path, who, json=said), 403, "not_yours")
    answered = ok(await api("POST", path, "housing2", json=said))
    assert answered["answer"] == said["text"] and answered["answered_by"] and await waits(api, "housing2") == []
    message = ok(await api("GET", "/v1/inbox", "supervisor"))["messages"][0]
    assert message["facts"]["answered"] == "shirking" and (await counted(api, "supervisor"))["messages"] == 1
    line = ok(await api("GET", f"/v1/cases/{case_no}/timeline", "clerk"))["items"][-1]
    assert (line["kind"], line["text"]) == ("note", said["text"])
    ok(await by_hand(api, case_no, trigger="false_report"), 201)
    (other,) = [w for w in ok(await api("GET", "/v1/today/waiting", "housing2"))["items"]]
    close = f"/v1/supervision/{other['ref']}/close"
    ok(await api("POST", close, "supervisor", json={"result": "已约谈。"}))
    assert await waits(api, "housing2") == []
    refused(await api("POST", f"/v1/supervision/{other['ref']}/answer", "housing2", json=said), 409, "closed_already")


async def test_nobody_has_their_own_finding(api: Api) -> None:
    case_no = await taken(api)
    await api.sql("UPDATE unit SET head_id = NULL")
    made = ok(await by_hand(api, case_no, "leader"), 201)
    assert "leader" not in [s["person"]["code"] for s in made["steps"]]


async def test_a_call_and_a_suggestion_wait_for_the_unit_that_was_asked(api: Api) -> None:
    case_no = await taken(api)
    called = ok(await call(api, case_no, "QH-JT", "housing"), 201)
    assert await waits(api, "transport") == [("called", case_no, True)]
    muster = f"/v1/cases/{case_no}/co-units/{called['id']}/muster"
    ok(await api("POST", muster, "transport", json={"text": "到了"}))
    assert await waits(api, "transport") == []
    body = {"unit": "QH-JT", "text": "建议每月巡查。"}
    alone = await taken(api)
    asked = ok(await api("POST", f"/v1/cases/{alone}/improvements", "clerk", key=api.key(), json=body), 201)
    (thing,) = ok(await api("GET", "/v1/today/waiting", "transport"))["items"]
    # the unit sees what is suggested, not the case
    assert (thing["kind"], thing["excerpt"]) == ("improvement", body["text"])
    refused(await api("GET", f"/v1/cases/{alone}", "transport"), 404, "not_found")
    refused(await api("POST", f"/v1/today/waiting/{thing['id']}/done", "transport"), 409, "answer_needed")
    given = {"adoption": "adopted", "text": "采纳。"}
    ok(await api("POST", f"/v1/improvements/{asked['id']}/answer", "transport", json=given))
    assert await waits(api, "transport") == []
