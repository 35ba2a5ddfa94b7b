"""The pages of the office: a row made, changed, refused with what was typed, found again in the audit."""

import re

from models.notice import ALWAYS
from tests.api_console.conftest import Desk, alert


async def test_a_unit_is_made_and_headed_on_its_page(desk: Desk) -> None:
    seat = await desk.seat("sysadmin")
    await seat.get("/staff/office")
    assert "/staff/office/units" in seat.page
    await seat.get("/staff/office/units/new")
    typed = {"code": "QH-SL", "name": "清河县水利局", "level": "county", "area": "990121", "parent": "QH-GOV"}
    refused = await seat.submit("/staff/office/units/new", **typed, active="on", head="handler", deputy="handler")
    assert refused.status_code == 422 and "两个人" in alert(seat.page)
    assert 'value="清河县水利局"' in seat.page, "what was typed is there"
    await seat.follow(await seat.submit("/staff/office/units/new", **typed, active="on", head="handler"))
    assert "已保存" in seat.page and "刘芳" in seat.page
    await seat.get("/staff/office/units/QH-SL")
    old = dict(seat.hidden("/staff/office/units/QH-SL"))
    await seat.follow(await seat.submit("/staff/office/units/QH-SL", **typed, active="on", phone="0500-555-0116"))
    stale = await seat.http.post("/staff/office/units/QH-SL", data=old | typed | {"phone": "0500-555-0117"})
    assert stale.status_code == 412 and "改过" in alert(stale.text)
    await seat.get("/staff/office/audit", q="QH-SL")
    assert "改了单位" in seat.page and "电话:  → 0500-555-0116" in seat.page and "系统员" in seat.page


async def test_every_form_has_a_label_for_every_field_and_others_only_read(one_desk: Desk) -> None:
    admin, clerk = await one_desk.seat("sysadmin"), await one_desk.seat("clerk")
    for kind in ("areas", "topics", "units", "officials", "contacts", "templates", "hotlines"):
        await admin.get(f"/staff/office/{kind}")
        assert (await admin.get(f"/staff/office/{kind}/new")).status_code == 200, kind
        assert "name_en</label>" not in admin.page and "active</label>" not in admin.page
        assert (await clerk.get(f"/staff/office/{kind}")).status_code == 403
    supervisor = await one_desk.seat("supervisor")
    await supervisor.get("/staff/office/templates/new")
    typed = {"code": "LIGHT", "title": "路灯", "text": "{单位}已安排维修{事顶}。", "active": "on"}
    wrong = await supervisor.submit("/staff/office/templates/new", **typed)
    assert wrong.status_code == 422 and "不认识的词" in alert(wrong.text) and "{事顶}" in wrong.text
    await supervisor.follow(
        await supervisor.submit("/staff/office/templates/new", **typed | {"text": "由{单位}维修。"})
    )
    assert "由清河县住房和城乡建设局维修。" in (await supervisor.get("/staff/office/templates/LIGHT")).text
    case = f"/staff/cases/{await one_desk.file()}"
    await supervisor.get(case)
    await supervisor.follow(await supervisor.submit(f"{case}/accept", case_class="other", who="QH-JT|outsider"))
    shown = (await (await one_desk.seat("outsider")).get(case)).text
    assert "由清河县交通运输局维修。" in shown and "已经办好" in shown, "with the case's own values, beside ours"
    await supervisor.get("/staff/office/units/QH-ZJ")
    assert "/staff/office/units/QH-ZJ" not in supervisor.forms()


async def test_sheets_are_handed_in_on_a_page_and_passwords_shown_once(one_desk: Desk) -> None:
    seat = await one_desk.seat("sysadmin")
    await seat.get("/staff/office/import")
    wrong = {"files": ("people.csv", "登录名,姓名,角色,单位\nli.lei,李雷,承办,NONE\n".encode(), "text/csv")}
    refused = await seat.submit("/staff/office/import", files=wrong)
    assert refused.status_code == 422 and "<td>2</td><td>单位</td>" in refused.text
    fine = {"files": ("people.csv", "登录名,姓名,角色,单位\nli.lei,李雷,承办,QH-ZJ\n".encode(), "text/csv")}
    await seat.submit("/staff/office/import", files=fine)
    shown = re.search(r'li.lei</th><td>李雷</td><td class="password">([^<]*)<', seat.page)
    assert shown
    handler = await one_desk.seat("li.lei", shown[1])
    assert "/staff/me/security" in (await handler.get("/staff")).text, "a password of their own is advised"
    assert (await handler.get("/staff/office/import")).status_code == 403
    got = await seat.get("/staff/office/import/template.xlsx")
    assert got.content[:2] == b"PK"


async def test_a_visit_day_is_made_and_cancelled_on_its_page(one_desk: Desk) -> None:
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/visits")
    await clerk.get("/staff/visits/keep")
    typed = {
        "date": "2026-12-15", "start": "09:00", "end": "11:00", "minutes": "30", "capacity": "1", "area": "990121",
        "mode": "fixed_site", "title": "县长接访", "official": "O-HEAD", "venue": "文昌路9号", "published": "on",
    }  # fmt: skip
    wrong = await clerk.submit("/staff/visits/keep", **typed | {"end": "09:10"})
    assert wrong.status_code == 422 and "放不下" in alert(wrong.text) and 'value="县长接访"' in wrong.text
    pressed = clerk.hidden("/staff/visits/keep") | typed
    await clerk.follow(await clerk.submit("/staff/visits/keep", **typed))
    await clerk.follow(await clerk.http.post("/staff/visits/keep", data=pressed))  # twice, in a hurry
    assert clerk.page.count(" · 县长接访</h2>") == 1
    assert "12月15日" in clerk.page and "已公布" in clerk.page
    action = next(form for form in clerk.forms() if form.endswith("/cancel") and "县长接访" in clerk.page)
    moved = action.removesuffix("/cancel")
    wrong = await clerk.submit(moved, **typed | {"date": "2020-01-01"})
    assert wrong.status_code == 422 and "今天以后" in alert(wrong.text) and 'value="2020-01-01"' in wrong.text
    old = clerk.hidden(moved) | typed
    await clerk.follow(await clerk.submit(moved, **typed | {"date": "2026-12-17", "start": "14:00", "end": "16:00"}))
    stale = await clerk.http.post(moved, data=old)
    assert stale.status_code == 409 and "改过" in alert(stale.text), "another tab, in which it is as it was"
    assert "位置都留着" in clerk.page and "12月17日" in clerk.page and "14:00–16:00，每 30 分钟 1 批" in clerk.page
    await clerk.follow(await clerk.submit(action, reason="领导防汛"))
    assert "这一天已取消" in clerk.page
    assert (await (await one_desk.seat("handler")).get("/staff/visits/keep")).status_code == 403


async def test_what_residents_are_told_is_seen_saved_and_taken_back_on_its_page(one_desk: Desk) -> None:
    admin = await one_desk.seat("sysadmin")
    await admin.get("/staff/office/texts")
    await admin.get("/staff/office/texts/consent")
    at = "/staff/office/texts/consent"
    seen = await admin.submit(at, zh_Hans="写给{desk}的。可以开始吗？", preview="on")
    assert "写给清河县人民来访接访中心的" in seen.text and "寫給清河縣人民來訪接訪中心的" in seen.text
    wrong = await admin.submit(at, zh_Hans="写给{boss}的。")
    assert wrong.status_code == 422 and "花括号" in alert(wrong.text) and "写给{boss}的。" in wrong.text
    await admin.follow(await admin.submit(at, zh_Hans="写给{desk}的。可以开始吗？"))
    assert "本县的" in admin.page
    await admin.get(at)
    await admin.follow(await admin.submit(f"{at}/restore"))
    assert "已改回系统自带的" in admin.page and "本县的</span>" not in admin.page
    assert (await (await one_desk.seat("clerk")).get(at)).status_code == 403


async def test_a_holiday_notice_is_typed_in_and_profiles_and_webhooks_have_pages(one_desk: Desk) -> None:
    admin = await one_desk.seat("sysadmin")
    at = "/staff/office/calendar"
    await admin.get(f"{at}?year=2027")
    assert "2027 年的通知还没有录入" in admin.page
    off = ("01-01 01-03", "02-05 02-11", "04-03 04-05", "05-01 05-05", "06-09 06-09", "09-15 09-15", "10-01 10-07")
    typed = {"source": "国办发明电〔2026〕9号"}
    for n, (name, days) in enumerate(zip(ALWAYS, off, strict=True)):
        first, last = (f"2027-{day}" for day in days.split())
        typed |= {f"name-{n}": name, f"first-{n}": first, f"last-{n}": last}
    wrong = await admin.submit(f"{at}/2027", **typed | {"make_up-1": "二月十四"})
    assert wrong.status_code == 422 and "第 2 行不对" in wrong.text and 'value="二月十四"' in wrong.text
    await admin.follow(await admin.submit(f"{at}/2027", **typed | {"make_up-1": "2027-02-14"}))
    assert "重新算过" in admin.page and "国办发明电〔2026〕9号" in admin.page and "2027-02-14" in admin.page
    await admin.get("/staff/office/profiles")
    chosen = {"area": "990121", "profile": "hotline-weifang"}
    await admin.follow(await admin.submit("/staff/office/profiles", **chosen))
    assert "已选用" in admin.page and "选用的地方：清河县" in admin.page.replace(" · ", "")
    wrong = await admin.submit("/staff/office/profiles", area="990121", profile="nowhere")
    assert wrong.status_code == 422 and alert(wrong.text)
    await admin.get("/staff/office/audit", q="990121")
    assert "时限规定:  → hotline-weifang" in admin.page
    await admin.get("/staff/office/profiles")
    await admin.follow(await admin.submit("/staff/office/profiles", area="990121", profile=""))
    assert "施行中" in admin.page and "快速办的答复" in admin.page
    await admin.get("/staff/webhooks")
    wrong = await admin.submit("/staff/webhooks", url="ftp://hall.example/x")
    assert wrong.status_code == 422 and "ftp://hall.example/x" in wrong.text
    made = await admin.submit("/staff/webhooks", url="https://hall.example/huiyin")
    assert "密钥只显示这一次" in made.text
    await admin.get("/staff/webhooks")
    assert "https://hall.example/huiyin" in admin.page and "密钥只显示这一次" not in admin.page
    remove = next(form for form in admin.forms() if form.endswith("/remove"))
    await admin.follow(await admin.submit(remove))
    assert "还没有推送到任何地方" in admin.page
    await admin.get("/staff/office/audit")
    assert all(said in admin.page for said in ("录入节假日通知", "新增推送地址", "停止推送"))
