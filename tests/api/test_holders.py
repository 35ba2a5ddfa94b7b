"""Accounts that read accusations: what is done to one takes two, all are told; with fewer than two none are taken."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import huiyin
from tests.api.counter import PASSWORD, Api, ok, refused

NEW: dict[str, Any] = {
    "act": "add", "login": "yan", "name": "严明", "roles": [{"role": "discipline", "unit": "QH-JW"}],
    "reason": "人手不够",
}  # fmt: skip


async def propose(api: Api, who: str, **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(await api("POST", "/v1/account-proposals", who, key=api.key(), json=given), 201)
    return made


async def decided(api: Api, id: int, who: str, approve: bool = True) -> Any:
    return await api("POST", f"/v1/account-proposals/{id}/decide", who, key=api.key(), json={"approve": approve})


async def told(api: Api, who: str) -> list[tuple[str, str]]:
    rows = await api.sql(
        "SELECT n.facts FROM notification n JOIN staff s ON s.id = n.staff_id"
        " WHERE s.login = :who AND n.kind = 'holders' ORDER BY n.id", who=who,
    )  # fmt: skip
    read = [row.facts if isinstance(row.facts, dict) else json.loads(row.facts) for row in rows]
    return [(facts["account"], facts["act"]) for facts in read]


async def switched_off(api: Api, who: str) -> None:
    await api.sql("UPDATE staff SET active = false WHERE login = :who", who=who)
    api.ctx.db.changes += 1


async def test_one_alone_neither_makes_nor_changes_such_an_account(api: Api) -> None:
    account = {"login": "yan", "name": "严明", "roles": NEW["roles"]}
    refused(await api("POST", "/v1/accounts", "admin", key=api.key(), json=account), 409, "takes_two")
    given = {"name": "周工", "roles": [{"role": "handler", "unit": "QH-ZJ"}, *NEW["roles"]]}
    refused(await api("PUT", "/v1/accounts/housing", "admin", json=given), 409, "takes_two")
    taken = {"name": "纪检老王", "roles": [{"role": "clerk", "unit": "QH-DESK"}]}
    refused(await api("PUT", "/v1/accounts/discipline", "admin", json=taken), 409, "takes_two")
    refused(await api("POST", "/v1/accounts/discipline/password", "admin", key=api.key()), 409, "takes_two")
    refused(await api("POST", "/v1/accounts/discipline/off", "admin", key=api.key(), json={}), 409, "takes_two")
    refused(await api("POST", "/v1/accounts/discipline/on", "admin", key=api.key()), 409, "takes_two")
    more = {"name": "纪检老王", "roles": [*NEW["roles"], {"role": "clerk", "unit": "QH-DESK"}]}
    ok(await api("PUT", "/v1/accounts/discipline", "admin", json=more))
    ok(await api("POST", "/v1/token", data={"username": "discipline", "password": PASSWORD}))


async def test_another_holder_decides_and_all_are_told(api: Api) -> None:
    made = await propose(api, "discipline", **NEW)
    assert made["approved"] is None and made["mine"] is False
    refused(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=NEW), 409, "proposed_already")
    refused(await decided(api, made["id"], "discipline"), 403, "another_decides")
    refused(await decided(api, made["id"], "admin"), 403, "forbidden")
    assert ok(await api("GET", "/v1/account-proposals", "discipline2"))["items"][0]["mine"] is True
    done = ok(await decided(api, made["id"], "discipline2"))
    assert done["proposal"]["decided_by"]["code"] == "discipline2" and done["made"]["login"] == "yan"
    refused(await decided(api, made["id"], "discipline2"), 409, "decided_already")
    ok(await api("POST", "/v1/token", data={"username": "yan", "password": done["made"]["password"]}))
    assert [a["login"] for a in ok(await api("GET", "/v1/holders", "admin"))["items"]] == [
        "discipline", "discipline2", "yan",
    ]  # fmt: skip
    for who in ("discipline", "discipline2"):
        assert await told(api, who) == [("proposed", "add"), ("agreed", "add")]
    assert await told(api, "yan") == [("agreed", "add")]
    rows = await api.sql("SELECT action, target FROM audit_entry ORDER BY id")
    assert {("propose_add", "yan"), ("add_staff", "yan"), ("account_agreed", "yan")} <= {tuple(r) for r in rows}


async def test_a_password_is_renewed_by_two_and_not_by_whose_it_is(api: Api) -> None:
    made = await propose(api, "admin", act="password", login="discipline", reason="忘了密码")
    refused(await decided(api, made["id"], "discipline"), 403, "another_decides")
    ok(await decided(api, made["id"], "discipline2", approve=False))
    ok(await api("POST", "/v1/token", data={"username": "discipline", "password": PASSWORD}))
    again = await propose(api, "admin", act="password", login="discipline", reason="真的忘了")
    password = ok(await decided(api, again["id"], "discipline2"))["made"]["password"]
    refused(await api("GET", "/v1/staff/me", "discipline"), 401, "bad_token")
    ok(await api("POST", "/v1/token", data={"username": "discipline", "password": password}))
    assert ("declined", "password") in await told(api, "discipline2")


async def test_what_is_held_goes_to_a_named_holder_when_two_switch_it_off(api: Api) -> None:
    await api.file("有人收钱", kind="accusation")
    (owner,) = await api.sql("SELECT s.login FROM case_ c JOIN staff s ON s.id = c.owner_id WHERE c.restricted")
    other = {"discipline": "discipline2", "discipline2": "discipline"}[owner.login]
    off = {"act": "off", "login": owner.login, "reason": "调走"}
    refused(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=off), 409, "to_whom")
    refused(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=off | {"to": "clerk"}), 409,
            "cannot_take")  # fmt: skip
    made = await propose(api, "admin", **off, to=other)
    ok(await decided(api, made["id"], other))
    (now,) = await api.sql("SELECT s.login FROM case_ c JOIN staff s ON s.id = c.owner_id WHERE c.restricted")
    assert now.login == other
    housing = {"act": "off", "login": "housing", "reason": "调走"}
    refused(await api("POST", "/v1/account-proposals", "admin", key=api.key(), json=housing), 409, "not_a_holder")


async def test_with_fewer_than_two_none_are_taken_and_what_is_there_stays_readable(api: Api) -> None:
    filed, open_one = await api.file("有人收钱", kind="accusation"), (await api.file("路灯坏了"))["case_no"]
    await switched_off(api, "discipline2")
    api.clock.advance(timedelta(seconds=2))
    desk = ok(await api("GET", "/v1/catalogue", "bot"))["desk"]
    assert desk["accusations"] is False and desk["discipline"]
    one = api.matter("局长收钱", "chat-9", kind="accusation")
    refused(await api("POST", "/v1/cases", "bot", key=api.key(), json=one), 409, "no_holders")
    walled = api.matter("局长收钱", "chat-9", topic="190000")
    refused(await api("POST", "/v1/cases", "bot", key=api.key(), json=walled), 409, "no_holders")
    refused(await api.move(open_one, "accept", case_class="accusation"), 409, "few_holders")
    assert not await api.sql("SELECT 1 FROM case_ WHERE id > 2")
    assert ok(await api("GET", f"/v1/cases/{filed['case_no']}", "discipline"))["case_no"] == filed["case_no"]
    assert "discipline" in {m["code"] for m in ok(await api("GET", "/v1/office/missing", "admin"))["items"]}
    made = await propose(api, "admin", act="on", login="discipline2", reason="回来了")
    ok(await decided(api, made["id"], "discipline"))
    ok(await api("POST", "/v1/cases", "bot", key=api.key(), json=one), 201)


def test_on_the_server_it_is_direct_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("HUIYIN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("HUIYIN_ADMIN_PASSWORD", "an-administrator")
    run = CliRunner().invoke
    assert run(huiyin.cli, ["migrate"]).exit_code == 0
    new = ["staff", "add", "yan", "--name", "严明", "--role", "discipline", "--unit", "QH-JW"]
    made = run(huiyin.cli, new)
    assert made.exit_code == 0 and "account yan, password " in made.output, made.output
    assert run(huiyin.cli, new).exit_code == 1
    assert "account yan, password " in run(huiyin.cli, ["staff", "renew", "yan"]).output
    assert run(huiyin.cli, ["staff", "renew", "nobody"]).exit_code == 1
    rows = sqlite3.connect(tmp_path / "var" / "huiyin.db").execute(
        "SELECT s.login, count(*) FROM notification n JOIN staff s ON s.id = n.staff_id WHERE n.kind = 'holders'"
        " GROUP BY s.login"
    )
    assert dict(rows) == {"demo-jw1": 2, "demo-jw2": 2, "yan": 2}
