"""Counting days: every vector of the field's table, and what holds for all dates."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Calendar, notice_days
from models.clock import local_date
from models.deadlines import Due, Pause, Roll, add_days, add_working_days, keep_promise, moved_off, visit_day
from models.profiles import load

CALENDAR = Calendar()
NATIONAL = load()["national"]
DATES = st.dates(date(2000, 1, 1), date(2035, 12, 31))
LENGTHS = st.integers(0, 100)
ROLLS = st.sampled_from(["holidays", "days_off"])
VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text().splitlines()))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['start']}+{row['n']}{row['unit']}")
def test_vectors(row: dict[str, str]) -> None:
    start, expected = day(row["start"]), Due(day(row["nominal"]), day(row["at"]), row["provisional"] == "yes")
    if row["unit"] == "visit":
        assert visit_day(start.year, start.month, start.day, CALENDAR) == expected.at
    elif row["unit"] == "working":
        assert add_working_days(start, int(row["n"]), CALENDAR) == expected
    else:
        assert add_days(start, int(row["n"]), CALENDAR) == expected


def test_the_table_is_whole() -> None:
    assert [r["unit"] for r in VECTORS].count("working") == 6
    assert [r["unit"] for r in VECTORS].count("natural") == 5
    assert [r["unit"] for r in VECTORS].count("visit") == 12


def test_rolling_over_plain_weekends_is_the_profiles_choice() -> None:
    assert day("2027-02-20").weekday() == 5
    assert add_days(day("2026-11-22"), 90, CALENDAR, roll="days_off").at == day("2027-02-22")


def test_a_visit_day_the_month_lacks_is_its_last() -> None:
    assert visit_day(2026, 6, 31, CALENDAR) == date(2026, 6, 30)
    with pytest.raises(ValueError, match="month"):
        visit_day(2026, 13, 15, CALENDAR)


def test_a_confirmed_calendar_ends_the_provision() -> None:
    notice = {date(2027, 1, d): "元旦" for d in (1, 2, 3)} | {date(2027, 1, 21): "假日"}
    due = add_days(day("2026-11-22"), 60, Calendar(notice_days(2027, notice, {})))
    assert due == Due(day("2027-01-21"), day("2027-01-22"), provisional=False)


def test_a_message_at_23_59_counts_that_day() -> None:
    before, after = (local_date(datetime(2026, 9, 16, 15, 59, tzinfo=UTC) + timedelta(minutes=m)) for m in (0, 1))
    assert (before, after) == (day("2026-09-16"), day("2026-09-17"))
    assert NATIONAL.due("intake_notice", before, CALENDAR).nominal == day("2026-10-01")
    assert NATIONAL.due("intake_notice", after, CALENDAR).nominal == day("2026-10-02")


def test_hours_run_day_and_night_and_over_holidays() -> None:
    start = datetime(2026, 2, 17, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai, in the Spring Festival
    assert NATIONAL.due_time("emergency", start) == start + timedelta(hours=2)
    assert NATIONAL.due_time("utilities", start) == start + timedelta(hours=24)
    with pytest.raises(ValueError, match="hours"):
        NATIONAL.due("emergency", day("2026-02-17"), CALENDAR)
    with pytest.raises(ValueError, match="days"):
        NATIONAL.due_time("handle", start)
    with pytest.raises(KeyError):
        NATIONAL.due("nothing", day("2026-02-17"), CALENDAR)


# Hearings


def test_hearing_days_are_not_counted_in_re_review() -> None:
    key, start = "rereview_decision", day("2026-03-02")
    assert NATIONAL.due(key, start, CALENDAR).nominal == day("2026-04-01")
    for pauses, nominal in (
        ([Pause(day("2026-03-10"), day("2026-03-12"))], "2026-04-04"),
        ([Pause(day("2026-03-10"), day("2026-03-12")), Pause(day("2026-03-11"), day("2026-03-13"))], "2026-04-05"),
        ([Pause(day("2026-02-20"), day("2026-03-02"))], "2026-04-01"),  # over before the first day that is counted
        ([Pause(day("2026-04-01"), day("2026-04-01"))], "2026-04-02"),
        ([Pause(day("2026-04-02"), day("2026-04-09"))], "2026-04-01"),
    ):
        assert NATIONAL.due_with_pause(key, start, CALENDAR, pauses).nominal == day(nominal)


def test_after_a_hearing_the_last_day_still_leaves_the_holidays() -> None:
    hearing = [Pause(day("2026-03-10"), day("2026-03-12")), Pause(day("2026-04-07"), day("2026-04-07"))]
    due = NATIONAL.due_with_pause("rereview_decision", day("2026-03-02"), CALENDAR, hearing)
    assert due == Due(day("2026-04-04"), day("2026-04-08"), provisional=False)  # 清明 is 4 to 6 April


def test_working_days_stop_too() -> None:
    hearing = [Pause(day("2026-03-04"), day("2026-03-08"))]
    assert add_working_days(day("2026-03-02"), 5, CALENDAR, hearing).at == day("2026-03-12")


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        Pause(day("2026-03-02"), day("2026-03-01"))


@given(DATES, LENGTHS, st.lists(st.tuples(DATES, st.integers(0, 20)), max_size=3), ROLLS)
def test_a_pause_never_brings_a_date_forward(start: date, n: int, held: list[tuple[date, int]], roll: Roll) -> None:
    pauses = [Pause(first, first + timedelta(days=days)) for first, days in held]
    paused, plain = add_days(start, n, CALENDAR, roll, pauses), add_days(start, n, CALENDAR, roll)
    assert paused.nominal >= plain.nominal
    counted = (start + timedelta(days=i) for i in range(1, (paused.nominal - start).days + 1))
    assert sum(not any(d in p for p in pauses) for d in counted) == n
    assert n == 0 or not any(paused.at in p for p in pauses)


# What holds for all dates


@given(DATES, LENGTHS, ROLLS)
def test_rolling_never_shortens_and_never_rests_on_a_holiday(start: date, n: int, roll: Roll) -> None:
    due = add_days(start, n, CALENDAR, roll)
    assert due.nominal == start + timedelta(days=n)
    assert due.nominal <= due.at <= due.nominal + timedelta(days=12)
    if n:
        assert not CALENDAR.is_holiday(due.at)
        assert roll == "holidays" or CALENDAR.is_working(due.at)
        between = [due.nominal + timedelta(days=i) for i in range((due.at - due.nominal).days)]
        assert all(CALENDAR.is_holiday(d) if roll == "holidays" else not CALENDAR.is_working(d) for d in between)


@given(DATES, st.integers(0, 40), LENGTHS, st.integers(0, 40), ROLLS)
def test_a_later_start_and_more_days_never_end_earlier(start: date, later: int, n: int, more: int, roll: Roll) -> None:
    after = start + timedelta(days=later)
    for count in (
        lambda s, k: add_days(s, k, CALENDAR, roll),
        lambda s, k: add_working_days(s, k, CALENDAR),
    ):
        base, moved, longer = count(start, n), count(after, n), count(start, n + more)
        assert base.nominal <= moved.nominal
        assert base.nominal <= longer.nominal
        if n:  # at once is never rolled, so it can lie inside a holiday that a day after it has left
            assert base.at <= moved.at
            assert base.at <= longer.at


@given(DATES, LENGTHS)
def test_working_days_add_up(start: date, n: int) -> None:
    due = add_working_days(start, n, CALENDAR)
    worked = [d for i in range((due.at - start).days) if CALENDAR.is_working(d := start + timedelta(days=i + 1))]
    assert len(worked) == n
    assert n == 0 or due.at == worked[-1]


@given(DATES, LENGTHS, st.integers(0, 50))
def test_working_days_can_be_counted_in_two_steps(start: date, n: int, more: int) -> None:
    first = add_working_days(start, n, CALENDAR).at
    assert add_working_days(first, more, CALENDAR).at == add_working_days(start, n + more, CALENDAR).at


@given(DATES, LENGTHS, st.booleans())
def test_provisional_says_that_an_unconfirmed_day_was_counted(start: date, n: int, working: bool) -> None:
    due = add_working_days(start, n, CALENDAR) if working else add_days(start, n, CALENDAR)
    days = (start + timedelta(days=i) for i in range((due.at - start).days + 1))
    assert due.provisional == any(not CALENDAR.confirmed(d) for d in days)
    assert due.provisional == (start.year < 2004 or due.at.year > 2026)


@given(DATES, st.integers(-100, -1))
def test_a_negative_limit_is_refused(start: date, n: int) -> None:
    for add in (add_days, add_working_days):
        with pytest.raises(ValueError, match="negative"):
            add(start, n, CALENDAR)


# After the calendar has changed


NOTICE = Calendar(notice_days(2027, {date(2027, 2, d): "春节" for d in range(5, 12)}, {date(2027, 2, 14): "春节"}))


def kept(told: Due, counted: Due, right: bool, today: str = "2026-12-01") -> Due:
    return keep_promise(told, counted, right=right, today=day(today))


def test_a_right_whose_last_day_has_become_a_holiday_gets_longer() -> None:
    told, counted = (add_days(day("2027-01-07"), 30, calendar) for calendar in (CALENDAR, NOTICE))
    assert (told.at, counted.at) == (day("2027-02-06"), day("2027-02-12"))
    assert kept(told, counted, right=True) == Due(day("2027-02-06"), day("2027-02-12"), provisional=False)


def test_a_right_never_ends_earlier_than_it_was_told() -> None:
    """The guess rolled it over a holiday that the notice does not have."""
    told = Due(day("2027-10-02"), day("2027-10-08"), provisional=True)
    counted = Due(day("2027-10-02"), day("2027-10-04"), provisional=False)
    assert kept(told, counted, right=True) == Due(day("2027-10-02"), day("2027-10-08"), provisional=False)


def test_working_days_that_a_holiday_would_put_off_stay_owed_by_the_day_that_was_told() -> None:
    told, counted = (add_working_days(day("2027-02-03"), 5, calendar) for calendar in (CALENDAR, NOTICE))
    assert (told.nominal, counted.nominal) == (day("2027-02-10"), day("2027-02-16"))
    assert kept(told, counted, right=False) == Due(day("2027-02-10"), day("2027-02-10"), provisional=False)


def test_a_make_up_day_brings_forward_what_staff_owe_but_not_into_the_past() -> None:
    told = add_working_days(day("2027-02-12"), 3, CALENDAR)
    counted = add_working_days(day("2027-02-12"), 3, NOTICE)
    assert (told.nominal, counted.nominal) == (day("2027-02-17"), day("2027-02-16"))
    assert kept(told, counted, right=False).nominal == day("2027-02-16")
    assert kept(told, counted, right=False, today="2027-02-17").nominal == day("2027-02-17")
    assert kept(told, counted, right=False, today="2027-03-01").nominal == day("2027-02-17")


def test_natural_days_that_staff_owe_never_move_and_only_their_legal_end_does() -> None:
    told, counted = (add_days(day("2027-01-07"), 30, calendar) for calendar in (CALENDAR, NOTICE))
    assert kept(told, counted, right=False) == Due(day("2027-02-06"), day("2027-02-12"), provisional=False)


def test_a_day_moves_off_holidays() -> None:
    assert moved_off(day("2026-10-02"), CALENDAR, "holidays") == day("2026-10-08")
    assert moved_off(day("2026-11-22"), CALENDAR, "holidays") == day("2026-11-22")
    assert moved_off(day("2026-11-22"), CALENDAR, "days_off") == day("2026-11-23")


DUES = st.builds(lambda d, n, m: Due(d, d + timedelta(days=n), m), DATES, st.integers(0, 12), st.booleans())


@given(DUES, DUES, st.booleans(), DATES)
def test_nothing_is_shortened_for_residents_and_nothing_put_off_by_staff(
    told: Due, counted: Due, right: bool, today: date
) -> None:
    now = keep_promise(told, counted, right=right, today=today)
    if right:
        assert now.nominal >= told.nominal and now.at >= told.at
        assert now.at in (told.at, counted.at)
    else:
        assert now.nominal <= told.nominal
        assert now.nominal >= min(told.nominal, today)
    assert now.nominal <= now.at
    assert now.provisional == counted.provisional
    assert keep_promise(now, counted, right=right, today=today) == now
