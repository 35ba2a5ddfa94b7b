"""Figures that are kept up are those that every case gives when it is counted, whatever was done in between."""

from datetime import date, timedelta
from random import Random

from api import worker
from api.reports import counts, figures
from api.reports.queries import Span
from models.clock import end_of, local_date
from models.law.breakdown import Axis
from tests.api.counter import ANSWERED, Api, ok
from tests.api.test_clockwork import at, go, heads, taken
from tests.api.test_reports import decide, end, filed

DAY = timedelta(days=1)


def span(first: date, until: date, units: frozenset[int] | None = None) -> Span:
    return Span(first, until, end_of(first - DAY), end_of(until), units)


async def agree(api: Api) -> None:
    """In periods of a day, of parts of months, of a year; of all units, of two, of none."""
    now = api.ctx.clock.now()
    today = local_date(now)
    year = span(today.replace(month=1, day=1), today)
    periods = [year, span(today, today), span(today - 40 * DAY, today + 40 * DAY), span(date(2000, 1, 1), today - DAY)]
    units = [id for (id,) in await api.sql("SELECT DISTINCT lead_unit_id FROM case_ ORDER BY lead_unit_id")]
    periods += [span(year.first, today, frozenset(some)) for some in (units[:2], ())]
    async with api.ctx.db.read() as session:
        for period in periods:
            assert await counts.counts(session, period, now) == await counts.recount(session, period, now), period
            for by in Axis:
                kept = await figures.rows(session, period, by, now)
                assert kept == await figures.recount(session, period, by, now), (by, period)


async def written_up(api: Api) -> None:
    """What waits to be written up is marked, and nothing else."""
    none = ("case_words w WHERE w.attachment_id IS NULL", "accusation w WHERE w.attachment_id IS NULL")
    none += ("case_event w WHERE w.kind = 'written_up'",)
    waits = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {rows} AND w.case_id = c.id)" for rows in none)
    assert await api.sql(f"SELECT case_no FROM case_ c WHERE to_write_up <> ({waits})") == []


async def kept_up(api: Api) -> None:
    """Nothing is marked: the figures stand for themselves."""
    async with api.ctx.db.write() as session:
        while await counts.keep_up(session, api.ctx.db.sqlite, api.ctx.clock.now(), 7):
            pass
    assert await api.sql("SELECT 1 FROM tally_mark") == []
    assert await api.sql("SELECT 1 FROM tally WHERE n = 0") == []


async def test_figures_of_cases_that_come_and_end(api: Api) -> None:
    cases = [*await filed(api, 5), *await filed(api, 3, "QH-JT"), *await filed(api, 2, kind="accusation")]
    await agree(api)
    await kept_up(api)
    await agree(api)
    dice = Random(3)
    for n, case_no in enumerate(cases[:8]):
        day = date(2026, 11, 20) + dice.randrange(90) * DAY
        state, ending = [("closed", "answered"), ("withdrawn", "withdrawn")][n % 2]
        await end(api, case_no, state, ending, f"{day}T{dice.choice(('15:59:59', '16:00:00'))}+00:00")
        await api.sql(f"UPDATE case_ SET rating = 'fair', resolved = true WHERE case_no = '{case_no}'")
    await decide(api, cases[0], "refuse", ground="R1_in_progress")
    api.clock.advance(35 * DAY)
    await agree(api)
    await kept_up(api)
    await agree(api)
    await api.sql("UPDATE case_ SET lead_unit_id = (SELECT id FROM unit WHERE code = 'QH-JT')")
    await agree(api)
    await kept_up(api)
    await agree(api)


async def test_figures_of_what_is_late(api: Api) -> None:
    """Late, gone up, heard of, answered: while the worker goes round and between its rounds."""
    await heads(api)
    case_no = await taken(api)
    for moment in (at("2027-01-12"), at("2027-01-20", 0, 0), at("2027-02-03")):
        api.clock.set(moment)
        await agree(api)
        await go(api, moment)
        await agree(api)
    await api.deliver_all()
    await agree(api)
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    await api.deliver_all()
    assert (await worker.once(api.ctx))["tallies kept up"]
    await agree(api)
