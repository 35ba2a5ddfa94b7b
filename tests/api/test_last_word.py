"""What follows the answer: rights from the day of receipt, not solved, the unit above, withdrawn and taken back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api import worker
from api.security import digest
from api.staff.account_queries import add_staff
from models.law.duties import Duty
from models.law.people import Role
from models.tables import ApiToken
from tests.api.counter import ANSWERED, PASSWORD, Api, names, ok, refused, token

SAID = "修好的第二天又灭了"


async def post(api: Api, path: str, number: str, chat: str = "chat-1", **body: Any) -> Any:
    return await api("POST", f"/v1/{path}", "bot", key=api.key(), chat=chat, json={"case_no": number} | body)


async def owed(api: Api, number: str) -> dict[str, dict[str, Any]]:
    """The newest obligation of each key."""
    return {o["key"]: o for o in (await api.case(number))["obligations"]}


async def answered(api: Api, **more: Any) -> str:
    """Accepted as a simple appeal, handled by QH-ZJ, answered; the resident has it."""
    number = str((await api.file(**more))["case_no"])
    ok(await api.move(number, "accept", case_class="appeal", tier="simple"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}"))
    await api.deliver_all()
    return number


async def above(api: Api) -> str:
    """A member of the unit above QH-ZJ. The login."""
    (unit,) = await api.sql("SELECT parent_id FROM unit WHERE code = 'QH-ZJ'")
    async with api.ctx.db.write() as session:
        made = await add_staff(session, "above", "上级", PASSWORD, [(Role.HANDLER, unit[0])], api.clock.now())
        session.add(ApiToken(digest=digest(token("above")), staff_id=made.id, scopes=[], created_at=api.clock.now()))
    return "above"


# --- rights


async def test_rights_begin_when_the_answer_was_received(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}"))
    assert "review_request" not in await owed(api, number)
    api.clock.advance(timedelta(days=5))  # the chat was away
    received = api.clock.now().date()
    await api.deliver_all()
    rights = await owed(api, number)
    assert {"review_request", "reopen", "evaluation"} <= set(rights)
    assert rights["review_request"]["due_nominal"] == (received + timedelta(days=30)).isoformat()
    seen = await api.my_case(number)
    assert (seen["review_level"], seen["review_until"]) == (1, rights["review_request"]["due_nominal"])
    assert seen["answer_by"] is None and seen["reopen_until"] is not None


@pytest.mark.parametrize("case_class", ["suggestion", "thanks", "inquiry"])
async def test_only_an_appeal_goes_to_the_unit_above(sqlite_api: Api, case_class: str) -> None:
    api = sqlite_api
    number = await api.brought_to("registered")
    ok(await api.move(number, "accept", case_class=case_class))
    adopted = {"adoption": "adopted"} if case_class == "suggestion" else {}
    ok(await api.move(number, "replies", text=f"{number}：{ANSWERED}", **adopted))
    await api.deliver_all()
    held = await owed(api, number)
    assert "review_request" not in held and "evaluation" in held
    refused(await post(api, "reviews", number), 409, "right_over")


async def test_a_second_answer_gives_its_own_rights(api: Api) -> None:
    number = await answered(api)
    api.clock.advance(timedelta(days=10))
    ok(await api.move(number, "replies", "housing", text=f"更正 {number}：{ANSWERED}"))
    await api.deliver_all()
    rights = [o for o in (await api.case(number))["obligations"] if o["key"] == "review_request"]
    assert len({o["due_nominal"] for o in rights}) == len(rights) == 2


# --- not solved


async def test_not_solved_goes_back_to_who_answered(api: Api) -> None:
    number = await answered(api)
    ok(await api.move(number, "close"))
    await api.deliver_all()
    ok(await post(api, "reopenings", number, text=SAID), 201)
    case = await api.case(number)
    assert (case["state"], case["handler"]["code"]) == ("assigned", "housing")
    held = await owed(api, number)
    assert held["handle"]["done_at"] is None and held["call_back"]["done_at"] is None
    (notice,) = await api.deliver_all()
    assert notice["kind"] == "reopened" and notice["facts"]["answer_by"] == held["handle"]["due_nominal"]
    seen = await api.my_case(number)
    assert seen["answer_by"] == held["handle"]["due_nominal"]
    assert seen["review_until"] is not None, "reopening never uses the right to a review up"
    (task,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (task["kind"], task["case_no"]) == ("call_back", number)
    refused(await post(api, "reopenings", number), 409, "move_not_allowed")
    ok(await api.move(number, "replies", "housing", text=f"再答 {number}：{ANSWERED}"))
    await api.deliver_all()
    refused(await api.move(number, "close"), 409, "call_back_first")
    ok(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "本人说修好了"}))
    ok(await api.move(number, "close"))


async def test_closing_says_what_is_still_possible_and_until_when(api: Api) -> None:
    number = await answered(api)
    ok(await api.move(number, "close"))
    (told,) = await api.deliver_all()
    seen = await api.my_case(number)
    days = {"reopen_on": seen["reopen_until"], "review_on": seen["review_until"], "level": seen["review_level"]}
    assert None not in days.values() and days.items() <= told["facts"].items()


async def test_not_solved_after_the_window_is_told_so(api: Api) -> None:
    number = await answered(api)
    api.clock.advance(timedelta(days=40))
    refused(await post(api, "reopenings", number), 409, "window_over")
    assert (await api.case(number))["state"] == "replied"


async def test_whose_case_it_is(api: Api) -> None:
    """The chat that filed it, or number and code; withdrawing is for the chat alone."""
    got = await api.file()
    number, code = got["case_no"], got["query_code"]
    for path, body in (
        ("reopenings", {}),
        ("reviews", {}),
        ("complaints", {"text": "x"}),
        ("withdrawals", {"pressed": "no"}),
        ("withdrawals/undo", {}),
    ):
        refused(await post(api, path, number, "chat-9", **body), 404, "not_found")
    ok(await post(api, "complaints", number, "chat-9", text="没有人理", code=code), 201)
    names(await post(api, "withdrawals", number, pressed="maybe"), "pressed")
    names(await post(api, "complaints", number, text=" "), "text")


# --- two ratings


async def test_two_ratings_and_a_call_back_that_changes_neither(api: Api) -> None:
    number = await answered(api)
    ok(await post(api, "ratings", number, rating="unsatisfied", desk="satisfied", text="没有解决"), 201)
    ok(await post(api, "ratings", number, desk="fair"), 201)
    case = await api.case(number)
    assert (case["rating"], case["rating_desk"]) == ("unsatisfied", "fair")
    assert (await owed(api, number))["evaluation"]["done_at"] is not None
    names(await post(api, "ratings", number), "body")
    (task,) = [t for t in ok(await api("GET", "/v1/tasks", "clerk"))["items"] if t["kind"] == "call_back"]
    done = ok(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "本人说灯又灭了"}))
    assert done["done_by"] == "前台小陈" and done["result"] is None
    case = await api.case(number)
    assert (case["rating"], case["rating_desk"]) == ("unsatisfied", "fair")
    assert (await owed(api, number))["call_back"]["met_at"] is not None
    last = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (last["kind"], last["text"], last["actor"]) == ("called_back", "本人说灯又灭了", "前台小陈")


# --- the unit above


async def test_the_unit_above_decides_and_nobody_of_the_reviewed(api: Api) -> None:
    number, login = await answered(api), await above(api)
    refused(await api("GET", f"/v1/cases/{number}", login), 404, "not_found")
    ok(await post(api, "reviews", number, text="答复没有说原因"), 201)
    case = await api.case(number, login)
    (review,) = case["reviews"]
    assert (case["state"], review["level"], review["reviewed"]["code"]) == ("review", 1, "QH-ZJ")
    assert review["unit"]["code"] == "QH-GOV"
    (notice,) = await api.deliver_all()
    assert notice["kind"] == "review_asked"
    assert notice["facts"]["answer_by"] == (await owed(api, number))["review_decision"]["due_nominal"]
    decision = {"result": "changed", "text": "原答复没有说明原因，责成重新处理。"}
    path = f"reviews/{review['id']}/decide"
    for who in ("housing", "clerk", "supervisor"):
        refused(await api.move(number, path, who, **decision), 403, "not_your_review")
    ok(await api.move(number, path, login, **decision))
    refused(await api.move(number, path, login, **decision), 409, "decided_already")
    (told,) = await api.deliver_all()
    assert (told["kind"], told["text"]) == ("review_decided", decision["text"])
    held = await owed(api, number)
    assert held["review_decision"]["met_at"] is not None and held["rereview_request"]["met_at"] is None
    assert (await api.my_case(number))["review_level"] == 2


async def test_a_second_review_leaves_out_the_days_of_its_hearing(api: Api) -> None:
    number, login = await answered(api), await above(api)
    ok(await post(api, "reviews", number), 201)
    (first,) = (await api.case(number))["reviews"]
    ok(await api.move(number, f"reviews/{first['id']}/decide", login, result="upheld", text="维持原答复，理由如下。"))
    await api.deliver_all()
    ok(await post(api, "reviews", number), 201)
    case = await api.case(number)
    second = case["reviews"][-1]
    assert (case["state"], second["level"], second["reviewed"]["code"]) == ("rereview", 2, "QH-GOV")
    assert second["unit"] is None and second["outside"]
    due = date.fromisoformat((await owed(api, number))["rereview_decision"]["due_nominal"])
    path = f"/v1/cases/{number}/reviews/{second['id']}/hearing"
    days = {"first": "2026-12-01", "last": "2026-12-05"}
    ok(await api("POST", path, "clerk", json=days))
    refused(await api("POST", path, "clerk", json=days), 409, "hearing_set")
    moved = (await owed(api, number))["rereview_decision"]
    assert date.fromisoformat(moved["due_nominal"]) == due + timedelta(days=5)
    assert "听证" in moved["changes"][0]["reason"]
    ok(await api.move(number, f"reviews/{second['id']}/decide", "clerk", result="upheld", text="市政府复核：维持。"))
    await api.deliver_all()
    assert (await api.my_case(number))["review_level"] is None, "after the second there is no third"
    refused(await post(api, "reviews", number), 409, "right_over")


async def test_what_was_said_in_time_counts_though_it_is_confirmed_later(api: Api) -> None:
    number = await answered(api)
    last = datetime.fromisoformat((await owed(api, number))["review_request"]["due_at"])
    said = (last - timedelta(minutes=5)).astimezone(UTC)
    api.clock.set(last + timedelta(hours=20))
    await worker.once(api.ctx)
    assert (await owed(api, number))["review_request"]["void"]
    refused(await post(api, "reviews", number), 409, "right_over")
    refused(await post(api, "reviews", number, asked_at=last.isoformat()), 409, "right_over")
    names(await post(api, "reviews", number, asked_at=(last + timedelta(days=9)).isoformat()), "asked_at")
    ok(await post(api, "reviews", number, asked_at=said.isoformat()), 201)
    assert (await owed(api, number))["review_decision"]["counted_from"] == said.astimezone(UTC).date().isoformat()


async def test_what_was_said_of_an_earlier_answer_is_a_request_about_the_newest(api: Api) -> None:
    number = await answered(api)
    said = api.clock.now()
    api.clock.advance(timedelta(days=3))
    ok(await api.move(number, "replies", "housing", text=f"{number}：第二次答复。{ANSWERED}"))
    await api.deliver_all()
    newest = int((await api.case(number))["answers"][-1]["seq"])
    ok(await post(api, "reviews", number, asked_at=said.isoformat()), 201)
    assert (await api.case(number))["reviews"][0]["reply_seq"] == newest


async def test_the_list_of_a_chat_says_which_answers_can_still_be_reviewed(api: Api) -> None:
    number = await answered(api)
    (mine,) = await api.mine()
    seen = await api.my_case(number)
    assert (mine["review_until"], mine["review_level"]) == (seen["review_until"], 1) and seen["review_until"]
    api.clock.advance(timedelta(days=40))
    assert (await api.mine())[0]["review_until"] is None


async def test_one_review_at_a_time(api: Api) -> None:
    number = await answered(api)
    ok(await post(api, "reviews", number), 201)
    refused(await post(api, "reviews", number), 409, "right_over")
    refused(await post(api, "reopenings", number), 409, "move_not_allowed")


# --- withdrawn


@pytest.mark.parametrize("state", ["registered", "accepted", "assigned", "replied"])
async def test_withdrawn_and_taken_back_within_a_week(api: Api, state: str) -> None:
    number = await api.brought_to(state)
    before = await api.case(number)
    ok(await post(api, "withdrawals", number, pressed="no", text="已经自己解决了"), 201)
    case = await api.case(number)
    assert case["state"] == "withdrawn" and case["actions"] == ["resume"]
    assert all(o["void"] or o["right"] or o["met_at"] for o in case["obligations"])
    assert (await api.my_case(number))["undo_until"] is not None
    (notice,) = await api.deliver_all()
    assert (notice["kind"], "until_on" in notice["facts"]) == ("withdrawn", True)
    api.clock.advance(timedelta(days=6))
    ok(await post(api, "withdrawals/undo", number), 201)
    after = await api.case(number)
    assert after["state"] == state
    (told,) = await api.deliver_all()
    day = (await api.my_case(number))["answer_by"]
    assert (told["kind"], told["facts"].get("answer_by")) == ("resumed", day), "by when stands in it"
    kept = [(o["key"], o["due_nominal"], o["void"]) for o in after["obligations"] if o["key"] != Duty.WITHDRAW_UNDO]
    assert kept == [(o["key"], o["due_nominal"], o["void"]) for o in before["obligations"]]
    refused(await post(api, "withdrawals/undo", number), 409, "move_not_allowed")


async def test_after_the_week_it_stays_withdrawn(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await post(api, "withdrawals", number, pressed="unsaid"), 201)
    api.clock.advance(timedelta(days=9))
    await worker.once(api.ctx)
    refused(await post(api, "withdrawals/undo", number), 409, "undo_over")


async def test_whoever_was_pressed_is_heard_outside_the_unit(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await post(api, "withdrawals", number, pressed="yes", text="村里叫我撤的"), 201)
    rows = await api.sql(
        "SELECT i.trigger, s.login FROM supervision_item i JOIN escalation e ON e.item_id = i.id "
        "JOIN staff s ON s.id = e.staff_id"
    )
    assert [r[0] for r in rows] == ["pressed"] and rows[0][1] not in ("housing", "housing2")
    assert "supervised" not in [
        e["kind"] for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "housing"))["items"]
    ]


# --- the handling itself


async def test_retaliation_stands_nowhere_the_unit_reads(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await post(api, "complaints", number, text="打了三次电话没有人接"), 201)
    ok(await post(api, "complaints", number, text="有人因为我反映问题来威胁我", retaliation=True), 201)
    seen = ok(await api("GET", f"/v1/cases/{number}/timeline", "housing"))["items"]
    assert "complained" in [e["kind"] for e in seen]
    assert "威胁" not in str(seen) and "retaliation" not in str(seen)
    rows = await api.sql(
        "SELECT i.trigger, s.login FROM supervision_item i JOIN escalation e ON e.item_id = i.id "
        "JOIN staff s ON s.id = e.staff_id ORDER BY i.id"
    )
    assert [r[0] for r in rows] == ["complaint", "retaliation"]
    assert rows[1][1] not in ("housing", "housing2")
