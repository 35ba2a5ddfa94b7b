"""The pages of the accounts: made, changed, switched off with what they hold handed over by name."""

import re

import pytest

from tests.api_console.conftest import Desk, alert


async def test_a_new_account_works_until_it_is_switched_off(desk: Desk) -> None:
    admin = await desk.seat("sysadmin")
    await admin.get("/staff/accounts")
    new = {"login": "zhao.min", "name": "赵敏", "role1": "handler", "unit1": "QH-ZJ", "role2": "supervisor"}
    answer = await admin.submit("/staff/accounts", **new)
    assert answer.status_code == 201
    shown = re.search(r'class="big password">([^<]*)<', answer.text)
    assert shown
    password = shown[1]
    assert password not in (await admin.get("/staff/accounts")).text
    seat = await desk.seat("zhao.min", password)
    assert "/staff/me/security" in (await seat.get("/staff")).text, "a password of their own is advised"
    await seat.get("/staff/me/security")
    chosen = {"current": password, "new": "青瓦 lantern 渡口", "again": "青瓦 lantern 渡"}
    assert "不一样" in alert((await seat.submit("/staff/me/password", **chosen)).text)
    await seat.follow(await seat.submit("/staff/me/password", **chosen | {"again": chosen["new"]}))
    assert "密码已更改" in seat.page and "现在这个" in seat.page
    assert "赵敏" in (await seat.get("/staff")).text
    answer = await admin.submit("/staff/accounts", **new)
    assert answer.status_code == 409
    assert "已经有人用了" in alert(answer.text)
    assert 'value="zhao.min"' in answer.text
    await admin.get("/staff/accounts/zhao.min")
    await admin.submit("/staff/accounts/zhao.min/off")
    assert "已停用" in admin.page
    assert (await seat.get("/staff")).status_code == 303, "the session ended with it"
    await admin.follow(await admin.submit("/staff/accounts/zhao.min/on"))
    answer = await admin.submit("/staff/accounts/zhao.min/password")
    fresh = re.search(r'class="big password">([^<]*)<', answer.text)
    assert fresh
    assert fresh[1] != password
    await desk.seat("zhao.min", fresh[1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "a b"},
        {"login": "x" * 51},
        {"name": " "},
        {"role1": ""},
        {"role1": "king"},
        {"unit1": ""},
        {"unit1": "QH-JW"},
        {"role1": "discipline"},
    ],
)
async def test_a_wrong_account_is_refused(one_desk: Desk, wrong: dict[str, str]) -> None:
    admin = await one_desk.seat("sysadmin")
    await admin.get("/staff/accounts")
    new = {"login": "new", "name": "新人", "role1": "handler", "unit1": "QH-ZJ", **wrong}
    answer = await admin.submit("/staff/accounts", **new)
    assert answer.status_code == 422
    assert alert(answer.text)


async def test_nobody_switches_off_themselves_or_adds_without_the_role(one_desk: Desk) -> None:
    admin, clerk = await one_desk.seat("sysadmin"), await one_desk.seat("clerk")
    csrf = admin.hidden("/staff/logout")
    answer = await admin.http.post("/staff/accounts/sysadmin/off", data=csrf)
    assert answer.status_code == 409
    for path in ("/staff/accounts", "/staff/accounts/sysadmin/off"):
        answer = await clerk.http.post(path, data=clerk.hidden("/staff/logout"))
        assert answer.status_code == 403


async def test_tokens_of_services_are_made_shown_once_and_revoked(one_desk: Desk) -> None:
    admin = await one_desk.seat("sysadmin")
    await admin.get("/staff/tokens")
    await admin.submit("/staff/tokens", service="archive", days="90", **{"scope-read": "1"})
    shown = re.search(r'class="big password">([^<]*)<', admin.page)
    assert shown and "只读" in admin.page
    answer = await one_desk.bot.get("/v1/cases", headers={"Authorization": f"Bearer {shown[1]}"})
    assert answer.status_code == 200
    assert shown[1] not in (await admin.get("/staff/tokens")).text
    [revoke] = [a for a in admin.forms() if "archive" in admin.forms()[a]]
    await admin.follow(await admin.submit(revoke))
    assert "已作废" in admin.page and "archive" not in admin.page
    answer = await admin.submit("/staff/tokens", service="archive", days="90")
    assert answer.status_code == 422 and "权限范围" in alert(answer.text)


async def _with_a_case(desk: Desk) -> str:
    """The number of a case that the handler has."""
    number = await desk.file()
    clerk = await desk.seat("clerk")
    case = f"/staff/cases/{number}"
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="other"))
    await clerk.follow(await clerk.submit(f"{case}/assign", who="QH-ZJ|handler"))
    return number


async def test_what_an_account_holds_goes_to_a_named_person(one_desk: Desk) -> None:
    """Listed by number before and after; nobody is switched off while it is open who takes it."""
    number = await _with_a_case(one_desk)
    shown = " ".join(re.findall("....", number))
    admin = await one_desk.seat("sysadmin")
    new = {"login": "sun", "name": "孙工", "role1": "handler", "unit1": "QH-ZJ"}
    await admin.get("/staff/accounts")
    await admin.submit("/staff/accounts", **new)
    await admin.get("/staff/accounts/handler")
    assert f'未办结 1 件：<a href="/staff/cases/{number}">' in admin.page
    takers = re.findall(r'<option value="([^"]*)"', admin.forms()["/staff/accounts/handler/off"])
    assert "sun" in takers and "outsider" not in takers, "only who has the right to work on it"
    answer = await admin.submit("/staff/accounts/handler/off", to="")
    assert answer.status_code == 409 and "请选定由谁接手" in alert(answer.text)
    await admin.submit("/staff/accounts/handler/off", to="sun")
    assert "已移交孙工 1 件" in admin.page and shown in admin.page
    assert "刘芳名下现有未办结 0 件" in admin.page
    await admin.get("/staff/accounts/sun")
    assert shown in admin.page


async def test_who_moves_to_another_unit_hands_over_what_stays_there(one_desk: Desk) -> None:
    number = await _with_a_case(one_desk)
    admin = await one_desk.seat("sysadmin")
    await admin.get("/staff/accounts/handler")
    moved = {"name": "刘芳", "role1": "handler", "unit1": "QH-JT", "role2": "leader", "unit2": "QH-T-SQ"}
    answer = await admin.submit("/staff/accounts/handler/change", **moved, to="")
    assert answer.status_code == 409
    assert 'value="QH-JT" selected' in answer.text, "what was chosen is kept"
    await admin.submit("/staff/accounts/handler/change", **moved, to="clerk")
    assert "已移交王建国 1 件" in admin.page
    assert "承办（清河县交通运输局）、领导（石桥镇人民政府）" in admin.page, "a leader of a unit keeps the unit"
    handler = await one_desk.seat("handler")
    assert (await handler.get(f"/staff/cases/{number}")).status_code == 404
