"""The calendar: a notice brought in, what it does to open dates, and that every process sees it."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from api import context as contexts
from api import worker
from api.calendar.commands import calendar
from api.cases import obligations, queries
from api.cases.matter import Matter
from api.context import LOOK_EVERY
from api.examples import NOTICE_2027
from models.calendar import Calendar
from models.law.duties import Duty
from tests.api.counter import KEYS, Api, names, ok, refused, together

JANUARY = datetime(2027, 1, 7, 2, tzinfo=UTC)
NOTICE_2026 = Path(__file__).parent.parent / "models" / "notice-2026.toml"


def notice(**of_a_holiday: dict[str, Any]) -> dict[str, Any]:
    """That of 2027, with other days for some: notice(国庆节={"last": "2027-10-05"})."""
    made = deepcopy(NOTICE_2027)
    for one in made["arrangements"]:
        one.update(of_a_holiday.get(one["name"], {}))
    return made


async def bring(api: Api, body: dict[str, Any] = NOTICE_2027) -> dict[str, Any]:
    found: dict[str, Any] = ok(await api("POST", "/v1/calendar", "admin", json=body))
    return found


async def opened(api: Api, number: str, duty: Duty, limit: str | None = None) -> None:
    async with api.ctx.db.write() as session:
        case = await queries.case_by_no(session, number)
        assert case is not None
        await obligations.open_(Matter(session, api.ctx, case), duty, limit)


async def owed(api: Api, number: str, key: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [o for o in (await api.case(number))["obligations"] if o["key"] == key]
    return {k: found[k] for k in ("due_nominal", "due_at", "provisional")}


async def changes(api: Api) -> list[Any]:
    return [
        tuple(str(v)[:16] for v in row)
        for row in await api.sql("SELECT actor, reason, old_nominal, new_nominal FROM obligation_change ORDER BY id")
    ]


async def profile(api: Api, name: str) -> None:
    await api.sql("UPDATE area SET profile = :p WHERE code = '990121'", p=name)


# What it does to open dates


async def test_a_provisional_date_becomes_a_certain_one_and_the_log_says_why(api: Api) -> None:
    number = await api.brought_to("assigned")
    await opened(api, number, Duty.REOPEN)
    before = await owed(api, number, "handle")
    assert before == {"due_nominal": "2027-01-19", "due_at": "2027-01-19T16:00:00Z", "provisional": True}
    done = await bring(api)
    assert done == {"year": 2027, "holidays": 27, "make_up": 6, "recounted": 1, "moved": 0}
    assert await owed(api, number, "handle") == before | {"provisional": False}
    assert await changes(api) == [("管理员", "2027: 国务院办公厅关于20", "2027-01-19", "2027-01-19")]
    assert await bring(api) == done | {"recounted": 0}
    assert [r[0] for r in await api.sql("SELECT count(*) FROM imported_notice")] == [1]
    assert "recounted" not in [
        e["kind"] for e in ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
    ]


async def test_a_resident_s_right_gets_longer_and_they_hear_of_it(api: Api) -> None:
    number = await api.brought_to("assigned")
    api.clock.set(JANUARY)
    await opened(api, number, Duty.REVIEW_REQUEST)
    assert (await owed(api, number, "review_request"))["due_at"] == "2027-02-06T16:00:00Z"
    assert (await bring(api))["moved"] == 1
    assert await owed(api, number, "review_request") == {
        "due_nominal": "2027-02-06", "due_at": "2027-02-12T16:00:00Z", "provisional": False,
    }  # fmt: skip
    (told,) = await api.lease()
    assert (told["kind"], told["facts"]["until_on"]) == ("recounted", "2027-02-12")
    last = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (last["kind"], last["facts"]) == (
        "recounted", {"key": "review_request", "old_on": "2027-02-06", "new_on": "2027-02-12"},
    )  # fmt: skip
    assert "recounted" not in [e["kind"] for e in (await api.my_case(number))["timeline"]]
    (right,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "review_request"]
    assert (right["limit"], right["counted_from"]) == ("review_request", "2027-01-07")
    assert [(c["old_at"], c["new_at"], c["actor"]) for c in right["changes"]] == [
        ("2027-02-06T16:00:00Z", "2027-02-12T16:00:00Z", "管理员"),
    ]  # fmt: skip
    warned = await api.sql("SELECT warn_at, tell_at FROM obligation WHERE key = 'review_request'")
    assert [str(at)[:10] for at in warned[0]] == ["2027-02-05", "2027-02-11"]


async def test_a_right_is_never_shortened_by_a_later_notice(api: Api) -> None:
    number = await api.brought_to("assigned")
    await bring(api)
    api.clock.set(datetime(2027, 9, 2, 2, tzinfo=UTC))
    await opened(api, number, Duty.REVIEW_REQUEST)
    assert (await owed(api, number, "review_request"))["due_at"] == "2027-10-08T16:00:00Z"
    assert (await bring(api, notice(国庆节={"last": "2027-10-05", "make_up": []})))["moved"] == 0
    assert (await owed(api, number, "review_request"))["due_at"] == "2027-10-08T16:00:00Z"
    assert (await bring(api, notice(国庆节={"last": "2027-10-08", "make_up": []})))["moved"] == 1
    assert (await owed(api, number, "review_request"))["due_at"] == "2027-10-09T16:00:00Z"


async def test_what_staff_owe_in_working_days_is_brought_forward_but_never_put_off(api: Api) -> None:
    await profile(api, "hotline-weifang")
    put_off, brought_forward = await api.brought_to("registered"), await api.brought_to("registered")
    api.clock.set(datetime(2027, 2, 3, 2, tzinfo=UTC))
    ok(await api.move(put_off, "accept", case_class="appeal"))
    api.clock.set(datetime(2027, 2, 12, 2, tzinfo=UTC))
    ok(await api.move(brought_forward, "accept", case_class="appeal"))
    assert (await owed(api, put_off, "handle"))["due_nominal"] == "2027-02-10"
    assert (await owed(api, brought_forward, "handle"))["due_nominal"] == "2027-02-19"
    assert (await bring(api))["moved"] == 1
    assert await owed(api, put_off, "handle") == {
        "due_nominal": "2027-02-10", "due_at": "2027-02-10T16:00:00Z", "provisional": False,
    }  # fmt: skip
    assert await owed(api, brought_forward, "handle") == {
        "due_nominal": "2027-02-18", "due_at": "2027-02-18T16:00:00Z", "provisional": False,
    }  # fmt: skip
    assert (await api.case(brought_forward))["due_at"] == "2027-02-18T16:00:00Z"
    alarms = await api.sql("SELECT alarm_at FROM obligation WHERE key = 'handle' ORDER BY id")
    assert [str(a)[:10] for (a,) in alarms] == ["2027-02-10", "2027-02-18"]
    assert not [n for n in await api.lease() if n["kind"] == "recounted"]


async def test_a_day_that_a_person_has_set_stands(api: Api) -> None:
    await profile(api, "hotline-weifang")
    number = await api.brought_to("registered")
    api.clock.set(datetime(2027, 2, 12, 2, tzinfo=UTC))
    ok(await api.move(number, "accept", case_class="appeal"))
    await api.sql("UPDATE obligation SET due_nominal = '2027-03-05' WHERE key = 'handle'")  # extended
    async with api.ctx.db.write() as session:
        case = await queries.case_by_no(session, number)
        assert case is not None
        await obligations.open_until(Matter(session, api.ctx, case), Duty.CALL_BACK, date(2027, 2, 6))
    assert (await bring(api))["moved"] == 0
    assert (await owed(api, number, "handle"))["due_nominal"] == "2027-03-05"
    assert await owed(api, number, "call_back") == {
        "due_nominal": "2027-02-06", "due_at": "2027-02-06T16:00:00Z", "provisional": False,
    }  # fmt: skip


async def test_what_is_done_or_closed_is_left_alone(api: Api) -> None:
    number = await api.brought_to("closed")
    await bring(api)
    assert await changes(api) == []
    assert (await owed(api, number, "handle"))["provisional"]


async def test_the_day_that_was_told_at_receipt_stays(api: Api) -> None:
    await profile(api, "zhejiang-2016")
    api.clock.set(datetime(2027, 2, 3, 2, tzinfo=UTC))
    receipt = await api.file()
    assert (receipt["told_by"], receipt["provisional"]) == ("2027-02-10", True)
    await bring(api)
    assert (await api.my_case(receipt["case_no"]))["told_by"] == "2027-02-10"


# Every process sees it


async def test_another_process_sees_it_and_settles_what_was_opened_meanwhile(api: Api) -> None:
    other = contexts.build(api.ctx.settings, KEYS, api.clock)
    try:
        await other.renew()
        assert not other.calendar.confirmed(date(2027, 2, 5))
        await bring(api)
        assert api.ctx.calendar.is_holiday(date(2027, 2, 5))
        number = await api.brought_to("assigned")
        await api.sql("UPDATE obligation SET provisional = :yes", yes=True)  # as if opened a moment too early
        await other.renew()
        assert not other.calendar.confirmed(date(2027, 2, 5)), "it looks every few seconds only"
        other.looked_at -= LOOK_EVERY
        await other.renew()
        assert other.calendar.is_holiday(date(2027, 2, 5))
        rounds = [(await worker.once(other))["provisional dates settled"] for _ in range(2)]
        assert rounds == [1, 0]  # of the two obligations, the notice is done
        assert not (await owed(api, number, "handle"))["provisional"]
        assert (await changes(api))[-1][0] == "clockwork"
    finally:
        await other.close()


async def test_the_clockwork_settles_a_working_day_that_was_guessed(api: Api) -> None:
    await profile(api, "hotline-weifang")
    number = await api.brought_to("registered")
    api.clock.set(datetime(2027, 2, 12, 2, tzinfo=UTC))
    await bring(api)
    api.ctx.calendar = Calendar()  # of a process that has not looked yet
    api.ctx.looked_at = asyncio.get_running_loop().time()
    ok(await api.move(number, "accept", case_class="appeal"))
    assert (await owed(api, number, "handle"))["due_nominal"] == "2027-02-19"
    api.ctx.calendar_version = None
    assert (await worker.once(api.ctx))["provisional dates settled"] == 1
    assert await owed(api, number, "handle") == {
        "due_nominal": "2027-02-18", "due_at": "2027-02-18T16:00:00Z", "provisional": False,
    }  # fmt: skip


async def test_nothing_is_settled_while_a_year_is_not_known(api: Api) -> None:
    number = await api.brought_to("assigned")
    for day in ("2026-12-30", "2027-01-05"):
        api.clock.set(datetime.fromisoformat(f"{day}T02:00:00+00:00"))
        assert (await worker.once(api.ctx))["provisional dates settled"] == 0
    assert (await owed(api, number, "handle"))["provisional"]


async def test_two_notices_at_once_leave_one_calendar(api: Api) -> None:
    bodies = [notice(), notice(国庆节={"last": "2027-10-06"})]
    answers = await together(*(api("POST", "/v1/calendar", "admin", json=b) for b in bodies))
    assert {a.status_code for a in answers} <= {200, 409}
    assert 200 in {a.status_code for a in answers}
    assert [r[0] for r in await api.sql("SELECT count(*) FROM calendar_day")] == [365]
    kind = (await api.sql("SELECT kind FROM calendar_day WHERE date = '2027-10-07'"))[0][0]
    newest = (await api.sql("SELECT body FROM imported_notice ORDER BY id DESC LIMIT 1"))[0][0]
    assert (kind == "holiday") == ('"2027-10-07"' in str(newest).replace("'", '"'))


# The routes


async def test_a_year_is_shown_with_where_it_is_known_from(api: Api) -> None:
    known = ok(await api("GET", "/v1/calendar", "clerk"))
    assert (known["year"], known["confirmed"], known["source"][:15]) == (2026, True, "chinesecalendar")
    assert {
        "name": "春节",
        "first": "2026-02-15",
        "last": "2026-02-23",
        "make_up": ["2026-02-14", "2026-02-28"],
    } in known["arrangements"]
    guessed = ok(await api("GET", "/v1/calendar?year=2027", "clerk"))
    assert (guessed["confirmed"], guessed["source"]) == (False, "no official notice yet")
    await bring(api)
    shown = ok(await api("GET", "/v1/calendar?year=2027", "clerk"))
    assert shown == NOTICE_2027 | {
        "confirmed": True, "imported_by": "管理员", "imported_at": "2026-11-20T02:00:00Z",
    }  # fmt: skip


async def test_a_notice_that_cannot_be_is_refused_with_its_row(api: Api) -> None:
    for body, field in (
        (notice(春节={"make_up": ["2027-02-15"]}), "arrangements.1.make_up.0"),
        (notice(劳动节={"first": "2027-05-02"}), "arrangements"),
        (notice(清明节={"first": "2027-04-31"}), "arrangements.2.first"),
        (notice() | {"year": 1999}, "year"),
        (notice() | {"source": "  "}, "source"),
        (notice() | {"arrangements": []}, "arrangements"),
    ):
        names(await api("POST", "/v1/calendar", "admin", json=body), field)
    assert await api.sql("SELECT 1 FROM calendar_day") == []
    refused(await api("POST", "/v1/calendar", "supervisor", json=notice()), 403, "forbidden")
    names(await api("GET", "/v1/calendar?year=1999", "clerk"), "year")


async def test_the_log_cannot_be_rewritten(api: Api) -> None:
    await api.brought_to("assigned")
    await bring(api)
    for statement in ("UPDATE imported_notice SET source = 'x'", "DELETE FROM obligation_change"):
        with pytest.raises(DBAPIError):
            await api.sql(statement)


# The command line


@pytest.fixture
def command(api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Awaitable[Result]]:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", api.url)
    monkeypatch.setenv("HUIYIN_KEYS_FILE", str(tmp_path / "keys" / "keys.json"))
    monkeypatch.setenv("HUIYIN_VAR", str(tmp_path))

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, calendar, list(words))

    return run


async def test_the_command_line_brings_in_a_file(
    api: Api, command: Callable[..., Awaitable[Result]], tmp_path: Path
) -> None:
    done = await command("import", str(NOTICE_2026))
    assert done.output == "2026: 33 holidays, 6 make-up days; 0 open dates counted again, 0 moved\n", done.output
    shown = (await command("show", "2026")).output
    assert shown.startswith(
        "2026: 国务院办公厅关于2026年部分节假日安排的通知\n  元旦 2026-01-01 to 2026-01-03, worked: 2026-01-04\n"
    )
    assert "guessed" in (await command("show", "2031")).output
    table = tmp_path / "notice.csv"
    table.write_text("name,first,last,make_up\n元旦,2027-01-01,2027-01-33,\n")
    wrong = await command("import", str(table), "--year", "2027", "--source", "通知")
    assert wrong.exit_code == 1
    assert wrong.output.startswith("notice.csv: arrangements.0.last: ")
    table.write_text("name,first,last,make_up\n元旦,2027-01-01,2027-01-03,\n")
    wrong = await command("import", str(table), "--year", "2027", "--source", "通知")
    assert (wrong.exit_code, wrong.output[:28]) == (1, "notice.csv: arrangements: 春节"[:28])
