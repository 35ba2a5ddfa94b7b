"""The responsibility list suggests a unit; a person decides."""

from typing import Any

import pytest

from tests.api.counter import Api, names, ok

LAMPS, DONGMEN = "030100", "990121001001"


async def suggested(api: Api, who: str = "clerk", **more: Any) -> dict[str, Any]:
    number = (await api.file(**more))["case_no"]
    found: dict[str, Any] = ok(await api("GET", f"/v1/cases/{number}/suggestion", who))
    return found


async def put(api: Api, topic: str, area: str, unit: str | None, who: str = "supervisor") -> Any:
    return await api("PUT", "/v1/responsibilities", who, json={"topic": topic, "area": area, "unit": unit})


async def test_the_nearest_topic_wins_then_the_smallest_area(api: Api) -> None:
    matter = {"topic": LAMPS, "area": DONGMEN, "place": "菜场门口"}
    found = await suggested(api, **matter)
    assert (found["unit"]["code"], found["why"], found["topic"]["code"]) == ("QH-ZJ", "list", "030000")
    ok(await put(api, "030000", DONGMEN, "QH-T-CG"))
    assert (await suggested(api, **matter, chat="chat-2"))["unit"]["code"] == "QH-T-CG"
    ok(await put(api, LAMPS, "990121", "QH-CG"))
    assert (await suggested(api, **matter, chat="chat-3"))["unit"]["code"] == "QH-CG", "the topic before the area"
    ok(await put(api, LAMPS, "990121", "QH-JT"))
    assert (await suggested(api, **matter, chat="chat-4"))["unit"]["code"] == "QH-JT"
    for topic, area in ((LAMPS, "990121"), ("030000", DONGMEN)):
        ok(await put(api, topic, area, None))
    assert (await suggested(api, **matter, chat="chat-5"))["unit"]["code"] == "QH-ZJ"


async def test_without_an_entry_the_township_of_the_place_and_without_a_place_the_desk(api: Api) -> None:
    found = await suggested(api, area=DONGMEN)
    assert found == {
        "unit": {"code": "QH-T-CG", "name": "城关街道办事处"},
        "why": "place",
        "topic": None,
        "area": {"code": "990121001", "name": "城关街道"},
    }
    nowhere = await suggested(api, chat="chat-2")
    assert (nowhere["unit"]["code"], nowhere["why"]) == ("QH-DESK", "desk")
    elsewhere = await suggested(api, chat="chat-3", elsewhere=True, place="邻县火车站", topic=LAMPS)
    assert (elsewhere["unit"]["code"], elsewhere["why"]) == ("QH-DESK", "elsewhere")


async def test_nothing_is_suggested_behind_the_wall_and_nothing_is_assigned_by_it(api: Api) -> None:
    walled = await suggested(api, "discipline", kind="accusation", topic=LAMPS)
    assert (walled["unit"]["code"], walled["why"]) == ("QH-JW", "wall")
    number = (await api.file(chat="chat-2", topic=LAMPS))["case_no"]
    ok(await api("GET", f"/v1/cases/{number}/suggestion", "clerk"))
    assert (await api.case(number))["unit"]["code"] == "QH-DESK"


async def test_an_entry_names_what_is_known_and_who_changed_it_is_kept(api: Api) -> None:
    names(await put(api, "999999", "990121", "QH-ZJ"), "topic")
    names(await put(api, LAMPS, "123456", "QH-ZJ"), "area")
    for unit in ("QH-NO", "QH-JW"):
        names(await put(api, LAMPS, "990121", unit), "unit")
    before = len(ok(await api("GET", "/v1/responsibilities", "clerk"))["items"])
    ok(await put(api, LAMPS, DONGMEN, "QH-CG"))
    ok(await put(api, LAMPS, DONGMEN, "QH-CG"))  # twice is once
    assert len(ok(await api("GET", "/v1/responsibilities", "clerk"))["items"]) == before + 1
    of_unit = ok(await api("GET", f"/v1/responsibilities?topic={LAMPS}&unit=QH-CG", "housing"))["items"]
    assert [(e["topic"]["code"], e["area"]["code"]) for e in of_unit] == [(LAMPS, DONGMEN)]
    kept = await api.sql("SELECT actor, target, reason FROM audit_entry WHERE action = 'responsibility'")
    assert [(r[1], r[2]) for r in kept] == [(f"{LAMPS}@{DONGMEN}", "QH-CG")] * 2


@pytest.mark.parametrize("who", ["clerk", "housing", "leader"])
async def test_only_supervisors_and_administrators_change_it(sqlite_api: Api, who: str) -> None:
    assert (await put(sqlite_api, LAMPS, DONGMEN, "QH-CG", who)).status_code == 403
