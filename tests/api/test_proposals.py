"""What takes two persons: refused, objected to, named for good, extended, of another class, of another speed."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from api.security import digest
from api.staff.account_queries import add_staff
from models.law.people import Role
from models.tables import ApiToken
from tests.api.counter import ANSWERED, PASSWORD, Api, names, ok, refused, token

WHY = "已电话核实情况"
REFUSAL: dict[str, Any] = {
    "kind": "refuse",
    "ground": "R1_in_progress",
    "text": "您的事正由住建局办理，答复会发给您。",
    "place": "清河县住房和城乡建设局，电话 0500-555-0103",
    "objection": "不同意的话，可以向清河县人民政府提出。",
    "unit": "QH-ZJ",
}


async def propose(api: Api, number: str, kind: str, who: str = "clerk", **more: Any) -> dict[str, Any]:
    body = {"kind": kind, "reason": WHY} | more
    made: dict[str, Any] = ok(await api.move(number, "proposals", who, **body), 201)
    return made


async def decide(api: Api, made: dict[str, Any], who: str = "supervisor", **more: Any) -> Any:
    body = {"approve": True} | more
    version = (await api.case(made["case_no"], who))["version"]
    path = f"/v1/cases/{made['case_no']}/proposals/{made['id']}/decide"
    return await api("POST", path, who, version=version, json=body)


async def another(api: Api, login: str, name: str, roles: list[tuple[Role, str | None]]) -> str:
    units = {row[0]: row[1] for row in await api.sql("SELECT code, id FROM unit")}
    async with api.ctx.db.write() as session:
        held: list[tuple[Role, int | None]] = [(role, units[unit] if unit else None) for role, unit in roles]
        made = await add_staff(session, login, name, PASSWORD, held, api.clock.now())
        session.add(ApiToken(digest=digest(token(login)), staff_id=made.id, scopes=[], created_at=api.clock.now()))
    return login


async def handle(api: Api, number: str, who: str = "clerk") -> dict[str, Any]:
    """The duty to answer."""
    found = [o for o in (await api.case(number, who))["obligations"] if o["key"] == "handle"]
    assert len(found) == 1, found
    return dict(found[0])


# --- whatever the kind


async def test_one_proposes_and_another_decides(api: Api) -> None:
    number = await api.brought_to("assigned")
    made = await propose(api, number, "retier", "housing", tier="complex")
    assert (made["proposed_by"]["code"], made["reason"], made["approved"]) == ("housing", WHY, None)
    assert (await api.case(number))["state"] == "assigned" and (await api.case(number))["tier"] is None
    refused(await decide(api, made, "housing"), 403, "two_persons")
    refused(await decide(api, made, "housing2"), 403, "not_yours")
    moved = ok(await decide(api, made))
    case = await api.case(number)
    assert (case["tier"], case["version"]) == ("complex", moved["version"])
    (shown,) = case["proposals"]
    assert (shown["approved"], shown["decided_by"]["code"]) == (True, "supervisor")
    refused(await decide(api, made, "leader"), 403, "not_yours")  # a leader is asked for time, not for speed
    refused(await decide(api, made), 409, "decided_already")


async def test_turned_down_nothing_moves_and_the_reason_is_told_to_whoever_proposed(api: Api) -> None:
    number = await api.brought_to("assigned")
    before = await api.case(number)
    made = await propose(api, number, "retier", "housing", tier="complex")
    names(await decide(api, made, approve=False), "answer")
    ok(await decide(api, made, approve=False, answer="不复杂，请按期办"))
    case = await api.case(number)
    assert (case["tier"], case["state"], case["due_at"]) == (before["tier"], before["state"], before["due_at"])
    assert case["proposals"][0]["answer"] == "不复杂，请按期办"
    inbox = ok(await api("GET", "/v1/inbox", "housing"))
    assert {"proposal": "retier", "approved": False}.items() <= inbox["messages"][0]["facts"].items()
    await propose(api, number, "retier", "housing", tier="simple")  # and something else may be proposed


async def test_the_same_is_proposed_once_and_decided_once_however_many_press(api: Api) -> None:
    number = await api.brought_to("assigned")
    body = {"kind": "retier", "tier": "complex", "reason": WHY}
    version = (await api.case(number))["version"]
    both = await asyncio.gather(*(api.move(number, "proposals", w, version, **body) for w in ("housing", "clerk")))
    assert sorted(a.status_code for a in both) in ([201, 409], [201, 412])
    (made,) = (await api.case(number))["proposals"]
    refused(await api.move(number, "proposals", **body), 409, "proposed_already")
    other = await another(api, "supervisor2", "督查老赵", [(Role.SUPERVISOR, None)])
    version = (await api.case(number))["version"]
    path = f"/v1/cases/{number}/proposals/{made['id']}/decide"
    pressed = [api("POST", path, who, version=version, json={"approve": True}) for who in ("supervisor", other)]
    assert sorted(a.status_code for a in await asyncio.gather(*pressed)) in ([200, 409], [200, 412])
    decided = [
        e for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"] if e["kind"] == "decided"
    ]
    assert len(decided) == 1


async def test_what_no_longer_fits_when_it_is_decided_is_not_carried_out(api: Api) -> None:
    number = await api.brought_to("registered")
    made = await propose(api, number, **REFUSAL)
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    refused(await decide(api, made), 409, "move_not_allowed")
    assert (await api.case(number))["proposals"][0]["approved"] is None
    ok(await decide(api, made, approve=False, answer="已经受理"))


async def test_whose_it_is_to_decide_is_listed_for_them(api: Api) -> None:
    number = await api.brought_to("assigned")
    made = await propose(api, number, "retier", "housing", tier="complex")
    for who, seen in (
        ("supervisor", [made["id"]]),
        ("housing", []),
        ("housing2", []),
        ("transport", []),
        ("admin", []),
    ):
        page = ok(await api("GET", "/v1/proposals?waiting=me", who))
        assert [p["id"] for p in page["items"]] == seen, who
    assert [p["id"] for p in ok(await api("GET", "/v1/proposals?mine=true", "housing"))["items"]] == [made["id"]]
    ok(await decide(api, made))
    assert ok(await api("GET", "/v1/proposals?waiting=me", "supervisor"))["items"] == []


async def test_bad_proposals_name_their_field(api: Api) -> None:
    number = await api.brought_to("registered")
    for without in ("text", "place", "objection", "unit"):
        body = {k: v for k, v in REFUSAL.items() if k != without} | {"reason": WHY}
        answer = await api.move(number, "proposals", **body)
        assert answer.status_code == 422, (without, answer.text)
    for bad in ({"kind": "close"}, {"kind": "extend", "days": 0}, {"kind": "retier", "tier": "never"}, {}, {"kind": 7}):
        assert (await api.move(number, "proposals", **({"reason": WHY} | bad))).status_code == 422, bad
    refused(await api.move(number, "proposals", "transport", **REFUSAL, reason=WHY), 404, "not_found")
    refused(await api.move(number, "proposals", "leader", **REFUSAL, reason=WHY), 403, "forbidden")
    assert (await api("POST", f"/v1/cases/{number}/proposals/987/decide", "supervisor", version=1,
                      json={"approve": True})).status_code == 404  # fmt: skip


# --- refused


async def test_a_refusal_is_told_word_for_word_with_where_to_go_and_how_to_object(api: Api) -> None:
    number = await api.brought_to("registered")
    made = await propose(api, number, **REFUSAL)
    ok(await decide(api, made))
    case = await api.case(number)
    assert case["state"] == "not_accepted"
    (told,) = await api.deliver_all()
    assert told["kind"] == "not_accepted" and told["facts"]["phone"]
    for words in (REFUSAL["text"], REFUSAL["place"], REFUSAL["objection"]):
        assert words in told["text"]
    case = await api.case(number)
    assert all(o["met_at"] or o["void"] or o["right"] for o in case["obligations"]), "the notice was the last duty"
    refused(await api.move(number, "accept", case_class="other"), 409, "move_not_allowed")


@pytest.mark.parametrize("unit", ["QH-GOV", "QH-DESK"])
async def test_r1_only_when_it_was_raised_with_a_superior_of_the_unit_that_handles_it(api: Api, unit: str) -> None:
    number = await api.brought_to("registered")
    answer = await api.move(number, "proposals", **(REFUSAL | {"unit": unit, "reason": WHY}))
    refused(answer, 409, "not_a_superior")
    other = await api.brought_to("assigned", chat="chat-2")
    elsewhere = {k: v for k, v in REFUSAL.items() if k != "unit"} | {"reason": WHY, "other": other}
    made = ok(await api.move(number, "proposals", **elsewhere), 201)
    assert made["facts"]["other"] == other
    closed = await api.brought_to("closed", chat="chat-3")
    again = await api.brought_to("registered", chat="chat-4")
    refused(await api.move(again, "proposals", **(elsewhere | {"other": closed})), 409, "other_not_handled")
    names(await api.move(again, "proposals", **(elsewhere | {"other": again})), "other")


async def test_r2_needs_a_decided_second_review_and_no_new_facts(api: Api) -> None:
    number, other = await api.brought_to("registered"), await api.brought_to("closed", chat="chat-2")
    body = {k: v for k, v in REFUSAL.items() if k != "unit"} | {"reason": WHY, "ground": "R2_final", "other": other}
    assert (await api.move(number, "proposals", **body)).status_code == 422  # whether there are new facts is not said
    names(await api.move(number, "proposals", **body, no_new_facts=True), "other")
    await api.sql(
        "INSERT INTO review (case_id, level, reply_seq, asked_at, asked_seq, reviewed_unit_id, decided_at, decided_seq,"
        " result, outside) SELECT id, 2, 4, registered_at, 5, lead_unit_id, registered_at, 6, 'upheld', '省里'"
        " FROM case_ WHERE case_no = :n",
        n=other,
    )
    made = ok(await api.move(number, "proposals", **body, no_new_facts=True), 201)
    ok(await decide(api, made))
    assert (await api.case(number))["state"] == "no_longer_accepted"
    (told,) = await api.deliver_all()
    assert told["kind"] == "no_longer_accepted"


async def test_r3_only_where_a_rule_of_the_area_knows_it(api: Api) -> None:
    number = await api.brought_to("registered")
    body = {k: v for k, v in REFUSAL.items() if k != "unit"} | {
        "reason": WHY, "ground": "R3_missed_review", "document": "清建信〔2025〕3号",
    }  # fmt: skip
    names(await api.move(number, "proposals", **body), "ground")
    await api.sql("UPDATE case_ SET profile = 'hotline-weifang' WHERE case_no = :n", n=number)
    made = ok(await api.move(number, "proposals", **body), 201)
    ok(await decide(api, made))
    assert (await api.case(number))["state"] == "not_accepted"


# --- objected to, and named for good


async def passed_on(api: Api) -> str:
    number = await api.brought_to("registered")
    ok(await api.move(number, "forward", unit="QH-JT"))
    await api.deliver_all()
    return number


async def test_the_unit_objects_and_whoever_passed_it_on_agrees(api: Api) -> None:
    number = await passed_on(api)
    refused(await api.move(number, "proposals", kind="return", reason=WHY), 403, "forbidden")
    made = await propose(api, number, "return", "transport", reason="路灯归住建局管")
    refused(await decide(api, made, "transport"), 403, "two_persons")
    case = await api.case(number)
    assert case["unit"]["code"] == "QH-JT", "until somebody agrees nothing changes"
    ok(await decide(api, made, "clerk"))
    case = await api.case(number)
    assert (case["unit"]["code"], case["state"]) == ("QH-DESK", "registered")
    (told,) = await api.deliver_all()
    assert told["kind"] == "forwarded" and told["facts"]["unit"] == "清河县人民来访接访中心"
    refused(await api("GET", f"/v1/cases/{number}", "transport"), 404, "not_found")


async def test_after_five_worked_days_nobody_objects_any_more(api: Api) -> None:
    number = await passed_on(api)
    api.clock.advance(timedelta(days=7))  # Friday to Friday: the fifth worked day
    made = await propose(api, number, "return", "transport")
    api.clock.advance(timedelta(days=3))
    ok(await decide(api, made, "clerk"))  # it counts from the day it was made, however late it is decided
    late = await passed_on(api)
    api.clock.advance(timedelta(days=8))
    refused(await api.move(late, "proposals", "transport", kind="return", reason=WHY), 409, "objection_over")


async def test_nobody_returns_what_nobody_passed_on(api: Api) -> None:
    number = await api.brought_to("registered")
    refused(await api.move(number, "proposals", kind="return", reason=WHY), 409, "not_forwarded")


async def test_the_third_return_goes_nowhere_and_the_common_superior_names_the_unit(api: Api) -> None:
    number = await passed_on(api)
    for _ in range(2):
        ok(await decide(api, await propose(api, number, "return", "transport"), "clerk"))
        ok(await api.move(number, "forward", unit="QH-JT"))
    ok(await decide(api, await propose(api, number, "return", "transport"), "clerk"))
    case = await api.case(number)
    assert case["unit"]["code"] == "QH-JT", "it stays where it is"
    refused(await api.move(number, "proposals", "transport", kind="return", reason=WHY), 409, "to_be_designated")
    page = ok(await api("GET", "/v1/supervision", "supervisor"))
    assert [(i["trigger"], i["case_no"]) for i in page["items"]] == [("dispute", number)]
    body = {"kind": "designate", "reason": "县联席会议议定", "by": "joint_meeting"}
    names(await api.move(number, "proposals", **body, unit="QH-NO", handler="housing"), "unit")
    names(await api.move(number, "proposals", **body, unit="QH-ZJ", handler="transport"), "handler")
    made = ok(await api.move(number, "proposals", **body, unit="QH-ZJ", handler="housing"), 201)
    refused(await decide(api, made, "transport"), 403, "not_yours")
    ok(await decide(api, made, "leader"))
    case = await api.case(number)
    assert (case["unit"]["code"], case["handler"]["code"]) == ("QH-ZJ", "housing")
    assert [i for i in ok(await api("GET", "/v1/supervision", "supervisor"))["items"] if i["closed_at"] is None] == []
    refused(await api.move(number, "proposals", "housing", kind="return", reason=WHY), 409, "designated")
    refused(await api.move(number, "forward", "housing", unit="QH-JT"), 409, "designated")


# --- more time


async def test_extended_once_by_at_most_thirty_days_and_told_why(api: Api) -> None:
    number = await api.brought_to("assigned")
    before = await handle(api, number)
    names(await api.move(number, "proposals", "housing", kind="extend", days=31, text="x", reason=WHY), "days")
    made = await propose(api, number, "extend", "housing", days=30, text="线路要由供电所配合更换。")
    refused(await decide(api, made, "clerk"), 403, "not_yours")
    ok(await decide(api, made, "leader"))
    after = await handle(api, number)
    later = date.fromisoformat(before["due_nominal"]) + timedelta(days=30)
    assert after["due_nominal"] == later.isoformat()
    assert after["changes"][-1]["old_nominal"] == before["due_nominal"]
    (told,) = await api.deliver_all()
    assert (told["kind"], told["text"]) == ("extended", "线路要由供电所配合更换。")
    assert told["facts"]["answer_by"] == later.isoformat()
    assert (await api.my_case(number))["answer_by"] == later.isoformat()
    again = await api.move(number, "proposals", "housing", kind="extend", days=1, text="x", reason=WHY)
    refused(again, 409, "extended_already")


async def test_no_more_time_for_what_is_late_answered_or_of_another_limit(api: Api) -> None:
    body = {"kind": "extend", "days": 10, "text": "x", "reason": WHY}
    number = await api.brought_to("registered")
    refused(await api.move(number, "proposals", **body), 409, "move_not_allowed")
    ok(await api.move(number, "accept", case_class="suggestion"))
    refused(await api.move(number, "proposals", **body), 409, "nothing_to_extend")
    late = await api.brought_to("assigned", chat="chat-2")
    api.clock.advance(timedelta(days=61))
    refused(await api.move(late, "proposals", "housing", **body), 409, "late_already")
    answered = await api.brought_to("replied", chat="chat-3")
    refused(await api.move(answered, "proposals", "housing", **body), 409, "move_not_allowed")


# --- another class, another speed: the earlier date stands


@pytest.mark.parametrize("tiers", [("simple", "complex"), ("complex", "simple"), ("complex", "normal")])
async def test_however_the_speed_changes_no_date_is_later(api: Api, tiers: tuple[str, str]) -> None:
    number = str((await api.file())["case_no"])
    ok(await api.move(number, "accept", case_class="appeal", tier=tiers[0], note="情况复杂"))
    first = await handle(api, number)
    made = await propose(api, number, "retier", tier=tiers[1])
    ok(await decide(api, made))
    after = await handle(api, number)
    assert after["due_nominal"] <= first["due_nominal"]
    assert (after["due_nominal"] < first["due_nominal"]) == (tiers[1] == "simple")
    assert [e["facts"]["slower"] for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
            if e["kind"] == "retiered"] == [tiers == ("simple", "complex")]  # fmt: skip


async def test_slower_than_ordinary_takes_a_reason_from_the_beginning(api: Api) -> None:
    number = str((await api.file())["case_no"])
    names(await api.move(number, "accept", case_class="appeal", tier="complex"), "note")
    ok(await api.move(number, "accept", case_class="appeal", tier="complex", note="要几家一起看"))


async def test_however_the_class_changes_no_date_is_later(api: Api) -> None:
    number = str((await api.file())["case_no"])
    ok(await api.move(number, "accept", case_class="inquiry"))
    first = await handle(api, number)
    for wanted in ("suggestion", "appeal"):
        ok(await decide(api, await propose(api, number, "reclass", case_class=wanted)))
        assert (await handle(api, number))["due_nominal"] <= first["due_nominal"]
    assert (await api.case(number))["case_class"] == "appeal"
    names(await api.move(number, "proposals", kind="reclass", case_class="appeal", reason=WHY), "case_class")


async def test_what_turns_out_an_accusation_goes_behind_the_wall_and_nothing_comes_out(api: Api) -> None:
    number = await api.brought_to("assigned")
    made = await propose(api, number, "reclass", "housing", case_class="accusation")
    ok(await decide(api, made))
    for who in ("clerk", "housing", "supervisor", "leader"):
        refused(await api("GET", f"/v1/cases/{number}", who), 404, "not_found")
        assert ok(await api("GET", "/v1/proposals", who))["items"] == []
    case = await api.case(number, "discipline")
    assert (case["unit"]["code"], case["case_class"]) == ("QH-JW", "accusation")
    back = await api.move(number, "proposals", "discipline", kind="reclass", case_class="appeal", reason=WHY)
    refused(back, 409, "walled")


async def test_endings_by_refusal_class_and_time_are_counted_for_the_unit(api: Api) -> None:
    refusal = await propose(api, await api.brought_to("registered"), **REFUSAL)
    ok(await decide(api, refusal))
    number = await api.brought_to("assigned", chat="chat-2")
    ok(await decide(api, await propose(api, number, "extend", "housing", days=10, text="x"), "leader"))
    ok(await decide(api, await propose(api, number, "reclass", "housing", case_class="suggestion")))
    report = ok(await api("GET", "/v1/reports/endings", "supervisor"))
    units = {u["unit"]["code"]: u for u in report["units"]}
    assert units["QH-DESK"]["refusals"]["R1_in_progress"]["n"] == 1
    assert (units["QH-ZJ"]["extended"]["n"], units["QH-ZJ"]["reclassed"]["n"]) == (1, 1)


async def test_a_matter_answered_meanwhile_is_not_extended(api: Api) -> None:
    number = await api.brought_to("assigned")
    made = await propose(api, number, "extend", "housing", days=10, text="x")
    ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}"))
    refused(await decide(api, made, "leader"), 409, "move_not_allowed")
