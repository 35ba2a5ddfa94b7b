"""Visit days kept by the office: made, published, changed, cancelled; whoever is booked is told."""

from typing import Any

from api.examples import EXAMPLES
from tests.api.counter import Api, ok, refused

DAY = EXAMPLES["VisitDayWanted"] | {"date": "2026-12-15"}


async def make(api: Api, **more: Any) -> Any:
    return await api("POST", "/v1/office/visit-days", "supervisor", key=api.key(), json=DAY | more)


async def shown(api: Api) -> list[str]:
    return [d["id"] for d in ok(await api("GET", "/v1/visit-days", "bot"))["items"]]


async def booked(api: Api, day: str) -> str:
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]["id"]
    number = (await api.file())["case_no"]
    body = {"slot": slot, "case_no": number, "people": 1, "resident": api.matter()["resident"]}
    ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=body), 201)
    return number


async def kinds(api: Api, number: str) -> list[str]:
    of_case = "SELECT n.kind FROM notification n JOIN case_ c ON c.id = n.case_id WHERE c.case_no = :n ORDER BY n.id"
    rows = await api.sql(of_case, n=number)
    return [row[0] for row in rows if row[0].startswith("appointment")]


async def test_a_day_is_kept_published_changed_and_cancelled(api: Api) -> None:
    made = ok(await make(api, published=False), 201)
    assert made["id"] not in await shown(api)
    change = {name: made[name] for name in ("title", "official", "venue", "venue_en", "companions")}
    path = f"/v1/office/visit-days/{made['id']}"
    ok(await api("PUT", path, "clerk", json=change | {"published": True}))
    slots = ok(await api("GET", f"/v1/visit-days/{made['id']}/slots", "bot"))["items"]
    assert [s["free"] for s in slots] == [2, 2, 2, 2]
    number = await booked(api, made["id"])
    refused(await api("PUT", path, "clerk", json=change | {"published": False}), 409, "has_bookings")
    ok(await api("PUT", path, "clerk", json=change | {"title": "接访", "published": True}))
    assert await kinds(api, number) == ["appointment_made"]
    ok(await api("PUT", path, "clerk", json=change | {"venue": "新大厅二楼", "published": True}))
    assert await kinds(api, number) == ["appointment_made"] * 2, "another place is told"
    day = next(d for d in ok(await api("GET", "/v1/office/visit-days", "clerk"))["items"] if d["id"] == made["id"])
    assert (day["booked"], day["venue"]) == (1, "新大厅二楼")
    told = ok(await api("POST", f"{path}/cancel", "clerk", key=api.key(), json={"reason": "领导防汛"}))
    assert told == {"told": 1} and (await kinds(api, number))[-1] == "appointment_cancelled"
    assert made["id"] not in await shown(api)
    assert ok(await api("POST", f"{path}/cancel", "clerk", key=api.key(), json={"reason": "再一次"})) == {"told": 0}


async def test_what_is_no_day_is_refused(sqlite_api: Api) -> None:
    refused(await make(sqlite_api, date="2026-11-20"), 422, "past_day")
    refused(await make(sqlite_api, start="10:00", end="10:10"), 422, "no_slot")
    refused(await make(sqlite_api, official="NOBODY"), 422, "no_such_code")
    refused(await make(sqlite_api, capacity=0), 422, "invalid")
