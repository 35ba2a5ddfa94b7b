"""One act on many cases: each by the very step, what is refused untouched, sent again nothing twice."""

from typing import Any

from tests.api.counter import SOLVED, Api, names, ok, refused

TO = {"unit": "QH-ZJ", "handler": "housing"}


async def many(api: Api, numbers: list[str], who: str = "clerk", key: str = "", **act: Any) -> list[tuple[Any, ...]]:
    """(ok, state or code) of each."""
    body = {"cases": [{"case_no": n} for n in numbers], **act}
    done = ok(await api("POST", "/v1/cases/bulk", who, key=key or api.key(), json=body))
    assert [line["case_no"] for line in done["items"]] == numbers and done["dry_run"] is act.get("dry_run", False)
    return [(line["ok"], line["state"] or line["code"]) for line in done["items"]]


async def versions(api: Api) -> list[Any]:
    rows = await api.sql("SELECT case_no, version, head FROM case_ ORDER BY id")
    counted = await api.sql("SELECT (SELECT count(*) FROM notification), (SELECT count(*) FROM case_event)")
    return [*map(tuple, rows), tuple(counted[0])]


async def test_many_are_assigned_and_what_is_refused_is_left_alone(api: Api) -> None:
    good = [await api.brought_to("accepted", chat=f"c{n}") for n in range(2)]
    early = await api.brought_to("registered", chat="c8")
    walled = await api.brought_to("registered", chat="c9")
    ok(await api.move(walled, "accept", case_class="accusation"))
    before, numbers = await versions(api), [good[0], early, walled, good[1]]
    expected = [(True, "assigned"), (False, "move_not_allowed"), (False, "not_found"), (True, "assigned")]
    assert await many(api, numbers, assign=TO, dry_run=True) == expected
    assert await versions(api) == before, "a dry run is only a look"
    assert await many(api, numbers, key="many-at-once", assign=TO) == expected
    assert [(await api.case(n))["handler"]["code"] for n in good] == ["housing"] * 2
    assert [n["kind"] for n in await api.deliver_all()].count("assigned") == 2
    done = await versions(api)
    assert await many(api, numbers, key="many-at-once", assign=TO) == expected and await versions(api) == done
    rows = await api.sql("SELECT target FROM audit_entry WHERE action = 'bulk_assign' ORDER BY id")
    assert [r[0] for r in rows] == good
    other = {"cases": [{"case_no": early}], "forward": {"unit": "QH-JT"}}
    refused(await api("POST", "/v1/cases/bulk", "clerk", key="many-at-once", json=other), 422, "idempotency_key_reused")
    assert await many(api, [good[0], early], "transport", assign=TO) == [(False, "not_found")] * 2


async def test_many_are_forwarded_linked_and_closed(api: Api) -> None:
    first, second, third = [await api.brought_to("registered", chat=f"c{n}") for n in range(3)]
    assert await many(api, [second, third], forward={"unit": "QH-ZJ"}) == [(True, "registered")] * 2
    same = {"other": first, "kind": "repeat", "reason": "同一件事"}
    assert await many(api, [third, first, second], link=same) == [
        (True, "registered"), (False, "invalid"), (True, "registered"),
    ]  # fmt: skip
    links = ok(await api("GET", f"/v1/cases/{first}/links", "clerk"))["items"]
    assert {link["other"] for link in links} == {second, third}
    answered = await api.brought_to("replied", chat="c7")
    assert await many(api, [answered, first], close=SOLVED) == [(True, "closed"), (False, "move_not_allowed")]


async def test_what_was_changed_since_it_was_read_is_refused(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await api.brought_to("accepted")
    one = {"case_no": number, "version": (await api.case(number))["version"]}
    looked = {"cases": [one], "assign": TO, "dry_run": True}
    (line,) = ok(await api("POST", "/v1/cases/bulk", "clerk", key=api.key(), json=looked))["items"]
    assert (line["ok"], line["version"]) == (True, one["version"])
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "已看"}))
    (line,) = ok(await api("POST", "/v1/cases/bulk", "clerk", key=api.key(), json=looked | {"dry_run": False}))["items"]
    assert (line["ok"], line["code"]) == (False, "version_changed")


async def test_what_no_request_for_many_is(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await api.brought_to("accepted")
    for body, field in (
        ({"cases": [], "assign": TO}, "cases"),
        ({"cases": [{"case_no": number}] * 51, "assign": TO}, "cases"),
        ({"cases": [{"case_no": number}] * 2, "assign": TO}, "body"),
        ({"cases": [{"case_no": number}], "assign": TO, "forward": {"unit": "QH-JT"}}, "body"),
        ({"cases": [{"case_no": number}]}, "body"),
        ({"cases": [{"case_no": number}], "assign": {"unit": "QH-ZJ"}}, "handler"),
    ):
        names(await api("POST", "/v1/cases/bulk", "clerk", key=api.key(), json=body), field)
