"""A reply that is very short, or the same as others, answers nothing until a supervisor has looked at it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.counter import ANSWERED, Api, names, ok, refused

SHORT = "已阅。"


async def _answered(api: Api, text: str, chat: str = "chat-1") -> tuple[str, int]:
    """(number, seq of the reply) of an assigned case that its handler answered; all was delivered."""
    number = await api.brought_to("assigned", chat=chat)
    seq = ok(await api.move(number, "replies", "housing", text=text))["event"]
    await api.deliver_all()
    return number, seq


async def _owed(api: Api, number: str, key: str = "handle") -> dict[str, Any]:
    (found,) = [o for o in (await api.case(number))["obligations"] if o["key"] == key]
    return dict(found)


async def _look(api: Api, number: str, seq: int, who: str = "supervisor", **body: Any) -> Any:
    return await api("POST", f"/v1/cases/{number}/replies/{seq}/look", who, json=body)


@pytest.mark.parametrize("text", [SHORT, "一字不差的答复。" * 20])
async def test_thin_is_short_or_the_same_as_another_s(api: Api, text: str) -> None:
    await _answered(api, text, "chat-1")
    number, seq = await _answered(api, text, "chat-2")
    (answer,) = (await api.case(number))["answers"]
    assert (answer["seq"], answer["thin"], answer["passed"]) == (seq, True, None)
    owed = await _owed(api, number)
    assert owed["done_at"] is None and owed["met_at"] is None
    refused(await api.move(number, "close"), 409, "reply_to_look_at")


async def test_passed_it_counts_from_the_day_it_was_given(api: Api) -> None:
    number, seq = await _answered(api, SHORT)
    given = (await api.case(number))["answers"][0]["at"]
    api.clock.advance(timedelta(days=3))
    assert ok(await _look(api, number, seq, passed=True))["state"] == "replied"
    owed = await _owed(api, number)
    assert given == owed["done_at"] <= owed["met_at"] < (await api.case(number))["updated_at"]
    assert ok(await api.move(number, "close"))["state"] == "closed"
    (row,) = await api.sql("SELECT closed_at, result_sealed FROM supervision_item WHERE trigger = 'thin_reply'")
    assert row[0] is not None


async def test_looked_at_before_it_is_delivered(api: Api) -> None:
    number = await api.brought_to("assigned")
    seq = ok(await api.move(number, "replies", "housing", text=SHORT))["event"]
    ok(await _look(api, number, seq, passed=True))
    owed = await _owed(api, number)
    assert owed["done_at"] is not None and owed["met_at"] is None
    await api.deliver_all()
    assert (await _owed(api, number))["met_at"] is not None


async def test_not_passed_it_is_answered_again(api: Api) -> None:
    number, seq = await _answered(api, SHORT)
    names(await _look(api, number, seq, passed=False), "note")
    assert ok(await _look(api, number, seq, passed=False, note="没有说什么时候修"))["state"] == "assigned"
    assert (await _owed(api, number))["done_at"] is None
    refused(await api.move(number, "close"), 409, "move_not_allowed")
    refused(await _look(api, number, seq, passed=True), 409, "looked_already")
    assert "没有说什么时候修" not in str(await api.my_case(number))
    ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}"))
    await api.deliver_all()
    assert (await _owed(api, number))["met_at"] is not None
    ok(await api.move(number, "close"))


async def test_who_looks(api: Api) -> None:
    """Supervisors; never whoever wrote it, whatever roles they have; never a service."""
    number, seq = await _answered(api, SHORT)
    for who in ("clerk", "housing", "leader", "bot"):
        refused(await _look(api, number, seq, who, passed=True), 403, "forbidden")
    await api.sql(
        "INSERT INTO staff_role (staff_id, role, unit_id) "
        "SELECT id, 'supervisor', NULL FROM staff WHERE login = 'housing'"
    )
    refused(await _look(api, number, seq, "housing", passed=True), 403, "two_persons")
    for other in (seq - 1, 999):
        refused(await _look(api, number, other, passed=True), 404, "not_found")
    full, good = await _answered(api, f"另一件：{ANSWERED}", "chat-2")
    refused(await _look(api, full, good, passed=True), 409, "not_thin")


async def test_a_supervisor_is_told_once(api: Api) -> None:
    await _answered(api, SHORT)
    rows = await api.sql(
        "SELECT s.login FROM escalation e JOIN supervision_item i ON i.id = e.item_id "
        "JOIN staff s ON s.id = e.staff_id WHERE i.trigger = 'thin_reply'"
    )
    assert len(rows) == 1 and rows[0][0] != "housing"
