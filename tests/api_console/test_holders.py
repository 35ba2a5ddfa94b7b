"""The page of the accounts that read accusations: proposed by one, decided by another, told to all."""

import re

from tests.api_console.conftest import PASSWORD, Desk, alert

NEW = {"login": "yan", "name": "严明", "unit": "QH-JW", "reason": "人手不够"}


async def test_an_account_is_proposed_by_one_and_made_by_another(desk: Desk) -> None:
    admin = await desk.seat("sysadmin")
    await admin.get("/staff/accounts")
    one = {"login": "yan", "name": "严明", "role1": "discipline", "unit1": "QH-JW"}
    alone = await admin.submit("/staff/accounts", **one)
    assert alone.status_code == 409 and "两个人" in alert(alone.text)
    await admin.get("/staff/holders")
    assert "纪正" in admin.page and "收不了举报" not in admin.page
    form = admin.hidden("/staff/holders") | NEW | {"form": "add", "act": "add"}
    short = await admin.http.post("/staff/holders", data=form | {"reason": ""})
    assert short.status_code == 422 and "理由" in alert(short.text) and 'value="严明"' in short.text
    await admin.follow(await admin.http.post("/staff/holders", data=form))
    assert "已提请" in admin.page and "等另一位决定" in admin.page and "同意，马上办" not in admin.page
    again = await admin.http.post("/staff/holders", data=form)
    assert again.status_code == 409 and "已经提请过" in alert(again.text)
    holder = await desk.seat("discipline2")
    await holder.get("/staff")
    assert "有人提请：新建账号" in holder.page and "1</b> 项账号改动等您同意" in holder.page
    await holder.get("/staff/holders")
    [decide] = [path for path in holder.forms() if path.endswith("/decide")]
    done = await holder.submit(decide, approve="yes")
    shown = re.search(r'class="big password">([^<]*)<', done.text)
    assert shown and "已同意并办好" in done.text
    assert shown[1] not in (await holder.get("/staff/holders")).text
    assert "等您同意" not in (await holder.get("/staff")).text
    await desk.seat("yan", shown[1])
    other = await desk.seat("discipline")
    assert "已经同意并办好：新建账号" in (await other.get("/staff")).text


async def test_the_page_of_such_an_account_leads_to_where_two_decide(one_desk: Desk) -> None:
    admin, clerk = await one_desk.seat("sysadmin"), await one_desk.seat("clerk")
    await admin.get("/staff/accounts/discipline")
    assert 'href="/staff/holders"' in admin.page
    assert not {f"/staff/accounts/discipline/{act}" for act in ("off", "on", "password")} & {*admin.forms()}
    assert (await clerk.get("/staff/holders")).status_code == 403
    given = {"form": "give", "act": "give", "login": "handler", "unit": "QH-JW", "reason": "调来"}
    await admin.get("/staff/holders")
    await admin.follow(await admin.http.post("/staff/holders", data=admin.hidden("/staff/holders") | given))
    holder = await one_desk.seat("discipline")
    await holder.get("/staff/holders")
    [decide] = [path for path in holder.forms() if path.endswith("/decide")]
    await holder.submit(decide, approve="no")
    assert "没有同意" in holder.page
    await holder.get("/staff/holders")
    assert "让账号能看举报" in holder.page and "同意，马上办" not in holder.page


async def test_the_desk_is_told_when_no_accusation_is_taken(one_desk: Desk) -> None:
    admin, holder = await one_desk.seat("sysadmin"), await one_desk.seat("discipline")
    off = {"form": "off", "act": "off", "login": "discipline2", "reason": "调走", "to": "discipline"}
    await admin.get("/staff/holders")
    await admin.follow(await admin.http.post("/staff/holders", data=admin.hidden("/staff/holders") | off))
    await holder.get("/staff/holders")
    [decide] = [path for path in holder.forms() if path.endswith("/decide")]
    await holder.submit(decide, approve="yes")
    assert "现在能看举报的不到两人" in holder.page
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/register")
    told = {"channel": "phone", "petition_date": "2026-11-22", "text": "局长收钱", "kind": "accusation"}
    answer = await clerk.submit("/staff/register", **told)
    assert answer.status_code == 409 and "请告诉群众打 12388" in answer.text and "局长收钱" in answer.text
    assert (await one_desk.seat("discipline", PASSWORD)).page
