"""Passwords of one's own, sessions, tokens of machines and of services, and log-in that keeps nobody out for good."""

from datetime import timedelta
from typing import Any

import pytest

from api.accounts.own import weakness
from tests.api.counter import PASSWORD, Api, ok, refused, token

GOOD = "青瓦 lantern 渡口 41"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-41x", "password_short"),
        ("password123", "password_common"),
        ("qwertyuiop", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("1234567890", "password_common"),
        ("zhao.min-is-here", "password_common"),
        (GOOD, None),
        ("correct-horse-battery", None),
    ],
)
def test_a_password_is_long_and_not_easily_guessed(password: str, code: str | None) -> None:
    assert weakness(password, "zhao.min", "赵敏") == code


async def _logged_in(api: Api, login: str, password: str) -> dict[str, str]:
    """The header of a new session."""
    made = ok(await api.http.post("/v1/token", data={"username": login, "password": password}))
    return {"Authorization": f"Bearer {made['access_token']}"}


async def test_a_password_given_by_others_is_exchanged_for_ones_own(api: Api) -> None:
    new = {"login": "zhao.min", "name": "赵敏", "roles": [{"role": "clerk", "unit": "QH-DESK"}]}
    given = ok(await api("POST", "/v1/accounts", "admin", key=api.key(), json=new), 201)["password"]
    mine = await _logged_in(api, "zhao.min", given)
    ok(await api("GET", "/v1/cases", headers=mine))
    wanted = {"current": given, "new": "password123"}
    refused(await api("PUT", "/v1/me/password", headers=mine, json=wanted), 422, "password_common")
    refused(await api("PUT", "/v1/me/password", headers=mine, json=wanted | {"current": "x"}), 422, "password_wrong")
    assert (await api("PUT", "/v1/me/password", headers=mine, json=wanted | {"new": GOOD})).status_code == 204
    ok(await api("GET", "/v1/cases", headers=mine))
    refused(await api.http.post("/v1/token", data={"username": "zhao.min", "password": given}), 401, "bad_credentials")
    await _logged_in(api, "zhao.min", GOOD)


async def test_sessions_are_listed_and_ended(sqlite_api: Api) -> None:
    api = sqlite_api
    first, other = await _logged_in(api, "housing", PASSWORD), await _logged_in(api, "housing", PASSWORD)
    listed = ok(await api("GET", "/v1/me/sessions", headers=first))["items"]
    this = next(s for s in listed if s["this"])
    assert this["agent"].startswith("python-httpx") and this["used_at"]
    assert (await api("DELETE", "/v1/me/sessions", headers=first)).status_code == 204
    refused(await api("GET", "/v1/staff/me", headers=other), 401, "bad_token")
    ok(await api("GET", "/v1/staff/me", headers=first))
    refused(await api("DELETE", f"/v1/me/sessions/{this['id']}", "clerk"), 404, "not_found")
    assert ok(await api("GET", "/v1/accounts/housing/sessions", "admin"))["items"]
    assert (await api("DELETE", "/v1/accounts/housing/sessions", "admin")).status_code == 204
    refused(await api("GET", "/v1/staff/me", headers=first), 401, "bad_token")


async def test_a_changed_password_ends_the_other_sessions(sqlite_api: Api) -> None:
    api = sqlite_api
    first, other = await _logged_in(api, "housing", PASSWORD), await _logged_in(api, "housing", PASSWORD)
    wanted = {"current": PASSWORD, "new": GOOD}
    assert (await api("PUT", "/v1/me/password", headers=first, json=wanted)).status_code == 204
    refused(await api("GET", "/v1/staff/me", headers=other), 401, "bad_token")
    ok(await api("GET", "/v1/staff/me", headers=first))


async def test_a_token_for_a_machine_only_reads_and_ends(sqlite_api: Api) -> None:
    """In the name of its owner: what they see it sees, and it changes nothing."""
    api = sqlite_api
    number = await api.brought_to("assigned")
    made = ok(await api("POST", "/v1/me/tokens", "clerk", json={"name": "夜间统计", "days": 30}), 201)
    machine = {"Authorization": f"Bearer {made['token']}"}
    assert ok(await api("GET", f"/v1/cases/{number}", headers=machine))["case_no"] == number
    note = await api("POST", f"/v1/cases/{number}/notes", headers=machine, json={"text": "机器"})
    refused(note, 403, "forbidden")
    refused(await api("POST", "/v1/me/tokens", headers=machine, json={"name": "another"}), 403, "forbidden")
    api.clock.advance(timedelta(days=31))
    refused(await api("GET", "/v1/cases", headers=machine), 401, "bad_token")


async def test_a_service_reads_without_anybody_s_password(api: Api) -> None:
    """Cases, lists and reports outside the wall, no name or phone; nothing that acts, and nothing of a person's own."""
    number = await api.brought_to("assigned", name="李雷", phone="13800000000")
    hidden = str((await api.file("有人收钱", "chat-9", kind="accusation"))["case_no"])
    wanted: dict[str, Any] = {"service": "archive", "scopes": ["read"], "days": 365}
    made = ok(await api("POST", "/v1/service-tokens", "admin", json=wanted), 201)
    service = {"Authorization": f"Bearer {made['token']}"}
    for path in (
        "/v1/cases",
        f"/v1/cases/{number}",
        f"/v1/cases/{number}/timeline",
        "/v1/reports/endings",
        "/v1/units",
    ):
        answer = await api("GET", path, headers=service)
        ok(answer)
        assert "13800000000" not in answer.text
    refused(await api("GET", f"/v1/cases/{hidden}", headers=service), 404, "not_found")
    for path in (f"/v1/cases/{number}/reveal", f"/v1/cases/{number}/notes"):
        refused(await api("POST", path, headers=service, json={"reason": "看", "text": "看"}), 403, "forbidden")
    for path in ("/v1/staff/me", "/v1/inbox", "/v1/live", "/v1/accounts", "/v1/tasks"):
        refused(await api("GET", path, headers=service), 403, "forbidden")
    listed = ok(await api("GET", "/v1/service-tokens", "admin"))["items"]
    mine = next(t for t in listed if t["service"] == "archive")
    assert mine["used_at"] and mine["scopes"] == ["read"]
    assert (await api("DELETE", f"/v1/service-tokens/{mine['id']}", "admin")).status_code == 204
    refused(await api("GET", "/v1/cases", headers=service), 401, "bad_token")
    assert token("clerk") not in str(listed)


async def test_nobody_s_attempts_keep_a_person_out(sqlite_api: Api) -> None:
    """The browser in which they have logged in before has attempts of its own."""
    api = sqlite_api
    page = {"username": "clerk", "password": "wrong"}
    for _ in range(11):
        last = await api.http.post("/v1/token", data=page)
    refused(last, 429, "too_many")
    known = {"huiyin_known": api.ctx.keys.mark("clerk", "device"), "huiyin_login": "nonce"}
    form = {"login": "clerk", "password": PASSWORD, "csrf": api.ctx.keys.mark("nonce", "csrf-login"), "next": "/staff"}
    for cookies, status in ((known, 303), ({"huiyin_login": "nonce"}, 429)):
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        answer = await api.http.post("/staff/login", data=form, headers={"Cookie": sent})
        assert answer.status_code == status
