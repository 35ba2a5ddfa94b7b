"""The board of supervisors: each figure is exactly its list, and what is done from there reaches whoever answers."""

from datetime import timedelta
from typing import Any

from api.cases.queries import OPEN
from tests.api.counter import Api, ok, refused, together
from tests.api.test_clockwork import at, taken
from tests.api.test_scope import _appoint
from tests.api.test_today import waits
from tests.api.test_trip import at_most, counting


async def board(api: Api, who: str = "supervisor") -> dict[str, Any]:
    found: dict[str, Any] = ok(await api("GET", "/v1/board", who))
    return found


async def late(api: Api, who: str = "supervisor", **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/board/late", who, params=query))["items"]
    return found


async def listed(api: Api, query: str, who: str = "supervisor") -> list[str]:
    return sorted(c["case_no"] for c in ok(await api("GET", f"/v1/cases?{query}&limit=200", who))["items"])


async def several(api: Api) -> list[str]:
    """Late with housing at Dongmen; late at the desk in Shiqiao; one in the county without a place, due in two days."""
    lamp = await taken(api, area="990121001001")
    api.clock.set(at("2027-01-10"))
    bus = (await api.file("公交车总是晚点", "chat-2", area="990121100200"))["case_no"]
    api.clock.set(at("2027-02-14"))
    soon = (await api.file("街上没有垃圾桶", "chat-3"))["case_no"]
    await api.file("局长受贿", "chat-4", kind="accusation")
    due = ok(await api("GET", f"/v1/cases/{soon}", "clerk"))["due_at"]
    api.clock.set(at(due[:10]) - timedelta(days=1))
    return [lamp, bus, soon]


async def test_each_figure_is_exactly_its_list(api: Api) -> None:
    lamp, bus, soon = await several(api)
    found = await board(api)
    assert (found["total"]["late"], found["total"]["soon"]) == (2, 1)
    assert {r["code"]: (r["late"], r["soon"]) for r in found["units"]} == {"QH-ZJ": (1, 0), "QH-DESK": (1, 1)}
    assert {r["code"]: (r["late"], r["soon"]) for r in found["areas"]} == {
        "990121001": (1, 0), "990121100": (1, 0), "990121": (0, 1),
    }  # fmt: skip
    for row in (found["total"], *found["units"], *found["areas"]):
        for what in ("late", "soon"):
            assert len(await listed(api, row[f"{what}_cases"])) == row[what], row
    assert await listed(api, found["total"]["late_cases"]) == sorted([lamp, bus])
    assert await listed(api, found["total"]["soon_cases"]) == [soon]


async def test_a_supervisor_of_a_unit_sees_that_unit_and_below(api: Api) -> None:
    lamp, bus, _ = await several(api)
    await _appoint(api, "supervisor", "supervisor", "QH-ZJ")
    found = await board(api)
    assert [r["code"] for r in found["units"]] == ["QH-ZJ"] and [r["code"] for r in found["areas"]] == ["990121001"]
    assert [line["case_no"] for line in await late(api)] == [lamp] == await listed(api, found["total"]["late_cases"])
    assert await late(api, unit="QH-DESK") == [] and bus not in str(await late(api, area="990121"))
    await _appoint(api, "leader", "leader", "QH-GOV")
    assert (await board(api, "leader"))["total"]["late"] == 2


async def test_what_is_owed_by_whom_since_when(api: Api) -> None:
    lamp, bus, _ = await several(api)
    first, second = await late(api)
    assert (first["case_no"], first["duty"], first["owner"]["code"], first["unit"]["code"]) == (
        lamp, "handle", "housing2", "QH-ZJ",
    )  # fmt: skip
    assert second["case_no"] == bus and second["duty"] == "intake_notice" and first["due_at"] < second["due_at"]
    assert first["acts"] == ["remind", "ask", "reassign"]
    assert "reassign" not in second["acts"] and "accept" in second["acts"]  # not accepted yet
    assert "reassign" not in (await late(api, "leader"))[0]["acts"]
    page = ok(await api("GET", "/v1/board/late?limit=1", "supervisor"))
    rest = ok(await api("GET", f"/v1/board/late?limit=1&cursor={page['next']}", "supervisor"))
    assert [i["case_no"] for i in page["items"] + rest["items"]] == [lamp, bus] and rest["next"] is None
    refused(await api("GET", "/v1/board/late?cursor=x", "supervisor"), 422, "invalid")


async def test_reminded_once_a_day(api: Api) -> None:
    lamp, *_ = await several(api)
    await api.sql("UPDATE waiting SET done_at = at")
    remind = f"/v1/cases/{lamp}/remind"
    both = await together(*(api("POST", remind, who) for who in ("supervisor", "leader")))
    assert sorted(r.status_code for r in both) == [200, 409]
    refused(await api("POST", remind, "supervisor"), 409, "reminded_today")
    assert await waits(api, "housing2") == [("reminded", lamp, True)]
    (line, _) = await late(api)
    assert line["reminded_at"] and "remind" not in line["acts"]
    events = ok(await api("GET", f"/v1/cases/{lamp}/timeline", "clerk"))["items"]
    assert [e["facts"]["owner"] for e in events if e["kind"] == "reminded"] == ["吴工"]
    assert "reminded" not in str((await api.my_case(lamp))["timeline"])
    api.clock.set(api.clock.now() + timedelta(days=1))
    ok(await api("POST", remind, "leader"))
    assert await waits(api, "housing2") == [("reminded", lamp, True)]
    ok(await api("POST", f"/v1/cases/{lamp}/notes", "housing2", json={"text": "明天去"}))
    assert await waits(api, "housing2") == []


async def test_nobody_reminds_themselves_nor_of_what_has_ended(api: Api) -> None:
    done = await api.brought_to("closed")
    refused(await api("POST", f"/v1/cases/{done}/remind", "supervisor"), 409, "nobody_to_remind")
    mine = await taken(api, chat="chat-2")
    await api.sql(
        "UPDATE case_ SET owner_id = (SELECT id FROM staff WHERE login = 'supervisor') WHERE case_no = :n", n=mine
    )
    refused(await api("POST", f"/v1/cases/{mine}/remind", "supervisor"), 409, "nobody_to_remind")


async def test_a_question_waits_until_it_is_answered_in_writing(api: Api) -> None:
    lamp, *_ = await several(api)
    await api.sql("UPDATE waiting SET done_at = at")
    before = len((await api.my_case(lamp))["timeline"])
    wanted = {"trigger": "question", "note": "为什么两个月没有修？"}
    asked = ok(await api("POST", f"/v1/cases/{lamp}/supervision", "supervisor", json=wanted), 201)
    assert asked["steps"] == []  # nobody above is told
    refused(await api("POST", f"/v1/cases/{lamp}/supervision", "leader", json=wanted), 409, "supervised_already")
    (line, _) = await late(api)
    assert line["question"] == asked["id"] and "ask" not in line["acts"]
    assert await waits(api, "housing2") == [("supervised", lamp, True)]
    ok(await api("POST", f"/v1/cases/{lamp}/notes", "housing2", json={"text": "看到了"}))
    (waiting,) = ok(await api("GET", "/v1/today/waiting", "housing2"))["items"]
    assert waiting["trigger"] == "question" and waiting["note"] == wanted["note"]
    refused(await api("POST", f"/v1/today/waiting/{waiting['id']}/done", "housing2"), 409, "answer_needed")
    answer = f"/v1/supervision/{asked['id']}/answer"
    done = ok(await api("POST", answer, "housing2", json={"text": "灯杆要换，下周二到货。"}))
    assert done["closed_at"] and done["answer"].startswith("灯杆") and done["closed_by"]["code"] == "housing2"
    refused(await api("POST", answer, "housing2", json={"text": "再说一次"}), 409, "closed_already")
    assert await waits(api, "housing2") == []
    told = ok(await api("GET", "/v1/inbox", "supervisor"))["messages"][0]
    assert told["facts"] == {"case_no": lamp, "answered": "question", "n": 1}
    assert len((await api.my_case(lamp))["timeline"]) == before  # the resident sees none of it
    ok(await api("POST", f"/v1/cases/{lamp}/supervision", "leader", json=wanted), 201)  # and may be asked again


async def test_the_board_is_read_in_few_statements_however_many_cases(sqlite_api: Api) -> None:
    await several(sqlite_api)
    sent = []
    for chat in ("more-1", "more-2"):
        await board(sqlite_api)  # fills what is kept for a second
        with counting(sqlite_api) as seen:
            await board(sqlite_api)
            await late(sqlite_api)
        sent.append(len(seen))
        at_most(14, seen)
        await sqlite_api.file("又一件", chat, area="990121001001")
        sqlite_api.clock.advance(timedelta(days=30))
    assert sent[0] == sent[1]
    plan = await sqlite_api.sql(
        f"EXPLAIN QUERY PLAN SELECT count(*) FROM case_ WHERE {OPEN.text} AND case_.due_at < '2027-01-01'"
    )
    assert "ix_case_open_due" in str(plan)
