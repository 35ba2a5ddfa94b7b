"""Several units on one matter, on the staff's page."""

from tests.api_console.conftest import Desk, alert


async def test_called_and_mustered_on_the_page(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    clerk, outsider = await desk.seat("clerk"), await desk.seat("outsider")
    await clerk.get(case)
    wrong = await clerk.submit(f"{case}/call", unit="QH-JT", whistle="true", note="到现场看")
    assert wrong.status_code == 409 and "只有乡镇" in alert(wrong.text) and "到现场看" in wrong.text
    assert (await outsider.get(case)).status_code == 404
    await clerk.follow(await clerk.submit(f"{case}/call", unit="QH-JT", note="到现场看"))
    assert "对方的负责人会收到" in clerk.page and "协办：清河县交通运输局" in clerk.page
    assert f"{case}/muster" not in clerk.forms(), "only the unit that was called"
    await outsider.get(case)
    await outsider.follow(await outsider.submit(f"{case}/muster", text="下午到场"))
    assert "已报到。" in outsider.page and "已到（" in outsider.page and f"{case}/reply" not in outsider.forms()


async def test_a_leader_and_a_suggestion_for_all(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    supervisor, outsider = await desk.seat("supervisor"), await desk.seat("outsider")
    await supervisor.get(case)
    await supervisor.follow(await supervisor.submit(f"{case}/lead", official="O-HEAD"))
    assert "包案领导：清河县人民政府县长 林若川" in supervisor.page
    admin, leader, head = await desk.seat("sysadmin"), await desk.seat("leader"), "/staff/office/officials/O-HEAD"
    await admin.get(head)
    known = {"name": "林若川", "post": "清河县人民政府县长", "portfolio": "全面工作", "level": "county", "active": "on"}
    await admin.follow(await admin.submit(head, account="leader", **known))
    await leader.get("/staff")
    assert (
        "您包案的" in leader.page
        and case in leader.page
        and "您接访：" in leader.page
        and "还没有人预约" in leader.page
    )
    unsaid = await supervisor.submit(f"{case}/improve", text="建议每月巡查。")
    assert unsaid.status_code == 422 and "承办单位" in alert(unsaid.text) and "建议每月巡查。" in unsaid.text
    await supervisor.follow(await supervisor.submit(f"{case}/improve", unit="QH-JT", text="建议每月巡查。"))
    await supervisor.get("/staff/improvements")
    assert "建议每月巡查。" in supervisor.page and not [f for f in supervisor.forms() if "/improvements/" in f]
    await outsider.get("/staff/improvements")
    (form,) = [f for f in outsider.forms() if "/improvements/" in f]
    unsaid = await outsider.submit(form, text="先巡查主要路口。")
    assert unsaid.status_code == 422 and "采纳情况" in alert(unsaid.text) and "先巡查主要路口。" in unsaid.text
    await outsider.follow(await outsider.submit(form, adoption="partly", text="先巡查主要路口。"))
    assert "已答复。" in outsider.page
    await supervisor.get(case)
    assert "先巡查主要路口。" in supervisor.page and "部分采纳" in supervisor.page
