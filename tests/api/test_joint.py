"""Several units on one matter: called, mustered, taken on by a leader, suggested for all."""

import asyncio
from datetime import timedelta
from typing import Any

from api import worker
from api.security import digest
from api.staff.account_queries import add_staff
from models.law.people import Role
from models.tables import ApiToken
from tests.api.counter import PASSWORD, Api, names, ok, refused, token

NOTE = "请到现场一起看"


async def member(api: Api, login: str, unit: str, role: Role = Role.HANDLER) -> str:
    (found,) = await api.sql("SELECT id FROM unit WHERE code = :u", u=unit)
    async with api.ctx.db.write() as session:
        made = await add_staff(session, login, login, PASSWORD, [(role, found[0])], api.clock.now())
        session.add(ApiToken(digest=digest(token(login)), staff_id=made.id, scopes=[], created_at=api.clock.now()))
    return login


async def call(api: Api, number: str, unit: str, who: str = "clerk", **more: Any) -> Any:
    body = {"unit": unit, "note": NOTE} | more
    return await api("POST", f"/v1/cases/{number}/co-units", who, key=api.key(), json=body)


async def of_township(api: Api) -> tuple[str, str]:
    """(case that 城关街道办事处 handles, its handler)."""
    who = await member(api, "street", "QH-T-CG")
    number = await api.brought_to("accepted")
    ok(await api.move(number, "assign", unit="QH-T-CG", handler=who))
    await api.deliver_all()
    return number, who


async def test_a_township_whistles_and_the_department_musters_in_time(api: Api) -> None:
    number, street = await of_township(api)
    refused(await api("GET", f"/v1/cases/{number}", "transport"), 404, "not_found")
    made = ok(await call(api, number, "QH-JT", street, whistle=True), 201)
    assert (made["unit"]["code"], made["mustered_at"]) == ("QH-JT", None) and made["due_at"]
    inbox = ok(await api("GET", "/v1/inbox", "transport"))
    assert inbox["messages"][0]["facts"]["case_no"] == number, "somebody named was told"
    seen = await api.case(number, "transport")
    assert "muster" in {o["key"] for o in seen["obligations"]}
    refused(await api.move(number, "replies", "transport", text="我们来修。"), 403, "forbidden")
    path = f"/v1/cases/{number}/co-units/{made['id']}/muster"
    refused(await api("POST", path, street, json={"text": "来了"}), 403, "not_yours")
    names(await api("POST", path, "transport", json={"text": " "}), "text")
    came = ok(await api("POST", path, "transport", json={"text": "下午到场，已处置"}))
    assert came["mustered_by"] == "郑工"
    refused(await api("POST", path, "transport", json={"text": "又来了"}), 409, "mustered_already")
    (owed,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "muster"]
    assert owed["met_at"] is not None
    told = [e["kind"] for e in (await api.my_case(number))["timeline"]]
    assert told[-2:] == ["whistled", "mustered"] and await api.deliver_all() == []
    report = ok(await api("GET", "/v1/reports/joint", "supervisor"))
    rows = {u["unit"]["code"]: u for u in report["units"]}
    assert rows["QH-T-CG"]["whistled"] == 1
    assert (rows["QH-JT"]["called"], rows["QH-JT"]["in_time"]) == (1, {"n": 1, "of": 1, "percent": 100.0})


async def test_whoever_does_not_come_is_supervised_in_the_own_line(api: Api) -> None:
    number, street = await of_township(api)
    ok(await call(api, number, "QH-JT", street, whistle=True), 201)
    api.clock.advance(timedelta(days=5))
    await worker.once(api.ctx)
    items = [
        i for i in ok(await api("GET", "/v1/supervision", "supervisor"))["items"] if i["trigger"] == "not_mustered"
    ]
    assert [(i["unit"]["code"], i["case_no"]) for i in items] == [("QH-JT", number)]
    rows = {u["unit"]["code"]: u for u in ok(await api("GET", "/v1/reports/joint", "supervisor"))["units"]}
    assert rows["QH-JT"]["in_time"] == {"n": 0, "of": 1, "percent": 0.0}


async def test_the_lead_unit_alone_answers_and_closing_ends_the_call(api: Api) -> None:
    number, street = await of_township(api)
    ok(await call(api, number, "QH-JT", street, whistle=True), 201)
    ok(
        await api.move(
            number, "replies", street, text=f"{number}：路灯由我们报修，今晚恢复照明，请您放心，再有问题请打电话。" * 2
        )
    )
    await api.deliver_all()
    ok(await api.move(number, "close"))
    (owed,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "muster"]
    assert owed["void"]


async def test_who_may_call_whom(api: Api) -> None:
    number = await api.brought_to("assigned")
    refused(await call(api, number, "QH-JT", "housing", whistle=True), 409, "not_a_township")
    for unit in ("QH-NO", "QH-JW", "QH-ZJ"):
        names(await call(api, number, unit), "unit")
    refused(await call(api, number, "QH-JT", "leader"), 403, "forbidden")
    refused(await call(api, number, "QH-JT", "transport"), 404, "not_found")
    both = await asyncio.gather(call(api, number, "QH-JT", "housing"), call(api, number, "QH-JT"))
    assert sorted(a.status_code for a in both) == [201, 409]
    refused(await call(api, number, "QH-JT"), 409, "called_already")
    assert [c["due_at"] for c in ok(await api("GET", f"/v1/cases/{number}/co-units", "transport"))["items"]] == [None]
    walled = (await api.file("他收钱", "chat-2", kind="accusation"))["case_no"]
    refused(await call(api, walled, "QH-JT", "discipline"), 409, "walled")


async def test_a_case_that_was_called_for_and_walled_is_seen_by_nobody_called(api: Api) -> None:
    number = await api.brought_to("accepted")
    ok(await call(api, number, "QH-JT"), 201)
    ok(await api("GET", f"/v1/cases/{number}", "transport"))
    body = {"unit": "QH-JT", "text": "建议每月巡查。"}
    ok(await api("POST", f"/v1/cases/{number}/improvements", "clerk", key=api.key(), json=body), 201)
    made = ok(await api.move(number, "proposals", kind="reclass", case_class="accusation", reason="举报"), 201)
    path = f"/v1/cases/{number}/proposals/{made['id']}/decide"
    ok(await api("POST", path, "supervisor", version=made["version"], json={"approve": True}))
    refused(await api("GET", f"/v1/cases/{number}", "transport"), 404, "not_found")
    owed = {o["key"]: o["void"] for o in (await api.case(number, "discipline"))["obligations"]}
    assert owed["improvement"], "nobody outside owes what they cannot see"


async def test_a_leader_takes_it_on_and_the_resident_reads_who(api: Api) -> None:
    number = await api.brought_to("assigned")
    path = f"/v1/cases/{number}/lead-official"
    names(await api("PUT", path, "supervisor", json={"official": "nobody"}), "official")
    (code,) = (await api.sql("SELECT code FROM official ORDER BY id LIMIT 1"))[0]
    ok(await api("PUT", path, "supervisor", json={"official": code, "note": "三年未结"}))
    last = (await api.my_case(number))["timeline"][-1]
    assert last["kind"] == "lead_official" and last["facts"]["unit"] and last["text"] is None


async def test_a_leader_with_an_account_is_told_and_has_the_matter_and_who_comes(api: Api) -> None:
    number, day = await api.brought_to("assigned"), ok(await api("GET", "/v1/visit-days", "bot"))["items"][1]
    await api.sql(
        "UPDATE official SET staff_id = (SELECT id FROM staff WHERE login = 'leader') WHERE name = :n",
        n=day["official"],
    )
    slot = ok(await api("GET", f"/v1/visit-days/{day['id']}/slots", "bot"))["items"][0]["id"]
    booked = {"slot": slot, "case_no": number, "people": 1, "resident": api.matter()["resident"]}
    ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=booked), 201)
    ok(await api("PUT", f"/v1/cases/{number}/lead-official", "supervisor", json={"official": "O-HEAD"}))

    async def waits() -> list[str]:
        return [w["kind"] for w in ok(await api("GET", "/v1/today/waiting", "leader"))["items"]]

    assert await waits() == ["led"]
    assert [c["case_no"] for c in ok(await api("GET", "/v1/cases?view=led", "leader"))["items"]] == [number]
    refused(await api("GET", "/v1/cases?view=led", "housing"), 403, "forbidden")
    (own,) = ok(await api("GET", "/v1/today/visits", "leader"))["items"]
    assert own["id"] == day["id"] and [v["case_no"] for v in own["visitors"]] == [number]
    assert ok(await api("GET", "/v1/today/visits", "supervisor"))["items"] == []
    ok(await api("PUT", f"/v1/cases/{number}/lead-official", "supervisor", json={"official": "O-DEP1"}))
    assert await waits() == [] and ok(await api("GET", "/v1/cases?view=led", "leader"))["items"] == []


async def test_a_suggestion_for_all_is_answered_in_writing_and_late_when_it_is_not(api: Api) -> None:
    number, other = await api.brought_to("closed"), await api.brought_to("registered", words="灯", chat="chat-2")
    body = {"unit": "QH-JT", "text": "路口没有巡查计划，建议每月巡查。"}
    made = ok(await api("POST", f"/v1/cases/{number}/improvements", "clerk", key=api.key(), json=body), 201)
    late = ok(await api("POST", f"/v1/cases/{other}/improvements", "supervisor", key=api.key(), json=body), 201)
    assert ok(await api("GET", "/v1/improvements?open=true", "housing"))["items"] == []
    mine = ok(await api("GET", "/v1/improvements?open=true", "transport"))["items"]
    assert [i["id"] for i in mine] == [made["id"], late["id"]] and mine[0]["text"] == body["text"]
    said = {"adoption": "partly", "text": "先在主要路口巡查。"}
    path = f"/v1/improvements/{made['id']}/answer"
    refused(await api("POST", path, "housing", json=said), 404, "not_found")
    refused(await api("POST", path, "clerk", json=said), 403, "not_yours")
    both = await asyncio.gather(*(api("POST", path, "transport", json=said) for _ in range(2)))
    assert sorted(a.status_code for a in both) == [200, 409]
    api.clock.advance(timedelta(days=31))
    await worker.once(api.ctx)
    items = {(i["unit"]["code"], i["case_no"]) for i in ok(await api("GET", "/v1/supervision", "supervisor"))["items"]}
    assert ("QH-JT", other) in items and ("QH-JT", number) not in items
    rows = {u["unit"]["code"]: u for u in ok(await api("GET", "/v1/reports/joint", "leader"))["units"]}
    assert (rows["QH-JT"]["answered"]["n"], rows["QH-JT"]["answered"]["of"], rows["QH-JT"]["adopted"]["n"]) == (1, 2, 1)
    assert all(e["kind"] != "improvement" for e in (await api.my_case(number))["timeline"])


async def test_a_matter_elsewhere_owes_being_passed_on(api: Api) -> None:
    number = (await api.file(elsewhere=True, place="邻县火车站"))["case_no"]
    assert "forward" in {o["key"] for o in (await api.case(number))["obligations"]}
    told = {
        "ground": "R7_other_unit",
        "text": "归邻县管，我们已转去。",
        "place": "邻县信访局（示例）",
        "objection": "可以打电话问我们。",
    }
    ok(await api.guide(number, **told))
    await api.deliver_all()
    (owed,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "forward"]
    assert owed["met_at"] is not None
    here = await api.case((await api.file(chat="chat-2"))["case_no"])
    assert "forward" not in {o["key"] for o in here["obligations"]}


async def test_whoever_answers_for_it_still_sees_what_was_passed_on(api: Api) -> None:
    number = await api.brought_to("registered")
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    ok(await api.move(number, "take", "housing"))
    ok(await api.move(number, "forward", "housing", unit="QH-JT"))
    for who in ("housing", "housing2"):  # until the next unit has taken it
        ok(await api("GET", f"/v1/cases/{number}", who))
    ok(await api.move(number, "take", "transport"))
    refused(await api("GET", f"/v1/cases/{number}", "housing2"), 404, "not_found")
