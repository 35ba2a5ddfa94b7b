"""Cases that belong together, on the staff's page."""

import re

from tests.api_console.conftest import Desk, alert


async def test_linked_seen_from_both_and_taken_apart(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    case, other = f"/staff/cases/{second}", f"/staff/cases/{first}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    wrong = await clerk.submit(f"{case}/link", link="merged", other="123", reason="同一盏灯")
    assert wrong.status_code == 422 and "另一件的编号" in alert(wrong.text) and "同一盏灯" in wrong.text
    unsaid = await clerk.submit(f"{case}/link", other=first, reason="同一盏灯")
    assert unsaid.status_code == 422 and "怎样关联" in alert(unsaid.text)
    await clerk.follow(await clerk.submit(f"{case}/link", link="merged", other=first, reason="同一盏灯"))
    assert "并入：" in clerk.page and other in clerk.page
    again = await clerk.submit(f"{case}/link", link="repeat", other=first, reason="再关联")
    assert again.status_code == 409 and "已经关联" in alert(again.text)
    await clerk.get(other)
    assert "并入这一件的：" in clerk.page and case in clerk.page
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/unlink"))
    assert "关联已解除。" in clerk.page and not re.search("并入：", clerk.page)
