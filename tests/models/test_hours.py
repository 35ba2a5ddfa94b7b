"""Office hours as they are written, read into times at which somebody is there; else nothing is promised."""

from datetime import date

import pytest

from models.calendar import Calendar
from models.hours import openings

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("工作日 8:30–17:30", ["11-27 08:30-17:30", "11-30 08:30-17:30"]),
        ("工作日 8:30-12:00，14:00-17:30", ["11-27 08:30-12:00", "11-27 14:00-17:30"]),
        ("周一至周五 9：00～17：00", ["11-27 09:00-17:00", "11-30 09:00-17:00"]),
        ("周二、周四 9:00–11:30", ["12-01 09:00-11:30", "12-03 09:00-11:30"]),
        ("每天 0:00-24:00", ["11-27 00:00-00:00", "11-28 00:00-00:00"]),
        ("每天", []),
        ("8:30–17:30", []),
        ("工作日 17:30-8:30", []),
        ("工作日 25:00-99:99", []),
        ("看情况", []),
        ("", []),
    ],
)
def test_hours_are_read_or_nothing_is_promised(written: str, wanted: list[str]) -> None:
    found = openings(written, Calendar(), FRIDAY)
    assert [f"{since:%m-%d %H:%M}-{until:%H:%M}" for since, until in found[:2]] == wanted


def test_a_holiday_is_closed_and_a_make_up_day_open() -> None:
    days = [f"{since:%m-%d}" for since, _ in openings("工作日 8:30–17:30", Calendar(), date(2026, 9, 28))]
    assert "10-01" not in days and "10-07" not in days and days[0] == "09-28"
