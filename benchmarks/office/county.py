"""A made-up county to set up: forty units, three hundred people, and the sheets that bring them."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

CODE, NAME = "330199", "云江县"
CLERK, SUPERVISOR = "zhao.min", "qian.du"
DESK = {
    "county_code": CODE, "county": NAME, "government": "云江县人民政府", "desk": "云江县人民来访接待中心",
    "desk_phone": "0500-5550100", "desk_hours": "工作日 8:30–17:30", "desk_address": "江边路1号",
    "discipline_unit": "云江县纪委监委", "discipline_phone": "0500-5550101", "clerk_login": CLERK,
    "clerk_name": "赵敏", "supervisor_login": SUPERVISOR, "supervisor_name": "钱督", "discipline_login": "sun.zheng",
    "discipline_name": "孙正", "discipline2_login": "li.zheng", "discipline2_name": "李峥",
}  # fmt: skip
TOWNS = ("东溪", "西塘", "南岸", "北桥", "上坪", "下坪", "青石", "白沙", "大湾", "小河", "竹园", "柳林")
BUREAUS = (
    "住建局", "交通局", "教育局", "公安局", "民政局", "司法局", "财政局", "人社局", "自然资源局", "生态环境局",
    "水利局", "农业农村局", "商务局", "文旅局", "卫健局", "退役军人局", "应急局", "审计局", "市场监管局", "统计局",
    "医保局", "城管局", "林业局", "供销社", "气象局", "数据局", "残联", "妇联",
)  # fmt: skip
SURNAMES, GIVEN = "李王张刘陈杨黄周吴徐林何高郭马罗梁宋郑谢", "安邦晨东芳刚海虹佳坤兰梅宁平清荣书涛文雪"
UNITS, PEOPLE = len(TOWNS) + len(BUREAUS), 300


def unit(n: int) -> str:
    """The code of a unit; the first is 1."""
    return f"U{n:02d}"


def head(n: int) -> str:
    """The login of the head of a unit, who came last into it."""
    return _login(PEOPLE - UNITS + n)


def other(n: int) -> str:
    """The login of somebody else of one of the first twenty units."""
    return _login(UNITS // 2 + n)


def _login(n: int) -> str:
    return f"p{n:03d}"


def area(n: int) -> str:
    """The code of a town; the first is 1."""
    return f"{CODE}{n:03d}"


def sheets(at: Path) -> Path:
    """An XLSX file with places, units and people."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(
        book, "地方", ["编码", "名称", "层级", "上一级"], [[area(n), f"{t}镇", "乡镇", CODE] for n, t in _from_1(TOWNS)]
    )
    names = [*(f"{NAME}{b}" for b in BUREAUS), *(f"{t}镇人民政府" for t in TOWNS)]
    below = len(BUREAUS)
    heads = ["编码", "名称", "层级", "地方", "上一级", "负责人", "电话"]
    _sheet(book, "单位", heads, [
        [unit(n), name, "县" if n <= below else "乡镇", CODE if n <= below else area(n - below), "GOV", head(n),
         f"0500-555{n:04d}"] for n, name in _from_1(names)
    ])  # fmt: skip
    people = [f"{SURNAMES[n % 20]}{GIVEN[n // 20 % 20]}" for n in range(PEOPLE)]
    # The last ones head the units, one each.
    _sheet(book, "人员", ["登录名", "姓名", "角色", "单位"], [
        [_login(n), name, "承办", unit((n - 1 - (PEOPLE - UNITS)) % UNITS + 1)] for n, name in _from_1(people)
    ])  # fmt: skip
    path = at / "county.xlsx"
    book.save(path)
    return path


def _from_1(names: Sequence[str]) -> list[tuple[int, str]]:
    return [*enumerate(names, 1)]


def _sheet(book: Workbook, title: str, heads: list[str], rows: list[list[str]]) -> None:
    made = book.create_sheet(title)
    for row in (heads, *rows):
        made.append(row)
