"""Lists and reports as files that Excel opens."""

import csv
import io

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from api import sheets
from tests.api.counter import Api, names


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # by this Excel knows the encoding
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_the_list_is_taken_along_with_its_filters(sqlite_api: Api) -> None:
    api = sqlite_api
    evil = (await api.file('=HYPERLINK("http://evil")坏了', chat="a"))["case_no"]
    other = await api.brought_to("assigned", chat="b")
    walled = (await api.file("局长受贿", chat="c", kind="accusation"))["case_no"]
    answer = await api("GET", "/v1/exports/cases.csv", "clerk")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    heads, *rows = read(answer.content)
    assert [row[0] for row in rows] == [other, evil] and walled not in answer.text
    assert heads[0] == "编号" and rows[1][-1].startswith("'=HYPERLINK") and rows[0][2] == "办理中"
    only = await api("GET", "/v1/exports/cases.csv?state=assigned&state=closed", "clerk")
    assert [row[0] for row in read(only.content)[1:]] == [other]
    assert [r.action for r in await api.sql("SELECT action FROM audit_entry WHERE action = 'export_cases'")] != []
    book = load_workbook(io.BytesIO((await api("GET", "/v1/exports/cases.xlsx", "clerk")).content))
    found = list(book.worksheets[0].iter_rows())
    assert found[2][0].value == evil and found[2][-1].data_type == "s"
    names(await api("GET", "/v1/exports/cases.csv?sstate=x", "clerk"), "sstate")


async def test_the_endings_are_taken_along(sqlite_api: Api) -> None:
    await sqlite_api.brought_to("closed")
    heads, *rows = read((await sqlite_api("GET", "/v1/exports/endings.csv", "supervisor")).content)
    row = dict(zip(heads, next(r for r in rows if r[0] == "QH-ZJ"), strict=True))
    assert (row["已结束"], row["答复办结"], row["答复办结 %"]) == ("1", "1", "100.0")


@pytest.mark.parametrize("begins", sheets.FORMULA)
def test_no_cell_is_a_formula(begins: str) -> None:
    assert read(sheets.as_csv(["a"], [[f"{begins}1"]]))[1][0].startswith("'")
    cell = load_workbook(io.BytesIO(sheets.as_xlsx("x", ["a"], [[f"{begins}1"]]))).worksheets[0]["A2"]
    assert cell.data_type == "s"
