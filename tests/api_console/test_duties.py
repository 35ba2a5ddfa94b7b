"""The responsibility list on the staff's pages, and what it suggests on the page of a case."""

from tests.api_console.conftest import Desk, alert


async def test_the_list_is_read_by_all_and_changed_by_supervisors(desk: Desk) -> None:
    handler, supervisor = await desk.seat("handler"), await desk.seat("supervisor")
    await handler.get("/staff/responsibilities")
    assert "市政" not in handler.page.split("<tbody>")[0] and "/staff/responsibilities" not in handler.forms()
    await supervisor.get("/staff/responsibilities")
    unsaid = await supervisor.submit("/staff/responsibilities", area="990121001001", unit="QH-CG")
    assert unsaid.status_code == 422 and "内容分类" in alert(unsaid.text)
    typed = {"topic": "030100", "area": "990121001001", "unit": "QH-CG"}
    await supervisor.follow(await supervisor.submit("/staff/responsibilities", **typed))
    assert "责任清单已更改。" in supervisor.page and "东门社区" in supervisor.page.split("<tbody>")[1]
    case = f"/staff/cases/{await desk.file(topic='030100', area='990121001001')}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    assert "由<b>清河县综合行政执法局（城管局）</b>负责" in clerk.page
    assert '<option value="QH-CG" selected>' in clerk.forms()[f"{case}/forward"]
    await supervisor.follow(await supervisor.submit("/staff/responsibilities", **typed | {"unit": ""}))
    await clerk.get(case)
    assert "由<b>清河县住房和城乡建设局</b>负责" in clerk.page
