"""Two townships, two profiles, no code: a case is counted by the profile of its place, and keeps it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from click.testing import Result
from structlog.testing import capture_logs
from typer.testing import CliRunner

from api.cases.obligations import limit_of
from api.catalogue.commands import profile
from models.law.matters import CaseClass, Route, Tier
from models.profiles.keys import LIMITS
from tests.api.counter import Api, ok

DONGMEN = "990121001001"
"""东门社区 in 990121001."""


async def name(api: Api, area: str, profile: str | None) -> None:
    await api.sql("UPDATE area SET profile = :p WHERE code = :a", p=profile, a=area)


async def filed(api: Api, area: str) -> tuple[str, str]:
    """(case number, day by which the resident is told)"""
    got = await api.file(area=area)
    return got["case_no"], got["told_by"]


async def accepted(api: Api, case_no: str, **given: str) -> dict[str, str]:
    ok(await api.move(case_no, "accept", **given))
    (owed,) = [o for o in (await api.case(case_no))["obligations"] if o["key"] == "handle"]
    return {"nominal": owed["due_nominal"], "at": owed["due_at"]}


async def towns(api: Api) -> list[str]:
    return [r[0] for r in await api.sql("SELECT code FROM area WHERE level = 'township' ORDER BY code")]


async def test_townships_with_their_own_profiles_are_counted_apart(api: Api) -> None:
    first, second, third = (await towns(api))[:3]
    await name(api, first, "zhejiang-2016")
    await name(api, second, "hotline-weifang")
    found = {}
    for area in (DONGMEN, first, second, third):
        number, told_by = await filed(api, area)
        owed = await accepted(api, number, case_class="appeal")
        profile = (await api.sql("SELECT profile FROM case_ WHERE case_no = :n", n=number))[0][0]
        found[area] = (profile, told_by, owed["nominal"])
    assert found == {
        DONGMEN: ("zhejiang-2016", "2026-11-27", "2026-12-20"),  # from the township above
        first: ("zhejiang-2016", "2026-11-27", "2026-12-20"),
        second: ("hotline-weifang", "2026-11-27", "2026-11-27"),
        third: ("national", "2026-12-05", "2027-01-19"),
    }


@pytest.mark.parametrize(("tier", "due"), [("emergency", "2026-11-20T04:00"), ("complex", "2026-12-05T16:00")])
async def test_tiers_have_the_limits_of_the_profile(api: Api, tier: str, due: str) -> None:
    await name(api, "990121", "beijing-tiers")
    number, _ = await filed(api, DONGMEN)
    assert (await accepted(api, number, case_class="appeal", tier=tier, note="情况复杂"))["at"].startswith(due)


async def test_a_case_keeps_its_profile_and_the_day_it_was_told(api: Api) -> None:
    await name(api, "990121", "zhejiang-2016")
    number, told_by = await filed(api, DONGMEN)
    await name(api, "990121", "beijing-tiers")
    assert (await api.my_case(number))["told_by"] == told_by == "2026-11-27"
    assert (await api.mine())[0]["told_by"] == told_by
    assert (await accepted(api, number, case_class="appeal"))["nominal"] == "2026-12-20"


async def test_the_same_receipt_again_after_the_stored_answer_is_gone(api: Api) -> None:
    await name(api, "990121", "hotline-weifang")
    matter = api.matter(area=DONGMEN)
    receipt = ok(await api("POST", "/v1/cases", "bot", key="session-1", json=matter), 201)
    await api.sql("DELETE FROM idempotency")
    await name(api, "990121", None)
    again = ok(await api("POST", "/v1/cases", "bot", key="session-1", json=matter), 201)
    assert {k: again[k] for k in ("case_no", "query_code", "told_by", "provisional")} == {
        k: receipt[k] for k in ("case_no", "query_code", "told_by", "provisional")
    }


async def test_a_profile_that_is_not_in_force_gives_way_and_the_log_says_so(api: Api) -> None:
    await name(api, "990121", "hotline-weifang")
    api.clock.set(datetime(2022, 11, 22, 2, tzinfo=UTC))
    with capture_logs() as logs:
        number, told_by = await filed(api, DONGMEN)
    assert told_by == "2022-12-07"
    assert (await api.sql("SELECT profile FROM case_ WHERE case_no = :n", n=number))[0][0] == "national"
    (said,) = [entry for entry in logs if entry["event"] == "profile passed over"]
    assert (said["area"], said["profile"], said["used"]) == (DONGMEN, "hotline-weifang", "national")


@pytest.fixture
def command(api: Api, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Awaitable[Result]]:
    """The command line on the database of the test, beside the loop that runs it."""
    monkeypatch.setenv("HUIYIN_DATABASE_URL", api.url)

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, profile, list(words))

    return run


async def test_the_command_line_names_the_profile_of_an_area(
    api: Api, command: Callable[..., Awaitable[Result]]
) -> None:
    assert (await command("set", "990121", "zhejiang-2016")).output == "990121 清河县: zhejiang-2016\n"
    assert (await filed(api, DONGMEN))[1] == "2026-11-27"
    assert "  990121 清河县\n" in (await command("list")).output
    assert (await command("set", "990121", "none")).exit_code == 0
    api.clock.advance(timedelta(seconds=1))  # what another process changes is known a second later
    assert (await filed(api, DONGMEN))[1] == "2026-12-05"
    for words in (("set", "990121", "atlantis"), ("set", "000000", "national")):
        refused = await command(*words)
        assert (refused.exit_code, refused.output[:12]) == (1, "there is no ")


def test_whatever_is_accepted_has_a_limit_by_any_route() -> None:
    for case_class, route, tier in product((None, *CaseClass), (None, *Route), (None, *Tier)):
        assert limit_of(case_class, route, tier) in LIMITS, (case_class, route, tier)
