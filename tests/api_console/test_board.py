"""The board of supervisors and the reports by what is counted, as pages."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.api_console.conftest import Desk, Seat, alert

QUESTION = "为什么没有人去看<b>现场</b>？"


async def late(desk: Desk) -> str:
    """A case with housing that its handler answers for, long past its date."""
    number = await desk.file()
    seat = await desk.seat("admin")
    case = f"/staff/cases/{number}"
    await seat.get(case)
    await seat.follow(await seat.submit(f"{case}/accept", case_class="other", who="QH-ZJ|handler"))
    await desk.deliver()
    desk.clock.advance(timedelta(days=90))
    return number


def links(seat: Seat) -> list[tuple[str, str]]:
    """(where to, the number) of the figures on the page."""
    found = re.findall(r'<a[^>]* href="(/staff/cases\?[^"]*)">(\d+)</a>', seat.page)
    return [(unescape(path), n) for path, n in found]


async def test_each_number_leads_to_exactly_its_cases(one_desk: Desk) -> None:
    number = await late(one_desk)
    await one_desk.file("没有垃圾桶")
    for who in ("clerk", "handler", "discipline", "sysadmin"):
        seat = await one_desk.seat(who)
        assert "/staff/board" not in seat.page and (await seat.get("/staff/board")).status_code == 403
    seat = await one_desk.seat("leader")
    assert "/staff/board" in seat.page
    await seat.get("/staff/board")
    assert "欠" in seat.page and "刘芳" in seat.page and "超期" in seat.page
    figures = links(seat)
    assert len(figures) >= 4
    for path, n in figures:
        await seat.get(path)
        assert len(set(re.findall(r'href="/staff/cases/(\d+)["?]', seat.page))) == int(n), path
    await seat.get("/staff/board", unit="QH-ZJ")
    assert f"/staff/cases/{number}" in seat.page
    await seat.get("/staff/board", unit="QH-JT")
    assert f"/staff/cases/{number}" not in seat.page and "没有超期的信访件" in seat.page
    assert (await seat.get("/staff/board", cursor="x", unit="é")).status_code == 422


async def test_remind_ask_and_reassign(desk: Desk) -> None:
    number = await late(desk)
    act = f"/staff/board/{number}"
    seat = await desk.seat("supervisor")
    await seat.get("/staff/board", unit="QH-ZJ")
    back = (await seat.submit(f"{act}/remind")).headers["location"]
    assert back.startswith("/staff/board?unit=QH-ZJ") and "done=remind" in back
    await seat.get(back)
    assert "已提醒" in seat.page and f"{act}/remind" not in seat.forms()
    refused = await seat.submit(f"{act}/ask", note=" ")
    assert refused.status_code == 422 and "open><summary>提问" in refused.text
    await seat.get("/staff/board")
    await seat.follow(await seat.submit(f"{act}/ask", note=QUESTION))
    assert "已提问，等答复" in seat.page and f"{act}/ask" not in seat.forms()
    owner = await desk.seat("handler")
    assert "上级提醒" in owner.page and "上级督办：提问" in owner.page and "&lt;b&gt;现场" in owner.page
    item = "/staff/supervision/" + seat.page.split('href="/staff/supervision/')[1].split('"')[0]
    await owner.get(item)
    assert "&lt;b&gt;现场" in owner.page and "报到了谁" not in owner.page
    await owner.follow(await owner.submit(f"{item}/answer", text="今天下午去。"))
    await seat.get("/staff")
    assert "书面答复" in seat.page and number in seat.page
    await seat.get("/staff/board")
    assert f"{act}/ask" in seat.forms()
    await seat.follow(await seat.submit(f"{act}/reassign", who="QH-ZJ|admin"))
    assert "已改派" in seat.page and "管理员" in seat.page
    again = await seat.submit(f"{act}/reassign", who="")
    assert again.status_code == 422 and "承办" in alert(again.text)
    leader = await desk.seat("leader")
    await leader.get("/staff/board")
    assert f"{act}/reassign" not in leader.forms() and f"{act}/ask" in leader.forms()


async def test_reminded_on_the_page_of_the_case(one_desk: Desk) -> None:
    number = await late(one_desk)
    case = f"/staff/cases/{number}"
    seat = await one_desk.seat("leader")
    await seat.get(case)
    await seat.follow(await seat.submit(f"{case}/remind"))
    assert "已提醒" in seat.page and "提醒负责人" in seat.page
    refused = await seat.submit(f"{case}/remind")
    assert refused.status_code == 409 and "今天已经提醒过了" in alert(refused.text)


@pytest.mark.parametrize("by", ["unit", "area", "topic", "channel", "month"])
async def test_the_reports_lead_to_exactly_their_cases(one_desk: Desk, by: str) -> None:
    await late(one_desk)
    await one_desk.file("没有垃圾桶")
    seat = await one_desk.seat("supervisor")
    await seat.get("/staff/reports", **{"from": "2026-11-01"})
    assert f"/staff/reports/by/{by}?from=2026-11-01" in seat.page
    await seat.get(f"/staff/reports/by/{by}", **{"from": "2026-11-01"})
    assert "合计" in seat.page and 'aria-current="page"' in seat.page
    figures = links(seat)
    assert len(figures) > 6
    for path, n in figures:
        await seat.get(path)
        assert len(set(re.findall(r'href="/staff/cases/(\d+)["?]', seat.page))) == int(n), path
    await seat.get(f"/staff/reports/by/{by}", **{"from": "2026-11-01"})
    taken = await seat.http.get(f"/staff/export/by/{by}.csv?from=2026-11-01")
    assert taken.status_code == 200 and "合计" in taken.text
    wrong = await seat.get(f"/staff/reports/by/{by}", **{"from": "x"})
    assert wrong.status_code == 422 and alert(wrong.text)
