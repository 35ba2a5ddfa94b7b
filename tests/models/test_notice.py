"""Holiday notices: as the State Council writes them, from a file, and everything that cannot be."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.examples import NOTICE_2027
from models.calendar import Calendar, official_days
from models.notice import WrongNotice, arrangements, days, read
from models.wire import HolidayNotice

HERE = Path(__file__).parent
YEAR_2026 = HERE / "notice-2026.toml"
TABLE_2026 = HERE / "notice-2026.csv"


def notice(**changes: Any) -> HolidayNotice:
    return HolidayNotice.model_validate(deepcopy(NOTICE_2027) | changes)


def test_the_notice_of_2026_gives_the_year_that_is_known() -> None:
    found, known = days(read(YEAR_2026.name, YEAR_2026.read_bytes())), official_days(2026)
    assert [(d.date, d.kind, d.confirmed) for d in found] == [(d.date, d.kind, True) for d in known]
    assert {d.name[:2] for d in found} == {d.name[:2] for d in known}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_says_the_same(encoding: str) -> None:
    written = TABLE_2026.read_text().encode(encoding)
    told = read(YEAR_2026.name, YEAR_2026.read_bytes())
    assert read("放假.CSV", written, 2026, told.source) == told


@pytest.mark.parametrize("year", range(2012, 2027))
def test_what_is_shown_of_a_year_is_what_it_was_made_of(year: int) -> None:
    known = official_days(year)
    holidays = {d.date for d in known if d.kind == "holiday"}
    shown = arrangements(known)
    assert {date.fromordinal(n) for a in shown for n in range(a.first.toordinal(), a.last.toordinal() + 1)} == holidays
    assert {d for a in shown for d in a.make_up} == {d.date for d in known if d.kind == "make_up"}


def test_a_notice_may_reach_into_december() -> None:
    """That of 2023 began on 31 December 2022."""
    shifted = deepcopy(NOTICE_2027["arrangements"])
    shifted[0] |= {"first": "2026-12-31", "last": "2027-01-02"}
    calendar = Calendar(days(notice(arrangements=shifted)))
    assert calendar.is_holiday(date(2026, 12, 31))
    assert calendar.is_working(date(2026, 12, 30))
    assert not calendar.is_holiday(date(2027, 1, 3))
    assert calendar.confirmed(date(2027, 12, 31))


def _with(n: int, **changes: Any) -> list[dict[str, Any]]:
    changed = deepcopy(NOTICE_2027["arrangements"])
    changed[n] |= changes
    return changed


@pytest.mark.parametrize(
    ("arrangements", "field", "said"),
    [
        (NOTICE_2027["arrangements"][:6], "arrangements", "国庆 is missing"),
        (_with(3, name="节日"), "arrangements", "劳动 is missing"),
        (_with(3, first="2027-05-02", make_up=[]), "arrangements", "2027-05-01 (劳动节) is missing"),
        (_with(1, first="2027-02-12"), "arrangements.1.last", "is no holiday of 1 to 16 days"),
        (_with(1, last="2027-04-11"), "arrangements.1.last", "is no holiday of 1 to 16 days"),
        (_with(1, first="2026-02-05"), "arrangements.1.first", "is not in 2027"),
        (_with(2, first="2027-02-10", last="2027-02-12"), "arrangements.2.first", "belongs to 春节 already"),
        (_with(1, make_up=["2027-02-15"]), "arrangements.1.make_up.0", "is no Saturday or Sunday"),
        (_with(1, make_up=["2027-01-31", "2027-01-31"]), "arrangements.1.make_up.1", "already"),
        (_with(1, make_up=["2027-02-06"]), "arrangements.1.make_up.0", "already"),
        (_with(1, make_up=["2028-02-06"]), "arrangements.1.make_up.0", "is not in 2027"),
    ],
)
def test_what_cannot_be_names_its_row(arrangements: list[dict[str, Any]], field: str, said: str) -> None:
    with pytest.raises(WrongNotice) as why:
        days(notice(arrangements=arrangements))
    assert why.value.field == field
    assert said in why.value.detail


HEADER = "name,first,last,make_up\n"


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("a.toml", "year = 2027\nsource = ", "a.toml"),
        ("a.toml", 'year = 2027\nsource = "通知"', "arrangements"),
        ("a.toml", 'year = 1900\nsource = "通知"\narrangements = []', "year"),
        ("a.csv", "name,from,to\n", "row 1"),
        ("a.csv", "", "row 1"),
        ("a.csv", HEADER, "arrangements"),
        ("a.csv", HEADER + "元旦,2027-01-01,2027-01-32,\n", "arrangements.0.last"),
        ("a.csv", HEADER + "元旦,2027-01-01\n", "arrangements.0.last"),
        ("a.csv", HEADER + "元旦,2027/1/1,2027年1月3日,2027-01-99\n", "arrangements.0.make_up.0"),
        ("a.csv", HEADER + ",2027-01-01,2027-01-03,\n", "arrangements.0.name"),
        ("a.pdf", "%PDF", "a.pdf"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(name: str, body: str, field: str) -> None:
    with pytest.raises(WrongNotice) as why:
        read(name, body.encode(), 2027 if name.endswith("csv") else None, "通知" if name.endswith("csv") else None)
    assert why.value.field == field


def test_a_table_without_its_year_is_asked_for_it() -> None:
    with pytest.raises(WrongNotice) as why:
        read("a.csv", TABLE_2026.read_bytes())
    assert why.value.field == "year"
