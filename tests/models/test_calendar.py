from datetime import UTC, date, datetime, timedelta

import pytest

from models.calendar import Calendar, Day, guessed_days, notice_days, official_days
from models.clock import ManualClock, SystemClock, local_date


def test_2026_make_up_days_are_worked() -> None:
    worked = [day.date for day in official_days(2026) if day.kind == "make_up"]
    assert worked == [date(2026, m, d) for m, d in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]]
    assert all(Calendar().is_working(d) for d in worked)


def test_a_named_arrangement_is_no_plain_weekend() -> None:
    calendar = Calendar()
    assert calendar.day(date(2026, 2, 15)) == Day(date(2026, 2, 15), "holiday", True, "春节")
    assert calendar.day(date(2026, 11, 22)) == Day(date(2026, 11, 22), "weekend", True, "")
    assert not calendar.is_holiday(date(2026, 11, 22))
    assert not calendar.is_working(date(2026, 11, 22))


@pytest.mark.parametrize("year", [2003, 2027, 1970, 2400])
def test_a_year_without_a_notice_is_guessed_and_says_so(year: int) -> None:
    days = official_days(year)
    assert len(days) == (date(year + 1, 1, 1) - date(year, 1, 1)).days
    assert not any(day.confirmed for day in days)
    assert [(day.date.month, day.date.day) for day in days if day.kind == "holiday"] == [
        (1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3),
    ]  # fmt: skip
    assert not any(day.kind == "make_up" for day in days)


def test_given_rows_win_over_the_package() -> None:
    extra = Day(date(2026, 11, 23), "holiday", True, "清河县庆典")
    calendar = Calendar([extra])
    assert calendar.day(date(2026, 11, 24)).kind == "workday"
    assert calendar.day(extra.date) == extra


def test_a_notice_makes_its_year_confirmed() -> None:
    days = notice_days(2027, {date(2027, 2, 5): "春节"}, {date(2027, 2, 14): "春节"})
    calendar = Calendar(days)
    assert calendar.is_holiday(date(2027, 2, 5))
    assert calendar.is_working(date(2027, 2, 14))
    assert all(calendar.confirmed(day.date) for day in guessed_days(2027))
    assert not calendar.confirmed(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("holidays", "make_up"),
    [
        ({date(2026, 1, 1): "元旦"}, {}),
        ({date(2027, 1, 2): "元旦"}, {date(2027, 1, 2): "元旦"}),
        ({}, {date(2027, 1, 4): "元旦"}),
    ],
)
def test_an_unsound_notice_is_refused(holidays: dict[date, str], make_up: dict[date, str]) -> None:
    with pytest.raises(ValueError, match="day|date"):
        notice_days(2027, holidays, make_up)


def test_a_message_at_23_59_counts_that_day() -> None:
    assert local_date(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert local_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_clocks() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    clock = ManualClock(datetime(2026, 11, 22, tzinfo=UTC))
    assert clock.advance(timedelta(days=1)) == clock.now() == datetime(2026, 11, 23, tzinfo=UTC)
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2027
    with pytest.raises(ValueError, match="naive"):
        clock.set(datetime(2027, 1, 1))
    with pytest.raises(ValueError, match="naive"):
        local_date(datetime(2027, 1, 1))
