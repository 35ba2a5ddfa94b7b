"""Many cases at once from the list, and one case linked with another that a search found. No script."""

import re
from html import unescape

from tests.api_console.conftest import Desk, Seat, alert


def ticks(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="case" value="([^"]+)"[^>]*? checked', page)


async def send(seat: Seat, cases: list[str], **typed: str) -> str:
    answer = await seat.http.post("/staff/bulk", data=seat.hidden("/staff/bulk") | typed | {"case": cases})
    seat.page = answer.text
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


async def test_ticked_cases_are_assigned_after_a_preview(desk: Desk) -> None:
    numbers = [await desk.file(f"第 {n} 盏路灯坏了") for n in range(3)]
    admin = await desk.seat("admin")
    for number in numbers[:2]:
        await admin.get(f"/staff/cases/{number}")
        await admin.follow(await admin.submit(f"/staff/cases/{number}/accept", case_class="other"))
    await admin.get("/staff/cases")
    assert admin.page.count('form="bulk-form" name="case"') == 3
    missing = await send(admin, numbers, act="assign", note="请尽快")
    assert "承办单位和承办人" in alert(admin.page) and 'value="请尽快"' in admin.page and "一起交办" in missing
    shown = await send(admin, numbers, act="assign", who="QH-ZJ|handler", note="请尽快")
    assert "可以办 2 件，1 件不能办" in shown and "这一件现在的状态不能这样操作" in shown
    assert [t.partition(":")[0] for t in ticks(admin.page)] == numbers[:2], "what is refused is not ticked"
    typed = {"act": "assign", "who": "QH-ZJ|handler", "note": "请尽快", "step": "do"}
    form, chosen = admin.hidden("/staff/bulk"), ticks(admin.page)
    done = await send(admin, chosen, **typed)
    assert "已办 2 件" in done and "刘芳" in done
    again = await admin.http.post("/staff/bulk", data=form | typed | {"case": chosen})  # a double click
    assert "已办 2 件" in unescape(re.sub(r"<[^>]+>", " ", again.text))
    handler = await desk.seat("handler")
    await handler.get(f"/staff/cases/{numbers[0]}")
    assert handler.page.count("请尽快") == 1


async def test_nothing_is_done_without_a_tick(one_desk: Desk) -> None:
    await one_desk.file()
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/cases")
    await send(clerk, [], act="close")
    assert "1 到 50 件" in alert(clerk.page)
    leader = await one_desk.seat("leader")
    await leader.get("/staff/cases")
    assert "bulk-form" not in leader.page, "they move no case"


async def test_another_case_is_searched_and_linked_from_the_results(one_desk: Desk) -> None:
    first, second = await one_desk.file("菜场门口的井盖没了"), await one_desk.file("菜场的井盖还没有装好")
    clerk, case = await one_desk.seat("clerk"), f"/staff/cases/{second}"
    await clerk.get(case)
    found = await clerk.submit(f"{case}/find-other", find="菜场门口")
    assert (
        f'href="/staff/cases/{first}"' in found.text and "确认重复件" in found.text and "菜场门口" not in str(found.url)
    )
    forms = re.findall(r'action="([^"#]*)[^>]*>(.*?)</form>', found.text, re.S)
    (inner,) = [inner for action, inner in forms if action == f"{case}/link" and 'value="repeat"' in inner]
    given = dict(re.findall(r'name="([^"]*)"[^>]*? value="([^"]*)"', inner))
    await clerk.follow(await clerk.http.post(f"{case}/link", data=given))
    assert "重复，首次是" in clerk.page and f'href="/staff/cases/{first}"' in clerk.page
    nothing = await clerk.submit(f"{case}/find-other", find="不存在的字样")
    assert "没有找到" in nothing.text


async def test_the_likely_case_is_one_click_and_a_confirmation_away(one_desk: Desk) -> None:
    same = {"resident": {"channel": "web", "address": "same"}}
    first, second = [await one_desk.file(f"路灯坏了，第 {n} 次说", **same) for n in (1, 2)]
    clerk = await one_desk.seat("clerk")
    await clerk.get(f"/staff/cases/{first}")
    forms = re.findall(r'action="([^"#]*)[^>]*>(.*?)</form>', clerk.page, re.S)
    later = f"/staff/cases/{second}/link"
    (inner,) = [i for action, i in forms if action == later and 'value="repeat"' in i]
    given = dict(re.findall(r'name="([^"]*)"[^>]*? value="([^"]*)"', inner))
    await clerk.follow(await clerk.http.post(later, data=given))
    assert "重复，首次是" in clerk.page, "the later one is the repeat, wherever it was clicked"
