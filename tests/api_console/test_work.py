"""A case worked through from the list to its closing, and what happens when it goes wrong."""

import io

import pytest
from PIL import Image

from tests import samples
from tests.api_console.conftest import Desk, Seat, alert

SOLVED = {"cause": "service", "resolved": "yes"}
LETTER = {
    "kind": "opinion",
    "claim": "请求修好东门社区菜场门口的路灯。",
    "facts": "经现场查看，该处路灯因线路老化不亮，属市政设施，由本局管养；周边另有两盏亮度不足，一并查明。",
    "result": "supported",
    "opinion": "已于周三由维修班更换线路和灯具，当晚恢复照明，整条路的其他路灯也一并查过，都亮着。",
    "basis": "《城市照明管理规定》第二十六条（示例）。",
}


async def reply(seat: Seat, case: str, text: str = "", **parts: str) -> None:
    """Preview, then send: an answer in one's own words, or the parts that are given."""
    typed = parts or {"kind": "answer", "text": text}
    shown = await seat.submit(f"{case}/reply", **typed, step="preview")
    assert shown.status_code == 200
    assert "群众将看到" in shown.text
    await seat.follow(await seat.submit(f"{case}/reply", **typed, step="send"))


async def test_a_case_goes_through_all_steps(desk: Desk) -> None:
    number = await desk.file(answers={"before": "often"})
    case = f"/staff/cases/{number}"
    clerk = await desk.seat("clerk")
    assert case in clerk.page
    await clerk.get(case)
    assert "我家门口的路灯坏了一个星期了" in clerk.page and "before: often" in clerk.page
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="appeal"))
    assert "已受理，群众会收到受理告知。" in clerk.page
    await clerk.follow(await clerk.submit(f"{case}/assign", who="QH-ZJ|handler", note="请尽快"))
    assert "刘芳" in clerk.page

    handler = await desk.seat("handler")
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/note", text="已派人去看"))
    plain = await handler.submit(f"{case}/reply", kind="answer", text="已修好。", step="preview")
    assert plain.status_code == 409 and "意见书" in alert(plain.text) and "已修好。" in plain.text
    await reply(handler, case, **LETTER)
    assert "意见书：支持" in handler.page and "自收到本意见书之日起30日内" in handler.page
    assert "答复还没有送达" in handler.page
    assert await desk.deliver() == 3
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/close", note="现场核实", **SOLVED))
    assert "已办结" in handler.page and "公共服务、设施不足；已解决" in handler.page
    sent = (await desk.bot.post("/v1/notifications/lease", json={"channels": ["web"]})).json()["items"]
    assert [n["kind"] for n in sent] == ["closed"]


async def test_a_chat_that_takes_no_messages_is_said_on_the_page(one_desk: Desk) -> None:
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="appeal"))
    assert "收不到消息" not in clerk.page
    headers = {"Huiyin-Channel": "web", "Huiyin-Address": "chat-1"}
    for reachable in (False, True):
        sent = await one_desk.bot.put("/v1/notifications/reach", json={"reachable": reachable}, headers=headers)
        assert sent.status_code == 204
        await clerk.get(case)
        assert ("收不到消息" in clerk.page) is not reachable
        assert ("没有留下电话和地址；对方停用了机器人" in clerk.page) is not reachable


async def test_line_breaks_reach_the_resident_as_typed(one_desk: Desk) -> None:
    """Forms send CRLF for what was typed as LF."""
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    admin = await one_desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await reply(admin, case, "第一行\r\n\r\n第三行")
    leased = (await one_desk.bot.post("/v1/notifications/lease", json={"channels": ["web"]})).json()["items"]
    await one_desk._receipt(leased[0], "delivered")
    leased = (await one_desk.bot.post("/v1/notifications/lease", json={"channels": ["web"]})).json()["items"]
    assert leased[0]["text"] == "第一行\n\n第三行"


async def test_a_conflict_keeps_what_was_typed_and_shows_what_changed(desk: Desk) -> None:
    number = await desk.file()
    case = f"/staff/cases/{number}"
    first, second = await desk.seat("clerk"), await desk.seat("admin")
    await first.get(case)
    await second.get(case)
    await second.follow(await second.submit(f"{case}/accept", case_class="other", note="我先受理了"))
    answer = await first.submit(f"{case}/accept", case_class="inquiry", note="我写的备注")
    assert answer.status_code in (409, 412)
    assert "我写的备注" in answer.text
    assert "您打开页面以后的变动" in answer.text
    assert "我先受理了" in answer.text
    assert alert(answer.text)


async def test_a_double_click_acts_once(desk: Desk) -> None:
    number = await desk.file()
    case = f"/staff/cases/{number}"
    clerk = await desk.seat("clerk")
    for act, typed in (("accept", {"case_class": "appeal"}), ("note", {"text": "只记一次"})):
        page = (await clerk.get(case)).text
        await clerk.submit(f"{case}/{act}", **typed)
        clerk.page = page
        await clerk.follow(await clerk.submit(f"{case}/{act}", **typed))
        assert alert(clerk.page) == ""
    assert clerk.page.count("只记一次") == 1


async def test_an_edited_repeat_is_not_swallowed(one_desk: Desk) -> None:
    """Back, other words, sent again: neither silently dropped nor mistaken for the first."""
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    clerk = await one_desk.seat("clerk")
    page = (await clerk.get(case)).text
    await clerk.submit(f"{case}/note", text="第一次")
    clerk.page = page
    answer = await clerk.submit(f"{case}/note", text="第二次")
    assert answer.status_code == 422
    assert "已经提交过" in alert(answer.text)
    assert "第二次" in answer.text
    await clerk.follow(await clerk.submit(f"{case}/note", text="第二次"))
    assert "第二次" in clerk.page


async def test_only_what_was_previewed_is_sent(one_desk: Desk) -> None:
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    answer = await clerk.submit(f"{case}/question", text="哪一盏灯？", step="send")
    assert "群众将看到" in answer.text, "without a preview nothing is sent"
    answer = await clerk.submit(f"{case}/question", text="哪一盏灯？？", step="send")
    assert "请再看一遍" in alert(answer.text)
    assert await one_desk.deliver() == 0
    await clerk.follow(await clerk.submit(f"{case}/question", text="哪一盏灯？？", step="send"))
    assert await one_desk.deliver() == 1


async def test_the_preview_is_what_the_chat_draws(one_desk: Desk) -> None:
    """In the resident's own language."""
    english = {"channel": "web", "address": "chat-en", "locale": "en"}
    case = f"/staff/cases/{await one_desk.file(resident=english)}"
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    answer = await clerk.submit(f"{case}/question", text="Which lamp?", step="preview")
    assert "Qinghe County Reception Centre would like to ask you something:" in answer.text


async def test_refusals_stand_beside_the_form(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="other"))
    for who in ("", "QH-ZJ|nobody", "QH-NONE|handler", "QH-JW|discipline", "<x>|y"):
        answer = await clerk.submit(f"{case}/assign", who=who, note="别丢了这句")
        assert answer.status_code in (409, 422), who
        assert 'id="assign-why"' in answer.text
        assert "别丢了这句" in answer.text
    long = "长" * 20_001
    answer = await clerk.submit(f"{case}/note", text=long)
    assert "最多 20000 个字" in alert(answer.text)
    assert long in answer.text
    answer = await clerk.submit(f"{case}/note", text=" \n ")
    assert "请填写内容" in alert(answer.text)


async def test_closing_waits_for_the_reply(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    admin = await desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await admin.get(case)
    await reply(admin, case, "已修好")
    assert f'action="{case}/close' not in admin.page
    fields = admin.hidden(f"{case}/note")
    answer = await admin.http.post(f"{case}/close", data=fields)
    assert answer.status_code == 409
    assert "还没有送达" in alert(answer.text)
    assert await desk.deliver("sent") == 2
    await admin.get(case)
    assert "等待查看" in admin.page
    action = next(a for a in admin.forms() if "/notices/" in a)
    answer = await admin.submit(action, result="phone:spoke", whom="", at="2026-11-22T09:00")
    assert answer.status_code == 422, "whom they spoke to is wanted"
    answer = await admin.submit(action, result="phone:spoke", whom="李女士", at="2027-11-22T09:00")
    assert answer.status_code == 422, "this has not happened yet"
    assert "李女士" in answer.text


HOSTILE = "<script>alert(1)</script>\u202egnp.exe \"'&\r\n第二行\u0000<b>"


async def test_hostile_words_are_shown_as_they_are(desk: Desk) -> None:
    number = await desk.file(HOSTILE, place="</dd><img src=x>", name="<i>李</i>")
    clerk = await desk.seat("clerk")
    case = (await clerk.get(f"/staff/cases/{number}")).text
    for page in ((await clerk.get("/staff/cases")).text, case):
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "<i>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\u202egnp.exe" in page
    assert "&#13;\n第二行␀&lt;b&gt;" in case
    assert 'class="words" dir="auto"' in case, "an override ends where the words end"


async def test_names_are_masked_until_a_reason_is_given(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file(name='李秀英', phone='13800005678')}"
    clerk = await desk.seat("clerk")
    page = (await clerk.get(case)).text
    assert "李秀英" not in page
    assert "13800005678" not in page
    answer = await clerk.submit(f"{case}/reveal", reason=" ")
    assert answer.status_code == 422
    answer = await clerk.submit(f"{case}/reveal", reason="核实地址")
    assert "李秀英" in answer.text
    assert "13800005678" in answer.text
    assert "李秀英" not in (await clerk.get(case)).text
    leader = await desk.seat("leader")
    leader.page = page.replace(clerk.hidden(f"{case}/note")["csrf"], leader.hidden("/staff/logout")["csrf"])
    assert (await leader.submit(f"{case}/reveal", reason="看看")).status_code == 403


async def test_an_accusation_is_behind_the_wall(desk: Desk) -> None:
    accused = await desk.file("某局长收受好处", kind="accusation")
    turned = await desk.file("另一位副局长受贿")
    clerk = await desk.seat("clerk")
    await clerk.get(f"/staff/cases/{turned}")
    answer = await clerk.submit(f"/staff/cases/{turned}/accept", case_class="accusation")
    await clerk.follow(answer)
    assert "移入纪检专区" in clerk.page
    for login in ("admin", "clerk", "supervisor", "leader", "handler", "sysadmin"):
        seat = await desk.seat(login)
        for path in ("/staff", "/staff/cases", "/staff/cases?q=局长", "/staff/tasks", f"/staff/people/{accused}"):
            page = (await seat.get(path)).text
            assert "局长" not in page.replace('value="局长"', ""), (login, path)
            assert accused not in page
            assert turned not in page
        for number in (accused, turned):
            assert (await seat.get(f"/staff/cases/{number}")).status_code == 404
    discipline = await desk.seat("discipline")
    assert accused in discipline.page
    await discipline.get(f"/staff/cases/{accused}")
    assert "某局长收受好处" in discipline.page
    assert "纪检专区" in discipline.page
    await discipline.follow(await discipline.submit(f"/staff/cases/{accused}/accept", case_class="accusation"))
    assert "QH-ZJ|" not in discipline.page
    await discipline.follow(await discipline.submit(f"/staff/cases/{accused}/assign", who="QH-JW|discipline"))


async def test_a_handler_sees_the_own_units_cases_only(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    admin = await desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await admin.follow(await admin.submit(f"{case}/assign", who="QH-ZJ|handler"))
    outsider = await desk.seat("outsider")
    assert case not in outsider.page
    assert (await outsider.get(case)).status_code == 404
    handler = await desk.seat("handler")
    await handler.get(case)
    assign = handler.forms()[f"{case}/assign"]
    assert "QH-ZJ|handler" in assign
    assert "QH-JT|outsider" not in assign, "handlers pass on inside their own unit"


OFFERED = {
    "clerk": {
        "accept",
        "attach",
        "call",
        "code",
        "correct",
        "designate",
        "find-other",
        "forward",
        "guide",
        "improve",
        "link",
        "note",
        "notify",
        "question",
        "refuse",
        "reveal",
    },
    "supervisor": {
        "accept",
        "call",
        "correct",
        "designate",
        "find-other",
        "forward",
        "guide",
        "improve",
        "lead",
        "link",
        "note",
        "notify",
        "refuse",
        "remind",
        "supervise",
    },
    "leader": {"lead", "note", "remind", "supervise"},
}


@pytest.mark.parametrize("login", OFFERED)
async def test_forms_are_those_the_role_may_use(one_desk: Desk, login: str) -> None:
    case = f"/staff/cases/{await one_desk.file(name='李秀英')}"
    seat = await one_desk.seat(login)
    await seat.get(case)
    assert {a.rpartition("/")[2] for a in seat.forms()} - {"logout", "find"} == OFFERED[login]


async def test_photos_are_shown_and_other_files_downloaded(desk: Desk) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "JPEG")
    photo = await desk.upload(picture.getvalue(), "image/jpeg")
    paper = await desk.upload(samples.pdf(), "application/pdf")
    number = await desk.file(parts=[{"text": "见照片"}, {"file": photo}, {"file": paper}])
    other = await desk.file()
    clerk = await desk.seat("clerk")
    case = f"/staff/cases/{number}"
    page = (await clerk.get(case)).text
    for file in (photo, paper):
        assert f'<img src="{case}/files/{file}/preview"' in page
        assert (await clerk.http.get(f"{case}/files/{file}/preview")).headers["content-type"] == "image/jpeg"
    shown = await clerk.http.get(f"{case}/files/{photo}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-security-policy"] == "sandbox"
    saved = await clerk.http.get(f"{case}/files/{paper}")
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''name.pdf"
    original = f"{case}/files/{photo}/original"
    await clerk.get(case)
    assert (await clerk.submit(original, reason=" ")).status_code == 422
    opened = await clerk.submit(original, reason="核对拍摄地点")
    assert opened.content == picture.getvalue() and opened.headers["content-disposition"].startswith("attachment;")
    leader = await desk.seat("leader")
    await leader.get(case)
    assert original not in leader.forms()
    for path in (f"/staff/cases/{other}/files/{photo}", f"{case}/files/nothing-here", f"{case}/files/%00"):
        assert (await clerk.get(path)).status_code == 404


async def test_a_short_answer_is_looked_at_by_a_supervisor(one_desk: Desk) -> None:
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    admin, supervisor = await one_desk.seat("admin"), await one_desk.seat("supervisor")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await reply(admin, case, "已阅。")
    await one_desk.deliver()
    await admin.get(case)
    assert f"{case}/close" not in admin.forms()  # it is short: another looks at it first
    own = await admin.submit(f"{case}/look", passed="yes")
    assert own.status_code == 403 and "由另一个人来做" in own.text
    await supervisor.get(case)
    unsaid = await supervisor.submit(f"{case}/look", passed="no")
    assert unsaid.status_code == 422 and "备注" in alert(unsaid.text)
    await supervisor.follow(await supervisor.submit(f"{case}/look", passed="no", note="没有答复反映的问题"))
    assert "核看结果已记下" in supervisor.page and "没有答复反映的问题" in supervisor.page
    assert f"{case}/look" not in supervisor.forms()
    await admin.get(case)
    await reply(admin, case, "好的。")
    await supervisor.get(case)
    await supervisor.follow(await supervisor.submit(f"{case}/look", passed="yes"))
    await one_desk.deliver()
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/close", **SOLVED))
    assert "已办结" in admin.page


async def test_a_matter_is_sorted_before_it_is_taken_up(one_desk: Desk) -> None:
    """Told how it goes on, forwarded, taken by the next unit; another guided to the court and closed."""
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    clerk, handler = await one_desk.seat("clerk"), await one_desk.seat("handler")
    await clerk.get(case)
    shown = await clerk.submit(f"{case}/notify", text="已收到，由住建局办理。", step="preview")
    assert "群众将看到" in shown.text
    await clerk.follow(await clerk.submit(f"{case}/notify", text="已收到，由住建局办理。", step="send"))
    assert "已告知群众" in clerk.page and f"{case}/take" not in clerk.forms()
    await clerk.follow(await clerk.submit(f"{case}/forward", unit="QH-ZJ"))
    assert "已转送" in clerk.page
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/take"))
    assert "已签收" in handler.page and f"{case}/take" not in handler.forms()

    other = f"/staff/cases/{await one_desk.file()}"
    await clerk.get(other)
    court = {"ground": "R4_litigation", "route": "litigation", "text": "由法院处理。"} | {
        "objection": "来问我们",
        "reason": "合同纠纷",
    }
    refused = await clerk.submit(f"{other}/guide", **court, place="")
    assert refused.status_code == 422 and "由法院处理。" in refused.text
    await clerk.follow(await clerk.submit(f"{other}/guide", **court, place="县法院"))
    assert "别人同意以后群众才收到" in clerk.page
    supervisor = await one_desk.seat("supervisor")
    await supervisor.get(other)
    assert "可以去：县法院" in supervisor.page
    await supervisor.follow(await supervisor.submit(f"{other}/rule", approve="yes"))
    await one_desk.deliver()
    await supervisor.get(other)
    await supervisor.follow(await supervisor.submit(f"{other}/close"))
    assert "已办结" in supervisor.page
