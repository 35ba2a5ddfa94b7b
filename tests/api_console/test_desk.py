"""The list, the registration of those who came, rang or wrote, the tasks, visit days."""

import asyncio
import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from api.console import tasks
from tests.api_console.conftest import CAST, Desk, Seat, alert


def listed(seat: Seat) -> list[str]:
    return re.findall(r'<a (?:class="matter" )?href="/staff/cases/(\d+)["?]', seat.page)


# --- the list --------------------------------------------------------------------------------------------------------


async def test_filters(desk: Desk) -> None:
    lamp = await desk.file("门口路灯坏了", topic="030101")
    bus = await desk.file("希望加一班公交", kind="suggestion", area="990121100200")
    clerk = await desk.seat("clerk")
    cases = {
        "q": ("路灯", [lamp]),
        "kind": ("suggestion", [bus]),
        "topic": ("030100", [lamp]),
        "area": ("990121100", [bus]),
        "state": ("accepted", []),
        "channel": ("web", [bus, lamp]),
        "unit": ("QH-DESK", [bus, lamp]),
        "handler": ("handler", []),
        "due_before": ("2026-12-06", []),
        "sort": ("registered_at", [lamp, bus]),
        "overdue": ("1", []),
    }
    for name, (value, wanted) in cases.items():
        answer = await clerk.get("/staff/cases", **{name: value, "cursor": "", "nonsense": "x"})
        assert answer.status_code == 200
        assert listed(clerk) == wanted, name


@pytest.mark.parametrize(
    ("name", "value"), [("state", "gone"), ("due_before", "soon"), ("sort", "x"), ("cursor", "x"), ("channel", "<b>")]
)
async def test_a_wrong_filter_is_named(one_desk: Desk, name: str, value: str) -> None:
    await one_desk.file()
    clerk = await one_desk.seat("clerk")
    answer = await clerk.get("/staff/cases", **{name: value})
    assert answer.status_code == 422
    assert "不对" in alert(answer.text)
    assert listed(clerk), "the list is there all the same"


async def test_pages_follow_each_other(desk: Desk) -> None:
    numbers = [await desk.file(f"第 {n} 件") for n in range(33)]
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/cases", channel="web")
    first = listed(clerk)
    assert len(first) == 30
    onward = re.search(r'rel="next" href="([^"]*)"', clerk.page)
    assert onward
    await clerk.get(onward[1].replace("&amp;", "&"))
    assert first + listed(clerk) == numbers[::-1]
    assert "channel=web" in onward[1]


async def test_how_long_a_case_has_is_said_in_words(desk: Desk) -> None:
    await desk.file()
    for days, words in ((0, "还剩 15 天"), (12, "还剩 3 天"), (3, "今天到期"), (2, "超期 2 天")):
        desk.clock.advance(timedelta(days=days))
        clerk = await desk.seat("clerk")
        await clerk.get("/staff/cases")
        assert words in clerk.page, words
    assert "超期 <b>1</b>" in clerk.page
    await clerk.get("/staff/cases", overdue="1")
    assert len(listed(clerk)) == 1


async def test_going_to_a_number(one_desk: Desk) -> None:
    number = await one_desk.file()
    clerk = await one_desk.seat("clerk")
    typed = " ".join(number[i : i + 4] for i in range(0, 20, 4))
    await clerk.follow(await clerk.submit("/staff/find", find=typed))
    assert "我家门口的路灯" in clerk.page
    await clerk.follow(await clerk.submit("/staff/find", find=number[:-1] + str(9 - int(number[-1]))))
    assert "没有找到" in clerk.page


async def test_one_field_finds_people_words_and_the_end_of_a_number(one_desk: Desk) -> None:
    number = await one_desk.file("东门口的路灯坏了", name="欧阳明", phone="13900001111")
    clerk = await one_desk.seat("clerk")
    for sought in ("欧阳明", "歐陽 明", "139 0000 1111", "1111"):
        answer = await clerk.submit("/staff/find", find=sought)
        assert sought.split()[0] not in answer.headers["location"], "no name or phone in an address"
        await clerk.follow(answer)
        assert f"/staff/people/{number}" in clerk.page and "欧**" in clerk.page, sought
        assert "139****1111" in clerk.page and "13900001111" not in clerk.page
    found = clerk.page
    for sought in (number[-4:], "路灯", "荷花"):
        await clerk.follow(await clerk.submit("/staff/find", find=sought))
        assert (number in listed(clerk)) is (sought != "荷花"), sought
    await clerk.get(f"/staff/people/{number}")
    assert listed(clerk).count(number) == 2 and "没有预约" in clerk.page
    stranger = await one_desk.seat("outsider")
    stranger_s = re.search(r'action="(/staff/find)"', found)
    assert stranger_s and "没有找到" in (await stranger.follow(await stranger.submit("/staff/find", find="1111"))).text
    assert (await stranger.get(f"/staff/people/{number}")).status_code == 404
    assert (await stranger.get("/staff/find", s="bm9uc2Vuc2U")).status_code == 200


# --- taking down -----------------------------------------------------------------------------------------------------

CAME = {
    "channel": "visit",
    "petition_date": "2026-11-20",
    "text": "老人口述：\r\n低保停了三个月",
    "kind": "difficulty",
    "name": "陈玉兰",
    "phone": "13900001111",
    "petitioner_count": "2",
    "attended_count": "1",
    "on_behalf": "1",
}


async def test_a_visitor_gets_a_number_and_a_code(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    page = (await clerk.get("/staff/register")).text
    answer = await clerk.submit("/staff/register", **CAME)
    assert answer.status_code == 201
    number, code = re.findall(r'class="big">([^<]*)</dd>', answer.text)
    number, code = number.replace(" ", ""), code.replace(" ", "")
    clerk.page = page
    again = await clerk.submit("/staff/register", **CAME)
    assert number in again.text, "a double click is the same case"
    await clerk.get("/staff/cases")
    assert listed(clerk) == [number]
    status = await desk.bot.post("/v1/status", json={"case_no": number, "query_code": code})
    assert status.json()["excerpt"] == "老人口述： 低保停了三个月"
    await clerk.get(f"/staff/cases/{number}")
    assert "老人口述：\n低保停了三个月" in clerk.page
    assert code not in clerk.page
    assert "信访 2 人，实到 1 人" in clerk.page
    assert "（代他人反映）" in clerk.page
    assert "需电话或当面告知" in clerk.page


async def test_two_clicks_at_once_make_one_case(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    form = {**clerk.hidden("/staff/register"), **CAME}
    answers = await asyncio.gather(*(clerk.http.post("/staff/register", data=form) for _ in range(4)))
    assert [a.status_code for a in answers] == [201] * 4
    assert len({a.text.partition('class="big">')[2][:40] for a in answers}) == 1
    await clerk.get("/staff/cases")
    assert len(listed(clerk)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", " "),
        ("phone", "一三八"),
        ("petition_date", "2026-11-23"),
        ("petition_date", "昨天"),
        ("petitioner_count", "0"),
        ("petitioner_count", "两个"),
        ("area", "000000000"),
        ("topic", "<b>"),
        ("channel", "web"),
        ("name", "\u0007"),
        ("attended_count", "1.5"),
    ],
)
async def test_what_is_wrong_is_named_and_the_rest_kept(one_desk: Desk, name: str, value: str) -> None:
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/register")
    answer = await clerk.submit("/staff/register", **{**CAME, "place": "村口小桥", name: value})
    assert answer.status_code == 422
    assert f'id="{name}-why"' in answer.text or f'href="#{name}"' in answer.text
    assert "村口小桥" in answer.text
    await clerk.get("/staff/cases")
    assert listed(clerk) == []


async def test_scans_are_attached_and_a_bad_one_loses_nothing(desk: Desk) -> None:
    scan = io.BytesIO()
    Image.effect_noise((1500, 1200), 90).save(scan, "PNG")
    assert scan.tell() > 1_000_000, "larger than other pages may be"
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    files = [
        ("files", ("信.png", scan.getvalue(), "image/png")),
        ("files", ("病毒.jpg", b"MZ\x90\x00" + b"\0" * 100, "image/jpeg")),
    ]
    answer = await clerk.submit("/staff/register", files=files, **{**CAME, "channel": "letter"})
    assert answer.status_code == 422
    assert "病毒.jpg" in answer.text
    assert "已收到 1 份材料" in answer.text
    answer = await clerk.submit("/staff/register", **{**CAME, "channel": "letter"})
    assert answer.status_code == 201
    link = re.search(r'href="(/staff/cases/\d+)"', answer.text)
    assert link
    await clerk.get(link[1])
    assert len(re.findall(r"<img src=", clerk.page)) == 1


async def test_an_accusation_taken_down_is_gone_from_the_clerk(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    answer = await clerk.submit("/staff/register", **{**CAME, "kind": "accusation"})
    assert answer.status_code == 201
    assert "/staff/cases/" not in answer.text
    await clerk.get("/staff/cases")
    assert listed(clerk) == []


# --- tasks -----------------------------------------------------------------------------------------------------------


async def test_telling_by_phone(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    await clerk.submit("/staff/register", **CAME)
    page = (await clerk.get("/staff/tasks")).text
    assert "您的诉求已登记" in page, "what is to be said stands there"
    assert "139****1111" in page
    [claim] = [a for a in clerk.forms() if a.endswith("/claim")]
    await clerk.submit(claim)
    assert "13900001111" in clerk.page
    second = await desk.seat("admin")
    await second.get("/staff/tasks")
    assert f"{CAST['clerk'][0]} 正在打" in second.page
    assert "已经有人在打" in (await second.submit(claim)).text
    [told] = [a for a in clerk.forms() if a.endswith("/told")]
    await clerk.follow(await clerk.submit(told, result="phone:no_answer"))
    assert "电话：无人接听" in clerk.page
    await clerk.follow(await clerk.submit(told, result="phone:spoke"))
    assert "没有待办任务" in clerk.page
    await clerk.get("/staff/tasks", closed="1")
    assert "已告知本人" in clerk.page


async def test_the_slip_tells_and_who_is_known_is_shown_before_saving(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    first = await clerk.submit("/staff/register", **CAME, slip="1")
    assert first.status_code == 201 and "王建国" in first.text and "<svg" in first.text
    await clerk.get("/staff/tasks")
    assert "没有待办任务" in clerk.page, "the slip was handed over"
    await clerk.get("/staff/register")
    again = {**CAME, "text": "还是低保的事", "name": "", "phone": "139-0000-1111", "on_behalf": ""}
    shown = await clerk.submit("/staff/register", **again)
    assert shown.status_code == 200 and "可能是同一个人" in shown.text and "陈**" in shown.text
    assert "还是低保的事" in shown.text, "what was typed stays"
    [known] = re.findall(r'name="person" value="(\d+)"', shown.text)
    assert (await clerk.submit("/staff/register", **again, person=known)).status_code == 201
    await clerk.get(f"/staff/people/{known}")
    assert len(set(listed(clerk))) == 2
    assert clerk.page.count("陈**") == 1, "the name was taken over with them"


async def test_the_desk_acts_for_whoever_has_no_chat(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/register")
    await clerk.submit("/staff/register", **CAME, slip="1")
    await clerk.get("/staff")
    [number] = listed(clerk)
    at = f"/staff/on-behalf/{number}"
    record = {"how": "letter", "said_on": "2026-11-21", "by": "other"}
    await clerk.get(at)
    answer = await clerk.submit(f"{at}/addition", **record, text="  存折\n附后  ")
    await clerk.follow(answer)
    assert "已代群众办好" in clerk.page and "来信，11月21日，代办人，王建国代记" in clerk.page
    assert "  存折\n附后  " in clerk.page
    await clerk.get(at, act="withdraw")
    answer = await clerk.submit(f"{at}/withdraw", **record, pressed="no", text="想通了")
    assert answer.status_code == 422 and "想通了" in answer.text and "签字" in answer.text
    await clerk.get(at, act="book")
    [slot] = re.findall(r'<option value="([^"]+)">[^<]*余', clerk.page)[:1]
    await clerk.follow(await clerk.submit(f"{at}/book", how="phone", said_on="2026-11-22", by="self", slot=slot))
    await clerk.get(f"/staff/people/{number}")
    assert "已预约" in clerk.page
    await clerk.get("/staff/tasks")
    assert "预约成功" in clerk.page or "接访" in clerk.page, "to be told by a call, since nobody told it at once"
    await clerk.get(at, act="visit")
    booking = clerk.hidden(f"{at}/visit")["booking_no"]
    answer = await clerk.submit(f"{at}/visit", how="visit", said_on="2026-11-22", by="self", told="1", step="cancel")
    await clerk.follow(answer)
    await clerk.get(f"/staff/people/{number}")
    assert booking in clerk.page and "已取消" in clerk.page
    handler = await desk.seat("handler")
    assert (await handler.get(at)).status_code == 403


async def test_a_call_for_help_stands_first_and_is_finished_by_name(desk: Desk) -> None:
    for n, more in enumerate(({"phone": "13900002222"}, {"kind": "crisis", "crisis": "C1", "phone": "13900003333"})):
        resident = {"channel": "web", "address": f"chat-{n}"}
        key = {"Idempotency-Key": f"call-request-{n}"}
        asked = await desk.bot.post("/v1/call-requests", json={"resident": resident, **more}, headers=key)
        assert asked.status_code == 201
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/tasks")
    assert clerk.page.index("紧急：") < clerk.page.index("给群众打电话")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "TASKS", 1)  # however many other tasks are older
        await clerk.get("/staff/tasks")
        assert "紧急：" in clerk.page
    await clerk.get("/staff/tasks")
    crisis = next(a for a in clerk.forms() if a.endswith("/done"))
    answer = await clerk.submit(crisis, result=" ")
    assert answer.status_code == 422
    await clerk.follow(await clerk.submit(crisis, result="已联系，并转 110"))
    assert "紧急：" not in clerk.page
    await clerk.get("/staff/tasks", closed="1")
    assert "已联系，并转 110" in clerk.page
    assert CAST["clerk"][0] in clerk.page
    supervisor = await desk.seat("supervisor")
    await supervisor.get("/staff/tasks")
    assert set(supervisor.forms()) == {"/staff/find", "/staff/logout"}, "supervisors look on"


# --- visit days ------------------------------------------------------------------------------------------------------


async def test_visit_days_show_places_and_who_comes(desk: Desk) -> None:
    number = await desk.file("想当面反映")
    hidden = await desk.file("某局长的事", kind="accusation")
    days = (await desk.bot.get("/v1/visit-days")).json()["items"]
    slots = (await desk.bot.get(f"/v1/visit-days/{days[0]['id']}/slots")).json()["items"]
    for n, case_no in enumerate((number, hidden), 1):
        body = {
            "slot": slots[0]["id"],
            "case_no": case_no,
            "people": 2,
            "resident": {"channel": "web", "address": f"chat-{n}"},
        }
        booked = await desk.bot.post("/v1/appointments", json=body, headers={"Idempotency-Key": f"booking-{n}"})
        assert booked.status_code == 201, booked.text
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/visits")
    assert listed(clerk) == [number]
    assert "已预约（内容不公开）" in clerk.page
    assert hidden not in clerk.page
    handler = await desk.seat("handler")
    await handler.get("/staff/visits")
    assert days[0]["official"] in handler.page
    assert "想当面反映" not in handler.page
