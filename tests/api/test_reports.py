"""Reports against counts made by hand: each rate says of how many it is a part, and accusations stay unseen."""

import json
from typing import Any

from api import worker
from models.law.grounds import Refusal
from models.law.states import Ending
from tests.api.counter import ANSWERED, Api, ok, refused
from tests.api.test_clockwork import at, go, heads, taken


async def report(api: Api, which: str, who: str = "supervisor", **query: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await api("GET", f"/v1/reports/{which}", who, params=query))
    return found


async def end(api: Api, case_no: str, state: str, ending: str, on: str = "2026-11-20T03:00:00+00:00") -> None:
    """As the procedure leaves it."""
    sqlite = "sqlite" in api.url
    moment = on.replace("T", " ").removesuffix("+00:00") + ".000000" if sqlite else on
    for step in {"closed": ("accepted", "assigned", "replied", "closed"), "withdrawn": ("withdrawn",)}.get(
        state, (state,)
    ):
        more = f", ending = '{ending}', ended_at = '{moment}'" if step == state else ""
        who = "(SELECT id FROM staff WHERE login = 'housing')"
        await api.sql(f"UPDATE case_ SET state = '{step}', handler_id = {who}{more} WHERE case_no = :n", n=case_no)


async def filed(api: Api, n: int, unit: str = "QH-ZJ", **more: Any) -> list[str]:
    made = []
    for i in range(n):
        made.append((await api.file(f"第{i}件", f"chat-{unit}-{i}", **more))["case_no"])
        if not more.get("kind"):
            await api.sql(
                "UPDATE case_ SET lead_unit_id = (SELECT id FROM unit WHERE code = :u) WHERE case_no = :n",
                u=unit, n=made[-1],
            )  # fmt: skip
    return made


async def decide(api: Api, case_no: str, kind: str, approved: bool = True, **facts: str) -> None:
    await api.sql(
        "INSERT INTO proposal (case_id, kind, facts, reason_sealed, proposed_by_id, proposed_at, decided_by_id,"
        " decided_at, approved) SELECT c.id, :k, :f, :x, a.id, c.registered_at, b.id, c.registered_at, :y"
        " FROM case_ c, staff a, staff b WHERE c.case_no = :n AND a.login = 'housing' AND b.login = 'supervisor'",
        k=kind, f=json.dumps(facts), x=b"x", y=approved, n=case_no,
    )  # fmt: skip


async def test_endings_by_unit(api: Api) -> None:
    cases = await filed(api, 5)
    await filed(api, 1, "QH-JT")
    await end(api, cases[0], "closed", "answered")
    await end(api, cases[1], "withdrawn", "withdrawn")
    await end(api, cases[2], "not_accepted", "not_accepted")
    await decide(api, cases[2], "refuse", ground="R1_in_progress")
    await decide(api, cases[3], "extend", days="30")
    await decide(api, cases[3], "reclass", case_class="inquiry")
    await decide(api, cases[4], "retier", approved=False, tier="complex")
    found = await report(api, "endings")
    assert {u["unit"]["code"] for u in found["units"]} == {"QH-ZJ", "QH-JT"}
    row = next(u for u in found["units"] if u["unit"]["code"] == "QH-ZJ")
    assert row["lay_here"] == 5 and row["ended"] == 3
    assert set(row["endings"]) == {str(e) for e in Ending} and set(row["refusals"]) == {str(r) for r in Refusal}
    assert row["endings"]["answered"] == row["endings"]["withdrawn"] == {"n": 1, "of": 3, "percent": 33.3}
    assert row["endings"]["not_accepted"]["n"] == 1 and row["endings"]["merged"]["n"] == 0
    assert row["refusals"]["R1_in_progress"] == {"n": 1, "of": 3, "percent": 33.3}
    assert row["extended"] == row["reclassed"] == {"n": 1, "of": 5, "percent": 20.0}
    assert row["retiered"] == {"n": 0, "of": 5, "percent": 0.0}  # proposed, and not approved
    year = {"during_from": "2026-01-01", "during_until": "2026-12-31", "unit": "QH-ZJ"}
    for asked, these in (
        ({}, cases),
        ({"decided": "extend"}, [cases[3]]),
        ({"decided": "R1_in_progress"}, [cases[2]]),
        ({"decided": "retier"}, []),
        ({"decided": "extend", "during_from": "2027-01-01"}, []),
    ):
        listed = ok(await api("GET", "/v1/cases", "supervisor", params={**year, "sort": "registered_at", **asked}))
        assert [c["case_no"] for c in listed["items"]] == these, asked  # a figure leads to just its cases
    (one,) = (await report(api, "endings", unit="QH-JT"))["units"]
    assert one["lay_here"] == 1 and one["ended"] == 0 and one["endings"]["answered"]["percent"] is None


async def test_the_days_at_both_ends_count(api: Api) -> None:
    first, last, after = await filed(api, 3)
    await end(api, first, "withdrawn", "withdrawn", "2026-11-30T16:00:00+00:00")  # 0:00 on the first of December
    await end(api, last, "withdrawn", "withdrawn", "2026-12-31T15:59:59+00:00")
    await end(api, after, "withdrawn", "withdrawn", "2026-12-31T16:00:00+00:00")
    (row,) = (await report(api, "endings", **{"from": "2026-12-01", "until": "2026-12-31"}))["units"]
    assert row["ended"] == 2
    (row,) = (await report(api, "endings", **{"from": "2027-01-01", "until": "2027-01-01"}))["units"]
    assert row["ended"] == 1
    assert (await report(api, "endings", **{"from": "2026-01-01", "until": "2026-11-19"}))["units"] == []


async def test_accusations_are_counted_apart_and_never_few(api: Api) -> None:
    walled = await filed(api, 5, kind="accusation")
    assert (await report(api, "guarantee"))["accusations"] == 5
    assert (await report(api, "guarantee"))["open_cases"] == 0
    for case_no in walled[:4]:
        await end(api, case_no, "withdrawn", "withdrawn")
    assert (await report(api, "guarantee"))["accusations"] is None  # one is left
    found = await report(api, "endings")
    assert found["accusations"] is None and found["units"] == []
    await end(api, walled[4], "withdrawn", "withdrawn")
    assert (await report(api, "endings"))["accusations"] == 5
    assert (await report(api, "endings", unit="QH-JW"))["accusations"] is None  # not by unit


async def test_what_is_late_and_who_knows_of_it(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    assert await go(api, at("2027-01-12"))
    calm = await report(api, "guarantee", **{"from": "2026-01-01", "until": "2027-12-31"})
    assert (calm["open_cases"], calm["open_without_owner"], calm["open_without_due"]) == (1, 0, 0)
    before = calm["late"]
    api.clock.set(at("2027-01-20", 0, 0))  # nobody went round: the report does not rest on the clockwork's own marks
    still = await report(api, "guarantee")
    assert still["late"] == before + 1 and still["late_not_escalated"] >= 1 and still["silent"] >= 1
    await worker.once(api.ctx)
    told = await report(api, "guarantee")
    assert told["late"] == before + 1 and told["late_not_escalated"] == 0 and told["silent"] >= 1
    await api.deliver_all()  # the resident hears of it
    assert (await report(api, "guarantee"))["silent"] == 0
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    await api.deliver_all()
    done = await report(api, "guarantee", **{"from": "2026-01-01", "until": "2027-12-31"})
    assert done["late"] == before
    assert done["answered_on_time"] == {"n": 0, "of": 1, "percent": 0.0}


async def test_an_acknowledged_step_is_no_silence(api: Api) -> None:
    await heads(api)
    await taken(api)
    await go(api, at("2027-01-20", 0, 0))
    assert (await report(api, "guarantee"))["silent"] > 0
    for item in ok(await api("GET", "/v1/supervision?open=true", "supervisor"))["items"]:
        step = item["steps"][-1]
        ok(await api("POST", f"/v1/escalations/{step['id']}/acknowledge", step["person"]["code"]))
    assert (await report(api, "guarantee"))["silent"] == 0


async def test_rates(api: Api) -> None:
    cases = await filed(api, 4)
    for case_no in cases[:3]:
        await end(api, case_no, "closed", "answered")
    await api.sql("UPDATE case_ SET resolved = true, rating = 'fair' WHERE case_no = :n", n=cases[0])
    await api.sql(
        "UPDATE case_ SET resolved = false, rating = 'unsatisfied', rating_desk = 'satisfied' WHERE case_no = :n",
        n=cases[1],
    )
    found = await report(api, "guarantee")
    assert found["closed"] == {"n": 3, "of": 4, "percent": 75.0}
    assert found["resolved"] == {"n": 1, "of": 2, "percent": 50.0}
    assert found["rated"] == {"n": 2, "of": 3, "percent": 66.7}
    assert found["satisfied"] == {"n": 1, "of": 2, "percent": 50.0}
    assert found["satisfied_desk"] == {"n": 1, "of": 1, "percent": 100.0}


async def test_answered_in_time(api: Api) -> None:
    case_no = await taken(api)
    ok(await api.move(case_no, "replies", "housing2", text=ANSWERED))
    await api.deliver_all()
    found = await report(api, "guarantee")
    assert found["answered_on_time"] == {"n": 1, "of": 1, "percent": 100.0}  # at once, two months before its day
    later = await report(api, "guarantee", **{"from": "2027-01-19", "until": "2027-01-19"})
    assert later["answered_on_time"]["of"] == 0  # and not once more on that day


async def test_what_is_asked_is_checked(sqlite_api: Api) -> None:
    for which in ("endings", "guarantee"):
        for query in ("unit=QH-NO", "from=2026-02-01&until=2026-01-31", "from=x", "until=2026-02-30"):
            refused(await sqlite_api("GET", f"/v1/reports/{which}?{query}", "leader"), 422, "invalid")
        ok(await sqlite_api("GET", f"/v1/reports/{which}?from=0001-01-01&until=9999-12-31", "leader"))
        refused(await sqlite_api("GET", f"/v1/reports/{which}", "housing"), 403, "forbidden")
