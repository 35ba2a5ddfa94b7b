"""The profiles: complete, in order, switched by name; a mistake in one is named."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.calendar import Calendar
from models.deadlines import Limit
from models.law.duties import Duty
from models.law.matters import Tier
from models.profiles import Choice, Profiles, Unsound, load
from models.profiles.keys import LIMITS, VALUES
from models.profiles.page import page

PROFILES = load()
TODAY = date(2026, 11, 26)
PAGE = Path(__file__).parent.parent.parent / "docs" / "deadlines.md"


def limit(profile: str, key: str) -> tuple[int, str]:
    found = PROFILES[profile].limits[key]
    return found.n, found.unit


def test_switching_the_profile_switches_the_limits() -> None:
    assert [limit("national", k) for k in ("intake_notice", "handle", "extend")] == [
        (15, "natural"), (60, "natural"), (30, "natural"),
    ]  # fmt: skip
    assert [limit("zhejiang-2016", k) for k in ("intake_notice", "handle", "complex_handle")] == [
        (5, "working"), (30, "natural"), (60, "natural"),
    ]  # fmt: skip
    assert {limit("hotline-weifang", k) for k in ("simple_handle", "handle", "complex_handle")} == {(5, "working")}
    tiers = (Tier.EMERGENCY, Tier.UTILITIES, Tier.NORMAL, Tier.COMPLEX)
    assert [limit("beijing-tiers", t.row.limit) for t in tiers] == [
        (2, "hours"), (24, "hours"), (7, "natural"), (15, "natural"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_can_be_asked_for_every_key(name: str) -> None:
    profile = PROFILES[name]
    assert set(profile.limits) == set(LIMITS)
    assert set(profile.values) == set(VALUES)
    assert set(Duty) | {t.row.limit for t in Tier} <= set(LIMITS)
    assert profile.title and profile.source
    assert profile.in_force(TODAY)
    for key, held in profile.limits.items():
        if held.unit != "hours":
            assert profile.due(key, TODAY, Calendar()).at >= TODAY


def test_what_a_profile_does_not_state_is_the_national_rule() -> None:
    zhejiang, national = PROFILES["zhejiang-2016"], PROFILES["national"]
    assert zhejiang.limits["review_request"] == national.limits["review_request"]
    assert zhejiang.roll == national.roll
    assert "review_request" not in zhejiang.own
    assert zhejiang.limits["handle"].from_memory
    assert not national.limits["handle"].from_memory


def test_the_national_clock_table_is_statutory() -> None:
    statutory = {
        "register", "forward", "intake_notice", "objection", "handle", "extend", "review_request", "review_decision",
        "rereview_request", "rereview_decision",
    }  # fmt: skip
    assert all(PROFILES["national"].limits[key].statutory for key in statutory)
    assert not PROFILES["national"].limits["news"].statutory


def test_a_ground_to_refuse_exists_only_where_a_profile_has_it() -> None:
    assert {name: p.values["missed_review_rule"] for name, p in PROFILES.items()} == {
        "national": 0, "zhejiang-2016": 0, "hotline-weifang": 1, "beijing-tiers": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "warned"), [(5, 3), (15, 3), (16, 7), (60, 7)])
def test_owners_of_longer_limits_are_warned_earlier(days: int, warned: int) -> None:
    assert PROFILES["national"].warn_days(days) == warned


# Which one holds


def test_the_nearest_area_that_names_a_profile_decides() -> None:
    assert PROFILES.for_area([None, "hotline-weifang", "zhejiang-2016"], TODAY).profile.name == "hotline-weifang"
    assert PROFILES.for_area([None, None], TODAY) == Choice(PROFILES["national"])
    assert PROFILES.for_area([], TODAY).profile.name == "national"
    assert load("beijing-tiers").for_area([None], TODAY).profile.name == "beijing-tiers"


def test_where_a_profile_is_not_in_force_national_rules_hold_and_it_is_said() -> None:
    zhejiang = PROFILES["zhejiang-2016"]
    before = zhejiang.in_force_from - timedelta(days=1)
    assert PROFILES.for_area(["zhejiang-2016"], before) == Choice(PROFILES["national"], "zhejiang-2016")
    assert PROFILES.for_area(["zhejiang-2016"], zhejiang.in_force_from) == Choice(zhejiang)
    assert PROFILES.for_area(["no-such"], TODAY) == Choice(PROFILES["national"], "no-such")


def test_a_case_keeps_the_profile_it_was_registered_under() -> None:
    assert PROFILES.of_case("zhejiang-2016").name == "zhejiang-2016"
    assert PROFILES.of_case("its file is gone").name == "national"


# Further ones


GOOD = """
name = "elsewhere"
title = "别处"
source = "别处的办法"
inherits = "national"
in_force_from = 2026-01-01
in_force_until = 2026-12-31
[limits]
handle = { n = 20, unit = "working" }
[values]
hops = 2
"""


def _with(folder: Path, text: str, name: str = "elsewhere") -> Profiles:
    (folder / f"{name}.toml").write_text(text)
    return load(further=folder)


def test_a_place_adds_a_file_and_no_code(tmp_path: Path) -> None:
    elsewhere = _with(tmp_path, GOOD)["elsewhere"]
    assert elsewhere.limits["handle"] == Limit(20, "working")
    assert (elsewhere.values["hops"], elsewhere.values["warn"]) == (2, 3)
    assert elsewhere.in_force(date(2026, 12, 31))
    assert not elsewhere.in_force(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("handle =", "handel =", "limit handel is unknown"),
        ("hops = 2", "hop = 2", "value hop is unknown"),
        ("hops = 2", "hops = -2", "value hops"),
        ("hops = 2", "hops = true", "value hops"),
        ("n = 20", "n = -1", "limit handle: n is"),
        ("n = 20", "n = 2.5", "limit handle: n is"),
        ("n = 20, ", "", "limit handle is"),
        ('"working"', '"weeks"', "unit is one of natural, working, hours"),
        ('unit = "working"', 'unit = "working", articel = "x"', "limit handle is"),
        ("n = 20", "n = 300", "faster tier"),
        ("handle = {", 'review_request = { n = 5, unit = "hours" }\nhandle = {', "cannot be counted in hours"),
        ('inherits = "national"', "", "roll is one of"),
        ('inherits = "national"', 'roll = "holidays"', "is missing"),
        ('inherits = "national"', 'inherits = "nowhere"', "cannot inherit"),
        ('inherits = "national"', 'inherits = "elsewhere"', "cannot inherit"),
        ("in_force_until = 2026-12-31", "in_force_until = 2025-12-31", "in_force_until"),
        ("in_force_from = 2026-01-01", 'in_force_from = "2026"', "in_force_from"),
        ('title = "别处"', "", "title is missing"),
        ('name = "elsewhere"', 'name = "other"', "calls itself other"),
        ("[limits]", "limit = 3\n[limits]", "unknown field limit"),
        ("[limits]", "[limits", "elsewhere.toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in GOOD
    with pytest.raises(Unsound, match=said):
        _with(tmp_path, GOOD.replace(was, becomes))


def test_a_name_of_ours_cannot_be_taken(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="taken"):
        _with(tmp_path, GOOD, "national")


def test_a_default_that_does_not_exist_is_named() -> None:
    with pytest.raises(Unsound, match="no profile atlantis"):
        load("atlantis")


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(PROFILES, Calendar()), "python -m models.profiles > docs/deadlines.md"
