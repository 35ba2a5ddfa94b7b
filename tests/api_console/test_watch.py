"""Supervision, the inbox, one's own settings and the reports, as pages."""

import re
from datetime import timedelta
from html import unescape

import pytest

from models.db import Busy
from tests.api_console.conftest import Desk, Seat, alert

NOTE = "没有人去看过<b>现场</b>。"
RESULT = "已约谈责任单位。"


async def supervised(desk: Desk) -> tuple[str, str, Seat]:
    """(case number, the item's page, the supervisor at it)."""
    number = await desk.file()
    seat = await desk.seat("supervisor")
    await seat.get(f"/staff/cases/{number}")
    await seat.follow(await seat.submit(f"/staff/cases/{number}/supervise", trigger="shirking", note=NOTE))
    assert "已督办" in seat.page
    await seat.get("/staff/supervision")
    assert f"/staff/cases/{number}" in seat.page and "推诿" in seat.page
    item = seat.page.split('<a href="/staff/supervision/')[1].split('"')[0]
    path = f"/staff/supervision/{item}"
    await seat.get(path)
    return number, path, seat


def told(seat: Seat) -> str:
    """The person who was told, by name."""
    return seat.page.split("第 1 级 <b>")[1].split("</b>")[0]


LOGINS = {"王建国": "clerk", "赵督": "supervisor", "林领": "leader", "管理员": "admin", "系统员": "sysadmin"}


async def test_found_by_hand_acknowledged_and_closed(desk: Desk) -> None:
    number, path, seat = await supervised(desk)
    assert NOTE not in seat.page and "&lt;b&gt;现场" in seat.page
    person = await desk.seat(LOGINS[told(seat)])
    await person.get("/staff")
    assert "等您确认（1）" in person.page and path in person.page
    assert "路灯" not in person.page
    await person.get(path)
    action = next(a for a in person.forms() if "/acknowledge/" in a)
    other = await desk.seat("handler")
    assert (await other.http.get(path)).status_code == 404
    await person.follow(await person.submit(action))
    assert "已确认收到" in person.page and not any("/acknowledge/" in a for a in person.forms())
    await seat.get(path)
    refused = await seat.submit(f"{path}/close", result=" ")
    assert refused.status_code == 422 and "结果" in alert(refused.text)
    await seat.follow(await seat.submit(f"{path}/close", result=RESULT))
    assert "督办已办结" in seat.page and RESULT in seat.page and f"{path}/close" not in seat.forms()
    await seat.get("/staff/supervision?closed=1")
    assert RESULT in seat.page and number[-6:-2] in seat.page


async def test_a_finding_without_its_reason_keeps_what_was_typed(one_desk: Desk) -> None:
    number = await one_desk.file()
    case = f"/staff/cases/{number}"
    seat = await one_desk.seat("supervisor")
    await seat.get(case)
    refused = await seat.submit(f"{case}/supervise", trigger="", note=NOTE)
    assert refused.status_code == 422 and "督办事由" in alert(refused.text) and "没有人去看过" in refused.text
    await seat.follow(await seat.submit(f"{case}/supervise", trigger="urgent", note=NOTE))
    again = await seat.submit(f"{case}/supervise", trigger="urgent", note=NOTE)
    assert again.status_code == 409 and "已因同样的事由" in alert(again.text)
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    assert f"{case}/supervise" not in clerk.forms()


async def test_filters(one_desk: Desk) -> None:
    number, _, seat = await supervised(one_desk)
    for query, seen in (
        ({"trigger": "shirking"}, True),
        ({"trigger": "urgent"}, False),
        ({"unit": "QH-JT"}, False),
        ({"closed": "1"}, False),
        ({"trigger": "x", "after": "x"}, True),
        ({"after": "99999999999999999999"}, False),
    ):
        await seat.get("/staff/supervision", **query)
        assert (f"/staff/cases/{number}" in seat.page) is seen, query


async def test_deputy_and_absence(desk: Desk) -> None:
    seat = await desk.seat("admin")  # who answers at the desk
    number = await desk.file()
    await seat.get("/staff/me")
    await seat.follow(await seat.submit("/staff/me/deputy", deputy="supervisor"))
    assert "代理人已更改" in seat.page and 'value="supervisor" selected' in seat.page
    refused = await seat.submit("/staff/me/away", **{"from": "2026-11-22T10:00", "until": "2026-11-22T09:00"})
    assert refused.status_code == 422 and "结束时间" in alert(refused.text) and "2026-11-22T09:00" in refused.text
    await seat.follow(await seat.submit("/staff/me/away", **{"from": "2026-11-22T08:00", "until": "2026-11-29T18:00"}))
    assert "外出时间已更改" in seat.page and "11月29日 18:00" in seat.page
    heir = await desk.seat("supervisor")
    await heir.get("/staff")
    assert "交给您办理" in heir.page and number in heir.page
    await heir.get(f"/staff/cases/{number}")
    assert "原负责人不在岗" in heir.page
    await seat.get("/staff/me")
    await seat.follow(await seat.http.post("/staff/me/away", data=seat.hidden("/staff/me/away") | {"back": "1"}))
    assert "没有登记外出" in seat.page


async def test_the_chat_of_one_s_own(one_desk: Desk) -> None:
    seat = await one_desk.seat("leader")
    await seat.get("/staff/me")
    shown = await seat.submit("/staff/me/chat")
    assert shown.status_code == 201
    code = shown.text.split("/staff ")[1][:8]
    headers = {"Huiyin-Channel": "web", "Huiyin-Address": "mine"}
    linked = await one_desk.bot.post("/v1/staff-chats", json={"code": code}, headers=headers)
    assert linked.json() == {"linked": True}
    await seat.get("/staff/me")
    assert "已绑定：网页" in seat.page and code not in seat.page
    await seat.follow(await seat.submit("/staff/me/unlink"))
    assert "没有绑定" in seat.page


async def test_reports(one_desk: Desk) -> None:
    await one_desk.file()
    for who in ("clerk", "handler", "discipline"):
        seat = await one_desk.seat(who)
        assert "/staff/reports" not in seat.page
        assert (await seat.get("/staff/reports")).status_code == 403
    seat = await one_desk.seat("leader")
    await seat.get("/staff/reports")
    assert "件件有着落" in seat.page and "不足 5 件，不显示" in seat.page and "0/1" in seat.page
    assert "还没有巡查过" in seat.page
    there = r"/staff/cases\?(watched=true&amp;unit=QH-[A-Z]+&amp;during_from=[^\"]+)"
    listed = await seat.get(f"/staff/cases?{unescape(re.search(there, seat.page)[1])}")  # type: ignore[index]
    assert listed.text.count('<tr id="c-') == 1
    wrong = await seat.get("/staff/reports", **{"from": "2026-12-01", "until": "2026-11-01"})
    assert wrong.status_code == 422 and "开始时间" in alert(wrong.text)
    one = await seat.get("/staff/reports", unit="QH-JT", **{"from": "2026-11-01", "until": "2026-11-30"})
    assert one.status_code == 200 and "没有信访件" in one.text and 'value="2026-11-01"' in one.text


@pytest.mark.parametrize("path", ["/staff/supervision/99", "/staff/supervision/x", "/staff/supervision/0"])
async def test_what_is_not_there(one_desk: Desk, path: str) -> None:
    seat = await one_desk.seat("supervisor")
    assert (await seat.get(path)).status_code == 404


async def test_a_step_of_somebody_else_s_is_not_acknowledged(one_desk: Desk) -> None:
    _, path, seat = await supervised(one_desk)
    login = LOGINS[told(seat)]
    person = await one_desk.seat(login)
    await person.get(path)
    action = next(a for a in person.forms() if "/acknowledge/" in a)
    other = await one_desk.seat("leader" if login != "leader" else "supervisor")
    await other.get(path)
    assert action not in other.forms()
    await other.get("/staff/me")
    csrf = other.hidden("/staff/me/deputy")["csrf"]
    assert (await other.http.post(action, data={"csrf": csrf})).status_code == 403
    one_desk.clock.advance(timedelta(minutes=1))
    assert (await person.http.post(action, data={"csrf": "x"})).status_code == 403


async def test_what_fails_in_the_background_is_shown_to_whoever_sees_reports(one_desk: Desk) -> None:
    background = one_desk.app.state.context.background
    background.failed("worker: late", OSError())
    supervisor, handler = await one_desk.seat("supervisor"), await one_desk.seat("handler")
    assert "worker: late：OSError" in (await supervisor.get("/staff")).text
    assert "worker: late" not in (await handler.get("/staff")).text
    background.works("worker: late")
    assert "后台任务出错" not in (await supervisor.get("/staff")).text


async def test_a_form_that_cannot_be_stored_is_shown_again_in_plain_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await desk.file()
    seat = await desk.seat("supervisor")
    await seat.get(f"/staff/cases/{number}")
    db = desk.app.state.context.db
    monkeypatch.setattr(db, "write", _away)
    answer = await seat.submit(f"/staff/cases/{number}/supervise", trigger="shirking", note=NOTE)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "这一步没有做成" in answer.text and "没有人去看过" in answer.text


def _away() -> None:
    raise Busy("writers queue for too long")
