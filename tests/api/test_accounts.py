"""Accounts by `/v1`: several roles, changed, switched off with what they hold handed over by name."""

from typing import Any

from tests.api.counter import Api, ok, refused

HOUSING3: dict[str, Any] = {"login": "housing3", "name": "新工", "roles": [{"role": "handler", "unit": "QH-ZJ"}]}


async def _added(api: Api, **more: Any) -> None:
    ok(await api("POST", "/v1/accounts", "admin", key=api.key(), json=HOUSING3 | more), 201)


async def test_a_created_account_logs_in_with_the_password_that_is_said_once(sqlite_api: Api) -> None:
    api = sqlite_api
    roles = [{"role": "leader", "unit": "QH-ZJ"}, {"role": "handler", "unit": "QH-CG"}]
    key = api.key()
    made = ok(await api("POST", "/v1/accounts", "admin", key=key, json=HOUSING3 | {"roles": roles}), 201)
    again = await api("POST", "/v1/accounts", "admin", key=key, json=HOUSING3 | {"roles": roles})
    assert again.json() == made and again.headers["Idempotency-Replayed"] == "true"
    seen = ok(await api("GET", "/v1/accounts/housing3", "admin"))
    assert {(r["role"], r["unit"]["code"]) for r in seen["roles"]} == {("leader", "QH-ZJ"), ("handler", "QH-CG")}
    ok(await api.http.post("/v1/token", data={"username": "housing3", "password": made["password"]}))
    refused(await api("POST", "/v1/accounts", "admin", key=api.key(), json=HOUSING3), 409, "login_taken")
    for role, unit in (("admin", "QH-ZJ"), ("handler", None), ("discipline", "QH-ZJ"), ("clerk", "QH-NONE")):
        wrong = HOUSING3 | {"login": "other", "roles": [{"role": role, "unit": unit}]}
        refused(await api("POST", "/v1/accounts", "admin", key=api.key(), json=wrong), 422, "invalid")


async def test_cases_and_posts_go_to_a_named_person_when_an_account_is_switched_off(api: Api) -> None:
    number = await api.brought_to("assigned")
    await _added(api)
    who = "(SELECT id FROM staff WHERE login = '{}')"
    posts = f"head_id = {who.format('housing')}, deputy_id = {who.format('housing3')}"
    await api.sql(f"UPDATE unit SET {posts} WHERE code = 'QH-ZJ'")
    ok(await api("PUT", "/v1/me/deputy", "housing2", json={"deputy": "housing"}))
    held = ok(await api("GET", "/v1/accounts/housing/holdings", "admin"))
    assert held["cases"] == [number] and [u["code"] for u in held["heads"]] == ["QH-ZJ"]
    assert {p["code"] for p in held["takers"]} == {"clerk", "housing2", "housing3"}
    refused(await api("POST", "/v1/accounts/housing/off", "admin", json={}), 409, "to_whom")
    refused(await api("POST", "/v1/accounts/housing/off", "admin", json={"to": "transport"}), 409, "cannot_take")
    refused(await api("POST", "/v1/accounts/housing/off", "admin", json={"to": "nobody"}), 422, "invalid")
    done = ok(await api("POST", "/v1/accounts/housing/off", "admin", json={"to": "housing3"}))
    assert done["handed_over"] == [number] and done["left"] == [] and done["to"]["code"] == "housing3"
    seen = await api.case(number)
    assert seen["handler"]["name"] == "新工"
    lines = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
    assert "由周工移交新工" in str(lines)
    refused(await api("GET", "/v1/staff/me", "housing"), 401, "bad_token")
    after = ok(await api("GET", "/v1/accounts/housing3/holdings", "admin"))
    assert after["cases"] == [number] and [u["code"] for u in after["heads"]] == ["QH-ZJ"]
    assert [p["code"] for p in after["stands_in_for"]] == ["housing", "housing2"]
    assert ok(await api("GET", "/v1/office/units/QH-ZJ", "admin"))["deputy"] is None, "nobody stands in for themselves"
    ok(await api("POST", "/v1/accounts/housing/off", "admin", json={"to": "housing3"}))  # from a tab that was open
    told = [e for e in ok(await api("GET", "/v1/audit", "admin"))["items"] if e["action"] == "account_off"]
    assert [(e["target"], e["reason"], e["changed"]) for e in told] == [
        ("housing", "housing3: 1", ["head QH-ZJ: housing → housing3"])
    ]


async def test_the_last_who_manages_accounts_keeps_the_role(sqlite_api: Api) -> None:
    api = sqlite_api
    other = {"name": "管理员", "roles": [{"role": "clerk", "unit": "QH-DESK"}]}
    refused(await api("PUT", "/v1/accounts/admin", "admin", json=other), 409, "last_admin")
    refused(await api("POST", "/v1/accounts/admin/off", "admin", json={}), 409, "own_account")
    await _added(api, roles=[{"role": "admin", "unit": None}])
    ok(await api("PUT", "/v1/accounts/admin", "admin", json=other))
    refused(await api("GET", "/v1/accounts", "admin"), 403, "forbidden")


async def test_an_accusation_is_not_named_to_whoever_manages_accounts(sqlite_api: Api) -> None:
    """It goes to another who reads accusations, and to nobody else."""
    api = sqlite_api
    await api.file("有人收钱", kind="accusation")
    held = ok(await api("GET", "/v1/accounts/discipline/holdings", "admin"))
    assert held["cases"] == [] and held["walled"] is True
    assert [p["code"] for p in held["takers"]] == ["discipline2"]
    refused(await api("POST", "/v1/accounts/discipline/off", "admin", json={"to": "discipline2"}), 409, "takes_two")
