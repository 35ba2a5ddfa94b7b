"""The list as the place where work is picked up: its queues, its lines, and the way from one case to the next."""

import re
from html import unescape

from api.console.service import FIELDS
from tests.api_console.conftest import Desk, Seat, alert
from tests.api_console.test_desk import listed


def _href(seat: Seat, words: str) -> str:
    """Where a link or button with these words leads."""
    found = re.search(rf'href="([^"]*)"[^>]*>{words}', seat.page)
    assert found, f"no {words} on the page"
    return unescape(found[1])


def _line(seat: Seat, number: str) -> str:
    found = re.search(rf'<a class="matter" href="([^"]*/{number}\?[^"]*)"', seat.page)
    assert found, f"{number} is not in the list"
    return unescape(found[1])


async def test_queues_are_tabs_with_totals(one_desk: Desk) -> None:
    numbers = [await one_desk.file(f"第 {n} 盏路灯坏了") for n in range(2)]
    clerk, handler, leader = [await one_desk.seat(login) for login in ("clerk", "handler", "leader")]
    await clerk.get(f"/staff/cases/{numbers[0]}")
    await clerk.follow(await clerk.submit(f"/staff/cases/{numbers[0]}/accept", case_class="other", who="QH-ZJ|handler"))
    await clerk.get("/staff/cases", view="unassigned")
    assert listed(clerk) == [numbers[1]] and "本单位待交办 <b>1</b>" in clerk.page
    assert clerk.page.count('aria-current="page">本单位') == 1
    await handler.get("/staff/cases", view="mine")
    assert listed(handler) == [numbers[0]] and "我负责的 <b>1</b>" in handler.page
    await handler.get("/staff/cases", view="to_close")
    assert listed(handler) == [] and "没有已经答复、等着办结的信访件。" in handler.page
    await leader.get("/staff/cases")
    assert listed(leader) == numbers[::-1] and "待办结" not in leader.page
    answer = await clerk.get("/staff/cases", view="lost")
    assert answer.status_code == 422 and "清单" in alert(clerk.page) and listed(clerk) == numbers[::-1]


async def test_a_line_begins_with_the_matter(one_desk: Desk) -> None:
    number = await one_desk.file("您好，我是东门社区的居民张三，门口路灯坏了", topic="030500")
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/cases")
    line = clerk.page.split(f'id="c-{number}"')[1].split("</tr>")[0]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", line))
    assert said.split("> ")[-1].strip().startswith("门口路灯坏了"), said
    assert said.index("门口路灯坏了") < said.index("东门") < said.index("还剩") and "张三" not in said
    await clerk.get(_line(clerk, number))
    assert "<h1>门口路灯坏了</h1>" in clerk.page and "您好，我是东门社区的居民张三" in clerk.page


async def test_from_one_case_to_the_next_and_back(desk: Desk) -> None:
    numbers = [await desk.file(f"第 {n} 盏路灯坏了") for n in range(3)]
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/cases", q="路灯", sort="registered_at")
    first = _line(clerk, numbers[0])
    assert "路灯" not in unescape(first), "what was looked for may be a name"
    await clerk.get(first)
    back = _href(clerk, "回到清单")
    token = first.partition("?")[2]
    act = f"/staff/cases/{numbers[0]}/forward?{token}"
    refused = await clerk.submit(act, unit="")
    assert refused.status_code == 422 and _href(clerk, "下一件"), "a refused form stays on the way"
    await clerk.follow(await clerk.submit(act, unit="QH-ZJ"))
    assert re.search(r'role="status">已转送[^<]*<a class="button" rel="next"', clerk.page), "one click after the act"
    for number in numbers[1:]:
        await clerk.get(_href(clerk, "下一件"))
        assert f"/staff/cases/{number}/note?list=" in clerk.page
    assert "后面没有了" in clerk.page and 'rel="next"' not in clerk.page
    await clerk.get(back)
    assert listed(clerk) == numbers and back.endswith(f"#c-{numbers[0]}")
    other = await desk.seat("admin")
    for way in (first, f"/staff/cases/{numbers[0]}?list=x", f"/staff/cases/{numbers[0]}"):
        assert (await other.get(way)).status_code == 200
        assert "下一件" not in other.page and f"/staff/cases/{numbers[0]}/note" in other.forms(), "not their way"


async def test_a_filter_is_saved_under_a_name_and_deleted(one_desk: Desk) -> None:
    lamp = await one_desk.file("门口路灯坏了")
    await one_desk.file("希望加一班公交", kind="suggestion")
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/cases", q="路灯", kind="difficulty", area="")
    answer = await clerk.submit("/staff/me/filters", name=" ")
    assert answer.status_code == 422 and alert(clerk.page) and listed(clerk) == [lamp]
    await clerk.follow(await clerk.submit("/staff/me/filters", name="路灯<b>"))
    assert listed(clerk) == [lamp] and 'aria-current="page">路灯&lt;b&gt;</a>' in clerk.page
    await clerk.get("/staff/cases")
    tab = _href(clerk, "路灯&lt;b&gt;")
    await clerk.get(tab)
    assert listed(clerk) == [lamp] and clerk.page.count('aria-current="page"') == 2, (
        "one tab, and one of the navigation"
    )
    (forget,) = [path for path in clerk.forms() if path.endswith("/delete")]
    await clerk.follow(await clerk.submit(forget))
    assert listed(clerk) == [lamp] and "路灯&lt;b&gt;" not in clerk.page


async def test_the_filters_of_a_link_stay_when_more_is_asked_for(one_desk: Desk) -> None:
    """All that one may narrow by is in the form: as a field, or as it came with the link of a figure."""
    clerk = await one_desk.seat("clerk")
    given = {"soon": "1", "no_topic": "1", "registered_from": "2026-11-01"}
    await clerk.get("/staff/cases", **given)
    form = clerk.page.split('<form class="filters"')[1].split("</form>")[0]
    for name, value in given.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    for name in FIELDS:
        assert f'name="{name}"' in form and f'type="hidden" name="{name}"' not in form
    assert "已用 3 个" in form


async def test_from_today_and_from_what_was_found_on_to_the_next(one_desk: Desk) -> None:
    numbers = [await one_desk.file(f"第 {n} 盏路灯坏了") for n in range(2)]
    clerk = await one_desk.seat("clerk")
    for page, back in (("/staff", "回到今日"), ("", "回到查找结果")):
        if page:
            await clerk.get(page)
        else:
            await clerk.get("/staff")
            await clerk.follow(await clerk.submit("/staff/find", find="路灯"))
        shown = list(dict.fromkeys(re.findall(r"/staff/cases/([0-9]{20})\?list=", clerk.page)))
        assert sorted(shown) == sorted(numbers)
        first = re.search(rf'href="(/staff/cases/{shown[0]}\?list=[^"]*)"', clerk.page)
        assert first and "路灯" not in unescape(first[1])
        await clerk.get(unescape(first[1]))
        home = _href(clerk, back)
        await clerk.get(_href(clerk, "下一件"))
        assert f"/staff/cases/{shown[1]}/" in clerk.page and "后面没有了" in clerk.page
        await clerk.get(home)
        assert f"/staff/cases/{shown[0]}" in clerk.page


async def test_the_only_one_of_today_has_no_next(one_desk: Desk) -> None:
    number = await one_desk.file("门口路灯坏了")
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff")
    found = re.search(rf'href="(/staff/cases/{number}\?list=[^"]*)"', clerk.page)
    assert found is not None
    await clerk.get(unescape(found[1]))
    assert "回到今日" in clerk.page and "后面没有了" in clerk.page


async def test_a_thin_reply_offers_no_closing_after_a_reload(one_desk: Desk) -> None:
    number = await one_desk.file("门口路灯坏了")
    clerk = await one_desk.seat("clerk")
    case = f"/staff/cases/{number}"
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="other", who="QH-ZJ|handler"))
    handler = await one_desk.seat("handler")
    await handler.get(case)
    thin = {"kind": "answer", "text": "已处理。"}
    await handler.submit(f"{case}/reply", **thin, step="preview")
    await handler.follow(await handler.submit(f"{case}/reply", **thin, step="send"))
    await one_desk.deliver()
    await handler.get(case)
    assert 'name="cause"' not in handler.page and "请督查人员先看过" in handler.page.split('id="close"')[1][:300]
    told = (await handler.get(f"{case}/told")).json()
    assert "已送达" in {words for _, words in told.values()}
