"""Sheets brought in: whole or not at all, every wrong cell named, hundreds of rows in seconds."""

import io
import time
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from tests.api.counter import Api, ok, refused


def book(**sheets: list[list[object]]) -> bytes:
    """Sheets by what they are called; the first row holds the heads."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


async def bring(api: Api, content: bytes, name: str = "a.xlsx", check: bool = False, key: str | None = None) -> Any:
    sent = {"files": (name, content, "application/octet-stream")}
    return await api("POST", f"/v1/office/import?check={check}", "admin", key=key or api.key(), files=sent)


UNIT_HEADS: list[object] = ["编码*", "名称*", "层级*", "地方*", "上一级", "负责人"]
PERSON_HEADS: list[object] = ["登录名", "姓名", "角色", "单位"]


async def test_forty_units_and_three_hundred_people_take_seconds(api: Api) -> None:
    units: list[list[object]] = [[f"U{n}", f"第{n}局", "县", 990121, f"U{n - 1}" if n > 1 else "", f"p{n}"]
                                 for n in range(40, 0, -1)]  # fmt: skip
    people: list[list[object]] = [[f"p{n}", f"职员{n}", "承办", f"U{n % 40 + 1}"] for n in range(300)]
    content = book(单位=[UNIT_HEADS, *units], 人员=[PERSON_HEADS, *people])
    began = time.monotonic()
    done = ok(await bring(api, content, key="the-import"))
    assert time.monotonic() - began < 20, "on a busy machine; alone it is a second or two"
    assert [(s["sheet"], s["made"]) for s in done["sheets"]] == [("单位", 40), ("人员", 300)]
    assert len(done["people"]) == 300
    assert ok(await bring(api, content, key="the-import")) == done, "the answer that was lost"
    again = ok(await bring(api, content))
    assert [(s["made"], s["changed"]) for s in again["sheets"]] == [(0, 0), (0, 0)]
    one = ok(await api("GET", "/v1/office/units/U7", "clerk"))
    assert (one["head"], one["parent"], one["area"]) == ("p7", "U6", "990121")
    first = done["people"][0]
    form = {"username": first["login"], "password": first["password"]}
    ok(await api("POST", "/v1/token", data=form))


async def test_every_wrong_cell_is_named_and_nothing_is_written(sqlite_api: Api) -> None:
    units: list[list[object]] = [
        ["N1", "新局", "县", "990121", "", "nobody"],
        ["N1", "又一个", "县", "990121", "", ""],
        ["N2", "", "县城", "990121", "", ""],
        ["N3", "三局", "县", "123456", "NONE", ""],
        ["N4", "四所", "乡镇、街道", "990121001", "", ""],
    ]
    people: list[list[object]] = [
        ["a b", "空格", "承办", "QH-ZJ"],
        ["x1", "没单位", "承办", ""],
        ["x2", "纪检", "纪检", "QH-JW"],
        ["x3", "好人", "承办", "N1"],
        ["x4", "角色", "经办", "QH-ZJ"],
    ]
    content = book(单位=[UNIT_HEADS, *units], 人员=[PERSON_HEADS, *people], 说明=[["随便写"]])
    why = refused(await bring(sqlite_api, content), 422, "import_flaws")
    found = {(e["sheet"], e["row"], e["column"]) for e in why["errors"]}
    assert found == {
        ("单位", "2", "负责人"), ("单位", "3", "编码"), ("单位", "4", "名称"), ("单位", "4", "层级"),
        ("单位", "5", "地方"),
        ("人员", "2", "登录名"), ("人员", "3", "单位"), ("人员", "4", "角色"),
        ("人员", "6", "角色"),
    }  # fmt: skip
    said = {(e["row"], e["column"]): e["detail"] for e in why["errors"]}
    assert "省；市；县；乡镇、街道" in said["4", "层级"] and "接待登记；承办" in said["6", "角色"]
    assert "N1" not in [u["code"] for u in ok(await sqlite_api("GET", "/v1/units", "clerk"))["items"]]
    assert ok(await sqlite_api("GET", "/v1/audit?q=N1", "admin"))["items"] == []


async def test_csv_and_what_is_no_table(sqlite_api: Api) -> None:
    rows = "编码,名称,层级,上一级,多出来的\n"
    rows += "990121001010,新社区,村,990121001,x\n990121001010001,第一网格,网格,990121001010,\n"
    looked = ok(await bring(sqlite_api, rows.encode("gb18030"), "地方.csv", check=True))
    assert (looked["written"], looked["sheets"][0]["made"]) == (False, 2)
    done = ok(await bring(sqlite_api, rows.encode("gb18030"), "地方.csv"))
    assert (done["sheets"][0]["made"], done["ignored"]) == (2, ["地方: 多出来的"])
    assert ok(await sqlite_api("GET", "/v1/office/areas/990121001010001", "clerk"))["parent"] == "990121001010"
    for content, name, code in (
        (b"PK\x03\x04broken", "a.xlsx", "not_a_table"),
        (b"\xff\xfe\x00\x80", "a.csv", "not_a_table"),
        (b"", "a.csv", "no_such_sheet"),
        (b"a,b\n1,2\n", "a.csv", "no_such_sheet"),
    ):
        refused(await bring(sqlite_api, content, name), 422, code)
    got = await sqlite_api("GET", "/v1/office/import/template.xlsx", "clerk")
    pages = load_workbook(io.BytesIO(got.content)).worksheets
    assert [p.title for p in pages][:4] == ["地方", "内容分类", "单位", "人员"]
    assert pages[3][1][0].value == "登录名*"
    assert [v.formula1 for v in pages[3].data_validations.dataValidation] == ['"接待登记,承办,督办,领导,系统管理"']
