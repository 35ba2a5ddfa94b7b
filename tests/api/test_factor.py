"""The second factor: turned on by its owner, asked for at log-in, each code good once, lost ones taken away."""

from datetime import timedelta
from typing import Any

import pyotp
from httpx import Response

from tests.api.counter import PASSWORD, Api, ok, refused, together


async def log_in(api: Api, login: str, code: str | None = None) -> Response:
    given = {"username": login, "password": PASSWORD} | ({"code": code} if code is not None else {})
    return await api.http.post("/v1/token", data=given)


async def turned_on(api: Api, who: str) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes."""
    begun = ok(await api("PUT", "/v1/me/second-factor", who, json={"current": PASSWORD}))
    app = pyotp.parse_uri(begun["address"])
    assert isinstance(app, pyotp.TOTP) and app.secret == begun["secret"] and app.name == who
    wrong = await api("PUT", "/v1/me/second-factor/on", who, json={"code": "12 34"})
    refused(wrong, 422, "code_wrong")
    on = ok(await api("PUT", "/v1/me/second-factor/on", who, json={"code": app.at(api.clock.now())}))
    api.clock.advance(timedelta(minutes=1))
    return app, on["recovery"]


async def test_a_code_is_asked_for_and_good_once(api: Api) -> None:
    refused(await api("PUT", "/v1/me/second-factor", "clerk", json={"current": "wrong"}), 422, "password_wrong")
    refused(await api("PUT", "/v1/me/second-factor/on", "clerk", json={"code": "1"}), 409, "factor_not_begun")
    app, _ = await turned_on(api, "clerk")
    refused(await log_in(api, "clerk"), 401, "code_needed")
    refused(await log_in(api, "clerk", "000000"), 401, "bad_code")
    code = app.at(api.clock.now())
    both = await together(log_in(api, "clerk", code), log_in(api, "clerk", code))
    assert sorted(got.status_code for got in both) == [200, 401]
    refused(await log_in(api, "clerk", code), 401, "bad_code")
    before = app.at(api.clock.now() - timedelta(seconds=30))
    refused(await log_in(api, "clerk", before), 401, "bad_code")
    api.clock.advance(timedelta(minutes=1))
    slow = app.at(api.clock.now() - timedelta(seconds=30))
    assert (await log_in(api, "clerk", f"{slow[:3]} {slow[3:]}")).status_code == 200, "half a minute slow"
    seen = ok(await api("GET", "/v1/me/second-factor", "clerk"))
    assert (seen["on"], seen["wanted"], seen["left"]) == (True, False, 10)
    refused(await api("PUT", "/v1/me/second-factor", "clerk", json={"current": PASSWORD}), 409, "factor_on")
    rows = await api.sql("SELECT secret_sealed FROM second_factor")
    assert app.secret.encode() not in bytes(rows[0].secret_sealed)


async def test_a_recovery_code_is_good_once_and_turns_it_off(api: Api) -> None:
    _, recovery = await turned_on(api, "clerk")
    assert len(set(recovery)) == 10
    assert (await log_in(api, "clerk", recovery[0].lower().replace("-", " "))).status_code == 200
    refused(await log_in(api, "clerk", recovery[0]), 401, "bad_code")
    assert ok(await api("GET", "/v1/me/second-factor", "clerk"))["left"] == 9
    refused(await api("PUT", "/v1/me/second-factor/off", "clerk", json={"code": recovery[0]}), 422, "code_wrong")
    off = await api("PUT", "/v1/me/second-factor/off", "clerk", json={"code": recovery[1]})
    assert off.status_code == 204
    assert (await log_in(api, "clerk")).status_code == 200


async def test_after_the_grace_a_role_that_needs_it_has_no_right_but_to_turn_it_on(api: Api) -> None:
    await api.sql("UPDATE area SET code = '33' || substr(code, 3)")
    api.clock.advance(timedelta(seconds=2))
    for who in ("discipline", "clerk"):
        assert (await log_in(api, who)).status_code == 200
    until = ok(await api("GET", "/v1/me/second-factor", "discipline"))["until"]
    assert until is not None and ok(await api("GET", "/v1/me/second-factor", "clerk"))["until"] is None
    api.clock.advance(timedelta(days=7, seconds=1))
    ok(await api("GET", "/v1/cases", "clerk"))
    for path in ("cases", "today", "staff/me", "account-proposals"):
        refused(await api("GET", f"/v1/{path}", "discipline"), 403, "factor_needed")
    wrong = await api("POST", "/v1/me/tokens", "discipline", key=api.key(), json={"name": "x", "reads_only": True})
    refused(wrong, 403, "factor_needed")
    _, recovery = await turned_on(api, "discipline")
    ok(await api("GET", "/v1/cases", "discipline"))
    refused(await api("PUT", "/v1/me/second-factor/recovery", "discipline", json={"code": "1"}), 422, "code_wrong")
    anew = ok(await api("PUT", "/v1/me/second-factor/recovery", "discipline", json={"code": recovery[0]}))["recovery"]
    assert len(set(anew) - set(recovery)) == 10
    refused(await log_in(api, "discipline", recovery[1]), 401, "bad_code")
    assert (await log_in(api, "discipline", anew[1])).status_code == 200
    assert (await api("PUT", "/v1/me/second-factor/off", "discipline", json={"code": anew[2]})).status_code == 204
    refused(await api("GET", "/v1/cases", "discipline"), 403, "factor_needed")


async def test_tries_are_limited_like_passwords(sqlite_api: Api) -> None:
    api = sqlite_api
    app, _ = await turned_on(api, "clerk")
    codes = {(await log_in(api, "clerk", f"{n:06}")).status_code for n in range(11)}
    assert codes == {401, 429}
    refused(await log_in(api, "clerk", app.at(api.clock.now())), 429, "too_many")


async def test_a_lost_one_is_taken_away_and_of_a_holder_by_two(api: Api) -> None:
    await turned_on(api, "clerk")
    await turned_on(api, "discipline")
    refused(await api("DELETE", "/v1/accounts/clerk/second-factor", "supervisor"), 403, "forbidden")
    assert (await api("DELETE", "/v1/accounts/clerk/second-factor", "admin")).status_code == 204
    assert (await api("DELETE", "/v1/accounts/clerk/second-factor", "admin")).status_code == 404
    assert (await log_in(api, "clerk")).status_code == 200
    refused(await api("DELETE", "/v1/accounts/discipline/second-factor", "admin"), 409, "takes_two")
    lost: dict[str, Any] = {"act": "factor", "login": "discipline", "reason": "手机丢了"}
    none = lost | {"login": "discipline2"}
    refused(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=none), 409, "factor_not_begun")
    made = ok(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=lost), 201)
    refused(await log_in(api, "discipline"), 401, "code_needed")
    decide = f"/v1/account-proposals/{made['id']}/decide"
    ok(await api("POST", decide, "discipline2", key=api.key(), json={"approve": True}))
    assert (await log_in(api, "discipline")).status_code == 200
