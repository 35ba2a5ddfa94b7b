"""From the demonstration to a real county: taken away, set up, filled from sheets, and a case finds its owner."""

from sqlalchemy import select, text

from models.tables import Case, Staff, Table
from tests.api_console.conftest import PASSWORD, Desk, alert

COUNTY = {
    "county_code": "330199", "county": "云江县", "government": "云江县人民政府", "desk": "云江县人民来访接待中心",
    "desk_phone": "0571-5550100", "desk_hours": "工作日 8:30–17:30", "desk_address": "江边路1号",
    "discipline_unit": "云江县纪委监委", "discipline_phone": "0571-5550101", "clerk_login": "zhao.min",
    "clerk_name": "赵敏", "supervisor_login": "qian", "supervisor_name": "钱督", "discipline_login": "sun",
    "discipline_name": "孙正", "discipline2_login": "li.zheng", "discipline2_name": "李峥",
}  # fmt: skip
UNITS = "编码,名称,层级,地方,上一级,负责人\nZJ,云江县住建局,县,330199,GOV,li.lei\n"
AREAS = "编码,名称,层级,上一级\n330199001,江口镇,乡镇、街道,330199\n"
PEOPLE = "登录名,姓名,角色,单位\nli.lei,李雷,承办,ZJ\n"


async def test_nothing_of_the_demonstration_is_left_and_a_real_case_has_an_owner(desk: Desk) -> None:
    await desk.file("演示的件：路灯坏了")
    seat = await desk.seat("sysadmin")
    await seat.get("/staff")
    assert "演示数据：清河县" in seat.page
    await seat.get("/staff/setup")
    assert ">清除演示数据</button>" in seat.page
    refused = await seat.submit("/staff/setup/clear", county="清江县")
    assert refused.status_code == 422 and "没有清除" in alert(seat.page)
    await seat.follow(await seat.submit("/staff/setup/clear", county="清河县"))
    assert "已经清除" in seat.page and "演示数据：" not in seat.page
    assert await _left(desk) == set()
    assert (await seat.http.get("/staff")).headers["location"] == "/staff/setup", "the first page after the log-in"
    await seat.follow(await seat.http.get("/staff/posters"))
    assert "/staff/setup" in seat.forms(), "whatever needs a county leads to where it is set up"
    fictional = await seat.submit("/staff/setup", **COUNTY | {"county_code": "990121"})
    assert fictional.status_code == 422 and 'value="云江县"' in fictional.text
    made = await seat.submit("/staff/setup", **COUNTY)
    assert made.status_code == 201, alert(made.text)
    password = made.text.split("zhao.min</th>")[1].split('password">')[1].split("<")[0]
    await seat.get("/staff")
    assert "/staff/office/missing" in seat.page
    await seat.get("/staff/office/missing")
    assert "能看举报的不到两人" not in seat.page and "接访日" in seat.page and "清河" not in seat.page
    await seat.get("/staff/office/import")
    sheets = [("files", (name, body.encode(), "text/csv")) for name, body in
              (("地方.csv", AREAS), ("单位.csv", UNITS), ("人员.csv", PEOPLE))]  # fmt: skip
    await seat.submit("/staff/office/import", files=sheets)
    assert "li.lei</th>" in seat.page, alert(seat.page)
    await seat.get("/staff/office/units")
    assert "李雷" in seat.page, "the unit has its head"
    number = await desk.file("江口镇的桥塌了", area="330199001")
    assert number.startswith("330199")
    clerk = await desk.newcomer("zhao.min", password)
    await clerk.get(f"/staff/cases/{number}")
    assert "江口镇的桥塌了" in clerk.page
    async with desk.app.state.context.db.read() as session:
        owner = select(Staff.login).join(Case, Case.owner_id == Staff.id).where(Case.case_no == number)
        assert await session.scalar(owner) == "zhao.min"
    await desk.seat("sysadmin", PASSWORD)


async def _left(desk: Desk) -> set[str]:
    """Tables in which the name of the demonstration county still stands."""
    found = set()
    async with desk.app.state.context.db.read() as session:
        for table in Table.metadata.sorted_tables:
            rows = (await session.execute(text(f"SELECT * FROM {table.name}"))).all()
            if any("清河" in str(row) for row in rows):
                found.add(table.name)
    return found
