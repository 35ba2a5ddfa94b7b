from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Calendar, notice_days
from models.deadlines import Due, Roll, add_days, add_working_days, load_profile, profile_names, visit_day

CALENDAR = Calendar()
DATES = st.dates(date(2000, 1, 1), date(2035, 12, 31))
LENGTHS = st.integers(0, 100)
ROLLS = st.sampled_from(["holidays", "days_off"])


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "result"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 10, "2026-10-15"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2025-12-31", 3, "2026-01-06"),
    ],
)
def test_working_days(start: str, n: int, result: str) -> None:
    assert add_working_days(day(start), n, CALENDAR) == Due(day(result), day(result), provisional=False)


@pytest.mark.parametrize(
    ("start", "n", "nominal", "at", "provisional"),
    [
        ("2026-09-16", 15, "2026-10-01", "2026-10-08", False),
        ("2026-02-02", 15, "2026-02-17", "2026-02-24", False),
        ("2026-08-03", 60, "2026-10-02", "2026-10-08", False),
        ("2026-11-22", 60, "2027-01-21", "2027-01-21", True),
        ("2026-11-22", 90, "2027-02-20", "2027-02-20", True),
    ],
)
def test_natural_days(start: str, n: int, nominal: str, at: str, provisional: bool) -> None:
    assert add_days(day(start), n, CALENDAR) == Due(day(nominal), day(at), provisional)


def test_rolling_over_plain_weekends_is_the_profiles_choice() -> None:
    assert day("2027-02-20").weekday() == 5
    assert add_days(day("2026-11-22"), 90, CALENDAR, roll="days_off").at == day("2027-02-22")


def test_visit_days_of_2026() -> None:
    moved = {2: 24, 3: 16, 8: 17, 11: 16}
    for month in range(1, 13):
        assert visit_day(2026, month, 15, CALENDAR) == date(2026, month, moved.get(month, 15))


def test_a_visit_day_the_month_lacks_is_its_last() -> None:
    assert visit_day(2026, 6, 31, CALENDAR) == date(2026, 6, 30)
    with pytest.raises(ValueError, match="month"):
        visit_day(2026, 13, 15, CALENDAR)


def test_a_confirmed_calendar_ends_the_provision() -> None:
    notice = {date(2027, 1, d): "元旦" for d in (1, 2, 3)} | {date(2027, 1, 21): "假日"}
    due = add_days(day("2026-11-22"), 60, Calendar(notice_days(2027, notice, {})))
    assert due == Due(day("2027-01-21"), day("2027-01-22"), provisional=False)


@pytest.mark.parametrize(
    ("key", "n", "unit"),
    [
        ("register", 0, "natural"),
        ("forward", 15, "natural"),
        ("intake_notice", 15, "natural"),
        ("objection", 5, "working"),
        ("handle", 60, "natural"),
        ("extend", 30, "natural"),
        ("review_request", 30, "natural"),
        ("review_decision", 30, "natural"),
        ("rereview_request", 30, "natural"),
        ("rereview_decision", 30, "natural"),
    ],
)
def test_the_national_clock_table(key: str, n: int, unit: str) -> None:
    limit = load_profile("national").limits[key]
    assert (limit.n, limit.unit) == (n, unit)
    assert limit.statutory


def test_a_profile_counts_by_its_own_table() -> None:
    profile = load_profile("national")
    assert profile.due("objection", day("2026-09-18"), CALENDAR).at == day("2026-09-24")
    assert profile.due("handle", day("2026-08-03"), CALENDAR) == Due(day("2026-10-02"), day("2026-10-08"), False)
    start = datetime(2026, 2, 17, 23, 30, tzinfo=UTC)
    assert profile.due_time("emergency", start) == start + timedelta(hours=2)
    assert not profile.limits["emergency"].statutory
    with pytest.raises(ValueError, match="hours"):
        profile.due("emergency", day("2026-02-17"), CALENDAR)
    with pytest.raises(ValueError, match="days"):
        profile.due_time("handle", start)
    with pytest.raises(KeyError):
        profile.due("nothing", day("2026-02-17"), CALENDAR)


def test_every_profile_loads() -> None:
    assert "national" in profile_names()
    for name in profile_names():
        profile = load_profile(name)
        assert profile.title
        assert profile.source
        assert profile.in_force_until is None or profile.in_force_until > profile.in_force_from
    with pytest.raises(KeyError):
        load_profile("../seed/topics")


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


@given(DATES, LENGTHS)
def test_provisional_says_an_unconfirmed_year_was_counted(start: date, n: int) -> None:
    due = add_days(start, n, CALENDAR)
    assert due.provisional == (start.year < 2004 or due.at.year > 2026)


@given(DATES, st.integers(-100, -1))
def test_a_negative_limit_is_refused(start: date, n: int) -> None:
    for add in (add_days, add_working_days):
        with pytest.raises(ValueError, match="negative"):
            add(start, n, CALENDAR)
