"""The steps that follow a date, each once: warned, told before it slips, late and one step up, up again, rights."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from api import worker
from api.cases import obligations, queries
from api.cases.matter import Matter
from models.clock import ZONE
from models.law.duties import Duty
from tests.api.counter import ANSWERED, START, Api, ok

TIDYING = {"stored answers forgotten", "undelivered to the desk", "tallies kept up"}


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """A local moment."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), ZONE)


async def go(api: Api, to: datetime) -> dict[str, int]:
    """The clock jumps there and the clockwork goes round once; what it did."""
    api.clock.set(to)
    done = await worker.once(api.ctx)
    assert done.keys() == worker.STEPS.keys()  # none has failed
    return {step: n for step, n in done.items() if n and step not in TIDYING}


async def steps_of(api: Api, case_no: str) -> list[tuple[str, str, str, int]]:
    """(trigger, key, login, level) of every step upwards of what the case owed, in order."""
    rows = await api.sql(
        "SELECT i.trigger, o.key, s.login, e.level FROM escalation e"
        " JOIN supervision_item i ON i.id = e.item_id JOIN case_ c ON c.id = i.case_id"
        " JOIN staff s ON s.id = e.staff_id JOIN obligation o ON o.id = i.obligation_id"
        " WHERE c.case_no = :n ORDER BY e.id",
        n=case_no,
    )
    return [tuple(row) for row in rows]


async def owed(api: Api, case_no: str) -> dict[str, dict[str, Any]]:
    """The newest obligation of each key."""
    return {o["key"]: o for o in (await api.case(case_no))["obligations"]}


async def kinds(api: Api, case_no: str) -> list[str]:
    return [n["kind"] for n in (await api.case(case_no))["notices"]]


async def heads(api: Api) -> None:
    """周工 heads housing; the desk and the county have heads too."""
    for login, unit in (("housing", "QH-ZJ"), ("clerk", "QH-DESK"), ("leader", "QH-GOV")):
        await api.sql(
            "UPDATE unit SET head_id = (SELECT id FROM staff WHERE login = :l) WHERE code = :u", l=login, u=unit
        )


async def taken(api: Api, **more: Any) -> str:
    """A case that 吴工 of housing handles; its 60 days end on 2027-01-19."""
    case_no: str = (await api.file(**more))["case_no"]
    ok(await api.move(case_no, "accept", case_class="other"))
    ok(await api.move(case_no, "assign", unit="QH-ZJ", handler="housing2"))
    await api.sql("UPDATE case_ SET answerable_unit_id = lead_unit_id WHERE case_no = :n", n=case_no)
    await api.deliver_all()
    return case_no


async def test_a_date_that_slips(api: Api) -> None:
    """The whole way of a case that nobody answers, and each step of it once."""
    await heads(api)
    case_no = await taken(api)
    assert await go(api, at("2027-01-12", 8, 59)) == {}
    assert (await go(api, at("2027-01-12")))["owners warned"] == 1
    done = await go(api, at("2027-01-17"))
    assert done["residents told before a date"] == 1 and "late" not in done
    (told,) = await api.lease()
    assert told["kind"] == "slipping" and told["facts"] == {
        "unit": "清河县住房和城乡建设局",
        "unit_en": "Qinghe County Housing and Construction Bureau",
        "phone": "0500-555-0103",
        "due_by": "2027-01-19",
        "news_by": "2027-02-03",
        "boss": "清河县住房和城乡建设局",
        "boss_en": "Qinghe County Housing and Construction Bureau",
    }
    await api.delivered(told)
    assert "late" not in await go(api, at("2027-01-19", 23, 59))
    assert (await go(api, at("2027-01-20", 0, 0)))["late"] == 1
    assert await steps_of(api, case_no) == [("past_limit", "handle", "housing", 1)]
    now = await owed(api, case_no)
    assert now["handle"]["late"] and now["news"]["due_nominal"] == "2027-02-03"
    assert await go(api, at("2027-01-20", 0, 1)) == {}
    timeline = ok(await api("GET", f"/v1/cases/{case_no}/timeline", "clerk"))["items"]
    assert timeline[-1]["kind"] == "supervised" and "周工" not in str(timeline[-1]["facts"])
    assert timeline[-1]["facts"]["boss"] == "清河县住房和城乡建设局"


async def test_it_climbs_until_somebody_acknowledges(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    for day, login in (("2027-01-20", "housing"), ("2027-01-21", "leader"), ("2027-01-22", "supervisor")):
        await go(api, at(day, 0, 0))
        assert (await steps_of(api, case_no))[-1][2] == login
    await go(api, at("2027-01-23", 0, 0))
    await go(api, at("2027-01-24", 0, 0))
    told = [login for _, key, login, _ in await steps_of(api, case_no) if key == "handle"]
    assert told == ["housing", "leader", "supervisor", "admin"]  # and there it stays
    assert [level for *_, level in await steps_of(api, case_no)] == [1, 2, 3, 4]


async def test_what_was_answered_climbs_no_further(api: Api) -> None:
    case_no = await taken(api)
    await go(api, at("2027-01-20", 0, 0))
    ok(await api.move(case_no, "replies", "housing2", text=f"{case_no}：{ANSWERED}"))
    await api.deliver_all()
    for day in range(21, 25):
        await go(api, at(f"2027-01-{day}", 0, 1))
    assert len(await steps_of(api, case_no)) == 1


@pytest.mark.slow
async def test_news_slips_too_and_the_resident_hears_every_month_then_every_quarter(sqlite_api: Api) -> None:
    """Half a year, a round a day: on one database, as the rounds themselves are tried on both."""
    api = sqlite_api
    case_no = await taken(api)
    day = at("2027-01-10")
    heard = []
    while day < at("2027-07-01"):
        await go(api, day)
        heard += [
            (day.date().isoformat(), n["facts"]["news_by"]) for n in await api.deliver_all() if n["kind"] == "slipping"
        ]
        day += timedelta(days=1)
    assert heard == [
        ("2027-01-17", "2027-02-03"),
        ("2027-02-01", "2027-03-05"),
        ("2027-03-03", "2027-04-04"),
        ("2027-04-02", "2027-05-04"),
        ("2027-05-02", "2027-06-03"),
        ("2027-06-01", "2027-09-01"),
    ]
    late = [key for trigger, key, _, level in await steps_of(api, case_no) if level == 1 and trigger == "past_limit"]
    assert late == ["handle", *["news"] * 5]


async def test_after_news_was_given_the_next_is_owed(api: Api) -> None:
    case_no = await taken(api)
    for day in ("2027-01-17", "2027-01-20"):
        await go(api, at(day))
    api.clock.set(at("2027-02-01"))
    ok(await api.move(case_no, "replies", "housing2", kind="progress", text="正在协调电力部门。"))
    await api.deliver_all()
    assert (await owed(api, case_no))["news"]["met_at"]
    await go(api, at("2027-02-02"))
    now = await owed(api, case_no)
    assert (now["news"]["due_nominal"], now["news"]["met_at"]) == ("2027-03-03", None)
    assert "signs" not in await go(api, at("2027-02-03"))


async def test_neither_accepted_nor_refused(api: Api) -> None:
    """Sixty days from the day on which the notice fell due, and it is said whose rule that is."""
    case_no = (await api.file())["case_no"]
    assert "answers owed though not accepted" not in await go(api, at("2026-12-05", 23, 59))
    assert (await go(api, at("2026-12-06", 0, 0)))["answers owed though not accepted"] == 1
    assert (await owed(api, case_no))["handle"]["due_nominal"] == "2027-02-03"
    note = [e for e in ok(await api("GET", f"/v1/cases/{case_no}/timeline", "clerk"))["items"] if e["kind"] == "note"][
        -1
    ]
    assert note["facts"]["policy"] == "not_accepted_in_time" and "自定的规则" in note["text"]
    assert all(e["kind"] != "note" for e in (await api.my_case(case_no))["timeline"])
    ok(await api.move(case_no, "accept", case_class="other"))  # too late to begin anew
    assert (await owed(api, case_no))["handle"]["due_nominal"] == "2027-02-03"
    assert "answers owed though not accepted" not in await go(api, at("2026-12-07"))


@pytest.mark.parametrize("what", ["accepted", "guided", "another route", "notified"])
async def test_who_is_not_concerned(api: Api, what: str) -> None:
    case_no = (await api.file())["case_no"]
    if what == "accepted":
        ok(await api.move(case_no, "accept", case_class="other"))
    elif what == "guided":
        await api.sql("UPDATE case_ SET guided = 'R4_litigation' WHERE case_no = :n", n=case_no)
    elif what == "another route":
        await api.sql("UPDATE case_ SET route = 'litigation' WHERE case_no = :n", n=case_no)
    else:
        await api.sql("UPDATE obligation SET done_at = opened_at, met_at = opened_at")
    done = await go(api, at("2026-12-06", 0, 0))
    assert done.get("answers owed though not accepted", 0) == (1 if what == "notified" else 0)


async def test_done_and_not_fed_back(api: Api) -> None:
    """The answer was written, its resident was not reached: the desk's head has to find out why."""
    await heads(api)
    case_no = await taken(api)
    ok(await api.move(case_no, "replies", "housing2", text=f"{case_no}：{ANSWERED}"))
    done = await go(api, at("2027-01-20", 0, 0))
    assert done["late"] == 1 and "residents told before a date" not in done
    assert await steps_of(api, case_no) == [("not_fed_back", "handle", "clerk", 1)]
    assert "news" not in await owed(api, case_no)


async def test_what_is_due_within_hours(api: Api) -> None:
    """Told to the owner at half-time, late after two hours, up every two; the resident hears the next day."""
    await heads(api)
    case_no = (await api.file())["case_no"]
    ok(await api.move(case_no, "accept", tier="emergency", case_class="other"))
    ok(await api.move(case_no, "assign", unit="QH-ZJ", handler="housing2"))
    await api.deliver_all()
    start = START.astimezone(UTC)
    assert (await go(api, start + timedelta(hours=1)))["owners warned"] == 1
    assert (await go(api, start + timedelta(minutes=90)))["residents told before a date"] == 1
    (told,) = await api.lease()
    assert (told["facts"]["due_by"], told["facts"]["news_by"]) == ("2026-11-20", "2026-11-21")
    assert (await go(api, start + timedelta(hours=2)))["late"] == 1
    assert (await go(api, start + timedelta(hours=4)))["one step up"] == 1
    urgent = await api.sql(
        "SELECT s.login FROM notification n JOIN staff s ON s.id = n.staff_id WHERE n.kind = 'urgent' ORDER BY n.id"
    )
    assert [r[0] for r in urgent] == ["housing2", "clerk", "leader"]
    assert (await owed(api, case_no))["news"]["due_nominal"] == "2026-11-21"


async def test_a_week_s_stop(api: Api) -> None:
    """Nothing skipped, nothing told twice, and what was to come first comes first."""
    case_no = await taken(api)
    second = (await api.file(chat="chat-2"))["case_no"]  # its notice is due on 12-05, its 60 days begin then
    await go(api, at("2026-12-01"))
    done = await go(api, at("2027-02-10", 9, 30))
    assert (done["answers owed though not accepted"], done["owners warned"]) == (1, 3)
    assert (done["residents told before a date"], done["late"]) == (3, 3)
    assert await kinds(api, case_no) == ["received", "accepted", "assigned", "slipping"]
    assert await kinds(api, second) == ["received", "slipping", "slipping"]
    told = [n["facts"] for n in await api.deliver_all() if n["kind"] == "slipping"]
    assert [f["due_by"] for f in told] == ["2026-12-05", "2027-01-19", "2027-02-03"]
    assert {f["news_by"] for f in told} == {"2027-02-25"}  # from today: it does not lie in the past
    again = await go(api, at("2027-02-10", 9, 31))
    assert again == {}
    assert [level for *_, level in await steps_of(api, case_no)] == [1]


async def test_a_week_s_stop_tells_staff_everything_once(api: Api) -> None:
    """What their inboxes hold afterwards is what they would hold had it never stopped, but for the mornings between."""
    await heads(api)
    await taken(api)
    await worker.once(api.ctx)
    await go(api, at("2027-01-11"))
    api.clock.set(at("2027-01-18", 10))  # warned and told about meanwhile, by nobody
    for minute in range(3):
        await go(api, at("2027-01-18", 10, minute))
    rows = await api.sql(
        "SELECT s.login, n.kind, n.facts FROM notification n JOIN staff s ON s.id = n.staff_id"
        " WHERE n.created_at >= :a ORDER BY n.id",
        a=at("2027-01-18").astimezone(UTC) if "postgres" in api.url else "2027-01-18 01:00:00.000000",
    )
    told = [(login, kind) for login, kind, facts in rows if kind != "digest" and "handle" in str(facts)]
    assert told == [("housing", "escalation")]
    digests = [login for login, kind, _ in rows if kind == "digest"]
    assert "housing2" in digests and len(digests) == len(set(digests))


async def test_the_whole_way_of_a_case_that_nobody_answers(api: Api) -> None:
    """A round at midnight and at nine o'clock of every day: each step is done at the first that follows its moment."""
    await heads(api)
    case_no = await taken(api)
    seen: dict[str, datetime] = {}
    day = at("2026-11-30", 0)
    while day <= at("2027-01-24"):
        for moment in (day, day + timedelta(hours=9)):
            if moment > api.clock.now():
                for step in await go(api, moment):
                    seen.setdefault(step, moment)
        day += timedelta(days=1)
    assert seen["owners warned"] == at("2027-01-12") and seen["residents told before a date"] == at("2027-01-17")
    told = [login for _, key, login, _ in await steps_of(api, case_no) if key == "handle"]
    assert told == ["housing", "leader", "supervisor", "admin"]
    late = await api.sql("SELECT late_at, alarm_at FROM obligation WHERE late_at IS NOT NULL")
    assert late and all(row.late_at == row.alarm_at for row in late)


async def test_two_workers_at_once(api: Api) -> None:
    for n in range(4):
        await taken(api, chat=f"chat-{n}")
    for day in ("2027-01-12", "2027-01-17", "2027-01-20", "2027-01-21"):
        api.clock.set(at(day))
        await asyncio.gather(worker.once(api.ctx), worker.once(api.ctx), worker.once(api.ctx))
        await worker.once(api.ctx)
    assert await api.sql("SELECT count(*) FROM notification WHERE kind = 'slipping'") == [(4,)]
    assert await api.sql("SELECT count(*) FROM supervision_item WHERE trigger = 'past_limit'") == [(4,)]
    steps = "SELECT e.level, count(*) FROM escalation e JOIN supervision_item i ON i.id = e.item_id"
    steps += " WHERE i.trigger = 'past_limit' GROUP BY e.level ORDER BY e.level"
    assert await api.sql(steps) == [(1, 4), (2, 4)]
    assert await api.sql("SELECT count(*), count(DISTINCT case_id) FROM obligation WHERE key = 'news'") == [(4, 4)]
    digests = await api.sql("SELECT staff_id, created_at FROM notification WHERE kind = 'digest'")
    assert len(digests) == len({tuple(d) for d in digests}) > 0


async def test_a_round_with_nothing_to_do_is_quiet(api: Api) -> None:
    await taken(api)
    await go(api, at("2026-11-21"))
    assert await go(api, at("2026-11-21", 9, 1)) == {}


# --- rights


async def right(api: Api, key: str = "review_request", until: str = "2026-12-20") -> str:
    """An answered case whose resident has this right until the end of that day, and none of those an answer gives."""
    case_no = await api.brought_to("replied")
    await api.sql("UPDATE obligation SET void_at = opened_at WHERE right_")
    async with api.ctx.db.write() as session:
        case = await queries.case_by_no(session, case_no)
        assert case is not None
        await obligations.open_until(Matter(session, api.ctx, case), Duty(key), date.fromisoformat(until))
    return case_no


async def test_a_right_is_reminded_of_twice_and_ends(api: Api) -> None:
    case_no = await right(api)
    assert "residents reminded of a right" not in await go(api, at("2026-12-13", 8, 59))
    assert (await go(api, at("2026-12-13")))["residents reminded of a right"] == 1
    assert (await go(api, at("2026-12-19")))["residents reminded again"] == 1
    told = await api.deliver_all()
    assert [(n["kind"], n["facts"]["until_on"]) for n in told] == [("right_ending", "2026-12-20")] * 2
    assert "rights ended" not in await go(api, at("2026-12-20", 23, 59))
    assert (await go(api, at("2026-12-21", 0, 0)))["rights ended"] == 1
    assert await api.deliver_all() == []  # nobody is written to at midnight
    await go(api, at("2026-12-21"))
    ended = [(n["kind"], n["facts"]["until_on"]) for n in await api.deliver_all()]
    assert ended == [("right_ended", "2026-12-20")]
    assert (await api.my_case(case_no))["timeline"][-1]["kind"] == "right_ended"
    assert await steps_of(api, case_no) == []


async def test_reminders_that_were_missed_are_one(api: Api) -> None:
    await right(api)
    done = await go(api, at("2026-12-20", 10))
    assert done["residents reminded of a right"] == done["residents reminded again"] == 1
    assert [n["kind"] for n in await api.deliver_all()] == ["right_ending"]


async def test_nobody_is_reminded_of_a_right_that_has_ended(api: Api) -> None:
    await right(api)
    await go(api, at("2026-12-22", 10))
    assert [n["kind"] for n in await api.deliver_all()] == ["right_ended"]


@pytest.mark.parametrize("key", ["evaluation", "reopen", "withdraw_undo"])
async def test_other_rights_end_in_silence(api: Api, key: str) -> None:
    case_no = await right(api, key)
    for day in ("2026-12-13", "2026-12-19", "2026-12-21"):
        await go(api, at(day))
    assert (await owed(api, case_no))[key]["void"]
    assert [n["kind"] for n in await api.deliver_all()] == []
