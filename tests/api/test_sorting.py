"""Before a matter is taken up: told, forwarded, taken over, guided; somebody answers for it all the while."""

from datetime import timedelta
from typing import Any

import pytest

from api import worker
from tests.api.counter import ANSWERED, Api, names, ok, refused

COURT = {
    "ground": "R4_litigation",
    "text": "您反映的合同纠纷依法由法院处理。",
    "place": "清河县人民法院立案庭（示例）",
    "objection": "可以打接访中心的电话，或者再向上一级机关反映。",
    "route": "litigation",
}


async def owed(api: Api, number: str, key: str) -> list[dict[str, Any]]:
    return [o for o in (await api.case(number))["obligations"] if o["key"] == key]


async def answering(api: Api) -> list[Any]:
    """(unit, login) that answers for the one case."""
    return await api.sql(
        "SELECT a.code, s.login FROM case_ c JOIN unit a ON a.id = c.answerable_unit_id "
        "JOIN staff s ON s.id = c.owner_id"
    )


async def test_a_notice_meets_the_notice_and_never_the_answer(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "notify", text="已收到，由住建局按信访程序办理。"))
    (notice,) = await api.deliver_all()
    assert (notice["kind"], notice["text"]) == ("notified", "已收到，由住建局按信访程序办理。")
    (intake,) = await owed(api, number, "intake_notice")
    (handle,) = await owed(api, number, "handle")
    assert intake["met_at"] is not None and handle["met_at"] is None, "what is told of has a day for its answer"
    refused(await api.move(number, "close"), 409, "move_not_allowed")
    assert (await api.case(number))["state"] == "registered"


async def test_the_first_receiver_answers_until_the_next_has_taken_it(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    (told,) = await api.deliver_all()
    assert (told["kind"], told["facts"]["unit"]) == ("forwarded", "清河县住房和城乡建设局")
    case = await api.case(number)
    assert (case["state"], case["unit"]["code"]) == ("registered", "QH-ZJ")
    rows = await answering(api)
    assert rows[0][0] == "QH-DESK" and rows[0][1] not in ("housing", "housing2")
    first, second = await owed(api, number, "intake_notice")
    assert first["met_at"] is not None and second["met_at"] is None, "the next unit owes its own notice"
    refused(await api.move(number, "take", "clerk"), 403, "forbidden")
    refused(await api("GET", f"/v1/cases/{number}", "transport"), 404, "not_found")
    ok(await api.move(number, "take", "housing"))
    rows = await answering(api)
    assert tuple(rows[0]) == ("QH-ZJ", "housing")
    refused(await api.move(number, "take", "housing"), 409, "taken_already")
    ok(await api.move(number, "accept", "housing", case_class="appeal"))


async def test_forwarding_counts_its_hops_and_stays_outside_the_wall(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    ok(await api.move(number, "forward", unit="QH-JT"))
    assert [tuple(r) for r in await api.sql("SELECT hops FROM case_")] == [(2,)]
    refused(await api.move(number, "forward", unit="QH-JW"), 409, "walled")
    names(await api.move(number, "forward", unit="QH-NO"), "unit")
    names(await api.move(number, "forward", unit="QH-JT"), "unit")


async def test_guided_to_another_route_and_closed_once_told(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.guide(number, **COURT))
    refused(await api.move(number, "close", "supervisor"), 409, "reply_not_delivered")
    (notice,) = await api.deliver_all()
    assert notice["kind"] == "guided" and COURT["place"] in notice["text"] and COURT["objection"] in notice["text"]
    assert notice["facts"]["own_clock"]
    case = await api.case(number)
    assert (case["state"], (await owed(api, number, "intake_notice"))[0]["met_at"] is not None) == ("registered", True)
    assert ok(await api.move(number, "close", "supervisor"))["state"] == "closed"
    rows = await api.sql("SELECT ending, guided, destination FROM case_")
    assert tuple(rows[0]) == ("guided", "R4_litigation", COURT["place"])


@pytest.mark.parametrize("left_out", ["ground", "text", "place", "objection"])
async def test_guidance_says_why_where_and_how_to_object(sqlite_api: Api, left_out: str) -> None:
    number = (await sqlite_api.file())["case_no"]
    body = {k: v for k, v in COURT.items() if k != left_out}
    names(await sqlite_api.guide(number, **body), left_out)
    for refusal in ("R1_in_progress", "R2_final"):
        names(await sqlite_api.guide(number, **{**COURT, "ground": refusal}), "ground")


@pytest.mark.parametrize("action", ["notify", "forward"])
async def test_only_what_is_registered_is_sorted(sqlite_api: Api, action: str) -> None:
    api = sqlite_api
    number = await api.brought_to("accepted")
    bodies: dict[str, dict[str, str]] = {"notify": {"text": ANSWERED}, "forward": {"unit": "QH-ZJ"}}
    refused(await api.move(number, action, **bodies[action]), 409, "move_not_allowed")


async def test_what_is_forwarded_after_all_is_not_closed_by_the_old_guidance(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(
        await api.guide(
            number,
            ground="R7_other_unit",
            text="由别的单位办理。",
            place="某单位（示例）",
            objection="来问我们",
        )
    )
    await api.deliver_all()
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    await api.deliver_all()
    refused(await api.move(number, "close", "supervisor"), 409, "move_not_allowed")


async def test_one_notice_does_not_meet_another_s(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    ok(await api.move(number, "notify", "housing", text="已收到，由我局办理。"))
    (forwarded,) = await api.lease()
    await api.delivered(forwarded)
    first, second = await owed(api, number, "intake_notice")
    assert first["met_at"] is not None and second["done_at"] is not None and second["met_at"] is None
    await api.deliver_all()
    assert all(o["met_at"] for o in await owed(api, number, "intake_notice"))


async def test_another_unit_s_matter_keeps_its_sixty_days(api: Api) -> None:
    """Only a route with a clock of its own ends ours."""
    number = (await api.file())["case_no"]
    api.clock.advance(timedelta(days=17))
    await worker.once(api.ctx)
    (handle,) = await owed(api, number, "handle")
    ok(
        await api.guide(
            number,
            ground="R7_other_unit",
            text="由别的单位办理。",
            place="某单位（示例）",
            objection="来问我们",
        )
    )
    assert not (await owed(api, number, "handle"))[0]["void"] and handle["met_at"] is None
    ok(await api.guide(number, **COURT))
    assert (await owed(api, number, "handle"))[0]["void"]


async def test_whoever_answers_for_it_can_open_it(api: Api) -> None:
    number = (await api.file())["case_no"]
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    ok(await api.move(number, "take", "housing"))
    ok(await api.move(number, "forward", "housing", unit="QH-JT"))
    assert (await api.case(number, "housing"))["unit"]["code"] == "QH-JT"
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    refused(await api.move(number, "take", "housing"), 409, "taken_already")


@pytest.mark.parametrize(
    ("ground", "route"), [("R4_litigation", None), ("R4_litigation", "police"), ("R5_statutory", "petition")]
)
async def test_a_statutory_route_is_named(sqlite_api: Api, ground: str, route: str | None) -> None:
    number = (await sqlite_api.file())["case_no"]
    answer = await sqlite_api.guide(number, **{**COURT, "ground": ground, "route": route})
    names(answer, "guide.route")
