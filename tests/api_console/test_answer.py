"""Answering, naming a new day and closing on the staff's page."""

from datetime import timedelta

from api import worker
from tests.api_console.conftest import Desk, alert
from tests.api_console.test_work import LETTER, reply


async def test_nobody_answers_by_leaving_the_kind_as_it_is(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    admin = await one_desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="suggestion", tier="normal"))
    await admin.get(case)
    unsaid = await admin.submit(f"{case}/reply", text="谢谢您的建议。", step="preview")
    assert unsaid.status_code == 422 and "答复类型" in alert(unsaid.text) and "谢谢您的建议。" in unsaid.text
    assert "意见书" not in admin.forms()[f"{case}/reply"].replace("出具意见书时不用填", "")
    unsaid = await admin.submit(f"{case}/reply", kind="answer", text="谢谢您的建议。", step="preview")
    assert unsaid.status_code == 422 and "采纳情况" in alert(unsaid.text)
    helper = next(o for o in admin.page.split('"') if o.startswith("mediation|"))
    typed = {"kind": "answer", "text": "谢谢您的建议，下月起照此办理。", "adoption": "partly", "helper": helper}
    shown = await admin.submit(f"{case}/reply", **typed, step="preview")
    assert "还可以找城关街道人民调解委员会帮忙，电话 0500-555-0141。" in shown.text
    other = await admin.submit(f"{case}/reply", **typed | {"adoption": "adopted"}, step="send")
    assert "请再看一遍" in alert(other.text), "what is sent is what was previewed, each part of it"
    await admin.follow(await admin.submit(f"{case}/reply", **typed | {"adoption": "adopted"}, step="send"))
    assert "采纳" in admin.page and "另可找城关街道人民调解委员会" in admin.page


async def test_closing_says_why_it_arose_and_whether_it_is_solved(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    admin = await one_desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other", tier="simple"))
    await reply(admin, case, LETTER["opinion"] + LETTER["facts"])
    await one_desk.deliver()
    await admin.get(case)
    for typed, missing in (({"resolved": "no"}, "信访原因"), ({"cause": "delay"}, "是否解决")):
        unsaid = await admin.submit(f"{case}/close", **typed, note="留着")
        assert unsaid.status_code == 422 and missing in alert(unsaid.text) and "留着" in unsaid.text
    await admin.follow(await admin.submit(f"{case}/close", cause="delay", resolved="partly"))
    assert "办理拖延；部分解决" in admin.page


async def test_a_new_day_is_named_on_the_page(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    admin = await one_desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await admin.follow(await admin.submit(f"{case}/assign", who="QH-ZJ|handler"))
    await one_desk.deliver()
    handler = await one_desk.seat("handler")
    await handler.get(case)
    assert f"{case}/promise" not in handler.forms(), "no date has slipped"
    one_desk.clock.advance(timedelta(days=61))
    await worker.once(one_desk.app.state.context)  # else whoever asks the API may do it, sooner or later
    assert await one_desk.deliver() > 0, "they were told that it slips"
    handler, clerk = await one_desk.seat("handler"), await one_desk.seat("clerk")
    await clerk.get(case)
    assert f"{case}/promise" not in clerk.forms(), "it is not theirs"
    await handler.get(case)
    typed = {"what": "answer", "day": "2027-02-05", "reason": "线路要由供电所配合更换。"}
    late = await handler.submit(f"{case}/promise", **typed | {"day": "2027-01-01"}, step="preview")
    late = await handler.submit(f"{case}/promise", **typed | {"day": "2027-01-01"}, step="send")
    assert late.status_code == 422 and "新的日期" in alert(late.text) and typed["reason"] in late.text
    shown = await handler.submit(f"{case}/promise", **typed, step="preview")
    assert "2月5日 周五前答复您" in shown.text and typed["reason"] in shown.text
    await handler.follow(await handler.submit(f"{case}/promise", **typed, step="send"))
    assert "新的日期已告知群众。" in handler.page and await one_desk.deliver() == 1


async def test_a_half_written_registration_is_there_again(one_desk: Desk) -> None:
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/register")
    csrf = clerk.hidden("/staff/register")["csrf"]
    typed = {
        "csrf": csrf,
        "place": "register",
        "form": "register",
        "d.text": "来访人说：井盖坏了",
        "d.phone": "13900001111",
    }
    assert (await clerk.http.post("/staff/drafts", data=typed)).json() == {"others": []}
    assert "来访人说：井盖坏了" in (await clerk.get("/staff/register")).text
    other = await one_desk.seat("admin")
    assert "井盖坏了" not in (await other.get("/staff/register")).text
    sent = await clerk.submit("/staff/register", channel="visit", petition_date="2026-11-22", text="井盖坏了", slip="1")
    assert sent.status_code == 201
    assert "来访人说：井盖坏了" not in (await clerk.get("/staff/register")).text


async def test_a_note_saved_beside_a_reply_loses_neither(one_desk: Desk) -> None:
    """One form without a script: the button of the note leaves the half-written reply where it is."""
    case = f"/staff/cases/{await one_desk.file()}"
    admin = await one_desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    await admin.follow(await admin.submit(f"{case}/note", kind="answer", text="您好，写到一半", aside="已打过电话"))
    assert "已打过电话" in admin.page and "您好，写到一半" in (await admin.get(case)).text
    shown = await admin.submit(f"{case}/reply", kind="answer", text="写完了", aside="还有一句备注", step="preview")
    assert "群众将看到" in shown.text
    assert "还有一句备注" in (await admin.get(case)).text and "写完了" in admin.page
