"""The judge of the hearing: rows are read strictly, and what is wrong is found wrong."""

from pathlib import Path

import pytest

from benchmarks.hearing.__main__ import OWN, summary
from benchmarks.hearing.play import Judged, played
from benchmarks.hearing.rows import CONTEXTS, OUTCOMES, BadRows, Row, rows_of
from benchmarks.hearing.town import town

HEAD = "context,text,want,value\n"

PLAYED = (
    Row(1, "menu", "村口的路灯坏了，没人修。", ("concern",)),
    Row(2, "menu", "村口的路灯坏了，没人修。", ("thanks",)),
    Row(3, "menu", "转人工", ("person",)),
    Row(4, "people", "12", ("taken",), "12"),
    Row(5, "people", "12", ("taken",), "21"),
    Row(6, "slot", "上午9点", ("taken",), "09:00"),
    Row(7, "booked", "我的预约", ("my_bookings",)),
    Row(8, "replied", "不想活了", ("crisis_c1",)),
)
"""Where the right ones are right whatever else is heard, and the second and the fifth are wrong whatever is heard."""


@pytest.fixture(scope="module")
async def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    async with town(tmp_path_factory.mktemp("hearing")) as held:
        return [await played(held, row) for row in PLAYED]


async def test_what_is_right_and_what_is_wrong_is_told_apart(judged: list[Judged]) -> None:
    assert [j.row.number for j in judged if not j.right] == [2, 5], [j.line() for j in judged]
    assert judged[1].got == "concern"
    assert (judged[4].got, judged[4].value_right) == ("taken", False)


async def test_the_figures_are_those_of_the_rows(judged: list[Judged]) -> None:
    told = summary(judged, 1)
    assert (told["rows"], told["right"], told["share"]) == (8, 6, 0.75)
    assert told["by_context"]["people"] == {"rows": 2, "right": 1, "share": 0.5}
    assert told["words_lost"] == told["dead_ends"] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("context,text\nmenu,你好\n", "lacks the column want, value"),
        (HEAD, "no rows"),
        ("", "lacks the column"),
        (HEAD + "menu,你好,greeting,\nmneu,你好,greeting,\n", "row 2: no such context: 'mneu'"),
        (HEAD + "menu,你好,hello,\n", "row 1: no such outcome: 'hello'"),
        (HEAD + "menu,  ,greeting,\n", "row 1: the text is empty"),
        (HEAD + "menu,你好,,\n", "row 1: wants no outcome"),
        (HEAD + "menu,yes, please,thanks,\n", "row 1: has 5 fields"),
        (HEAD + 'menu,"你好,greeting,\n', "line 2"),
        (HEAD + "menu,a\0b,greeting,\n", "NUL"),
    ],
)
def test_rows_that_cannot_be_judged_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRows, match=says):
        rows_of(path)


def test_a_file_in_gbk_is_named_as_such_and_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path, row = tmp_path / "rows.csv", HEAD + "menu,你好,greeting|help,\n"
    path.write_bytes(row.encode("gbk"))
    with pytest.raises(BadRows, match="line 2: not UTF-8"):
        rows_of(path)
    path.write_bytes(row.encode("utf-8-sig"))
    assert rows_of(path) == [Row(1, "menu", "你好", ("greeting", "help"))]


def test_a_file_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadRows, match=r"none\.csv: No such file"):
        rows_of(tmp_path / "none.csv")


def test_our_own_rows_reach_every_context_and_outcome() -> None:
    rows = rows_of(OWN)
    assert len(rows) >= 400
    assert {row.context for row in rows} == set(CONTEXTS)
    assert {one for row in rows for one in row.want} == set(OUTCOMES)
