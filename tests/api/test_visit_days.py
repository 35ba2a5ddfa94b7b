"""Visit days kept by the office: made, published, changed, cancelled; whoever is booked is told."""

from datetime import date, datetime, time
from typing import Any

from api.examples import EXAMPLES
from api.visits.cutting import Hours, Seat, moved_to, seated
from models.clock import ZONE
from tests.api.counter import Api, ok, refused, together

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
    assert await kinds(api, number) == ["appointment_made", "appointment_changed"], "another place is told"
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


DATE = date(2026, 12, 15)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DATE, time(hour, minute), ZONE)


def test_whoever_is_booked_keeps_their_time_or_comes_as_near_to_it_as_there_is_room() -> None:
    seats = [Seat("a", 1, at(9)), Seat("b", 2, at(9)), Seat("c", 3, at(10, 30)), Seat("d", 1, at(10))]
    cuts = list(Hours(time(9), time(10, 30), 30, 1).on(DATE))
    assert seated(seats, cuts) is None, "four do not fit into three"
    cuts = list(Hours(time(9), time(10), 30, 2).on(DATE))
    assert seated(seats, cuts) == {"a": at(9), "b": at(9), "c": at(9, 30), "d": at(9, 30)}
    twice = [Seat("a", 1, at(9)), Seat("b", 1, at(10))]
    assert seated(twice, list(Hours(time(9), time(9, 40), 20, 2).on(DATE))) == {"a": at(9), "b": at(9, 20)}
    broken = [cut for cut in Hours(time(9), time(12), 60, 1).on(DATE) if cut.starts_at != at(10)]
    assert [cut.starts_at.hour for cut in moved_to(broken, date(2026, 12, 20))] == [at(9).hour, at(11).hour]


async def sums(api: Api, day: str) -> list[tuple[int, int]]:
    """Of each slot: the places that are taken, and the bookings that stand there."""
    rows = await api.sql(
        "SELECT s.taken, (SELECT count(*) FROM appointment a WHERE a.slot_id = s.id AND a.state = 'booked')"
        " FROM slot s JOIN visit_day d ON d.id = s.visit_day_id WHERE d.token = :d ORDER BY s.starts_at",
        d=day,
    )
    return [tuple(row) for row in rows]


async def test_another_date_and_other_hours_keep_every_booking(api: Api) -> None:
    made = ok(await make(api), 201)
    path = f"/v1/office/visit-days/{made['id']}"
    words = {name: made[name] for name in ("title", "official", "venue", "venue_en", "companions")}
    number = await booked(api, made["id"])
    held = ok(await api("GET", f"/v1/visit-days/{made['id']}/slots", "bot"))["items"][1]["id"]
    ok(await api("PUT", "/v1/holds/conversation-7", "bot", json={"slot": held}))

    kept = ok(await api("PUT", path, "clerk", json=words | {"date": "2026-12-20", "start": "09:10:00"}))
    assert (kept["date"], kept["start"], kept["end"], kept["booked"]) == ("2026-12-20", "09:10:00", "10:40:00", 1)
    assert await kinds(api, number) == ["appointment_made", "appointment_changed"]
    ok(await api("PUT", path, "clerk", json=words | {"date": "2026-12-20", "start": "09:10:00"}))
    assert len(await kinds(api, number)) == 2, "what is as it was is told to nobody"
    (mine,) = ok(await api("GET", "/v1/mine/appointments", "bot", chat="chat-1"))["items"]
    moment = datetime.fromisoformat(mine["starts_at"]).astimezone(ZONE)
    assert (moment.date(), moment.time()) == (date(2026, 12, 20), time(9, 10)) and mine["moved_from"]
    slots = ok(await api("GET", f"/v1/visit-days/{made['id']}/slots", "bot"))["items"]
    assert [s["free"] for s in slots] == [1, 2, 2], "whoever only held a place chooses anew"
    (line,) = [e for e in (await api.my_case(number))["timeline"] if e["kind"] == "visit_moved"]
    assert datetime.fromisoformat(line["facts"]["starts_at"]) == moment

    resident = api.matter()["resident"]
    other = {"slot": slots[1]["id"], "resident": resident}
    ok(await api("POST", f"/v1/appointments/{mine['booking_no']}/move", "bot", key=api.key(), json=other))
    assert await sums(api, made["id"]) == [(0, 0)] * 5 + [(1, 1), (0, 0)]
    refused(await api("PUT", path, "clerk", json=words | {"date": "2026-11-20"}), 422, "past_day")
    refused(await api("PUT", path, "clerk", json=words | {"end": "09:12:00"}), 422, "no_slot")
    changed = ok(await api("GET", "/v1/audit?q=visit_day_changed", "admin"))["items"][-1]["changed"]
    assert "date: 2026-12-15 → 2026-12-20" in changed and "hours: 09:00–11:00 → 09:10–10:40" in changed
    second = await booked(api, made["id"])
    refused(await api("PUT", path, "clerk", json=words | {"end": "09:40:00", "capacity": 1}), 409, "too_few_places")
    assert second and sum(taken for taken, _ in await sums(api, made["id"])) == 2
    api.clock.set(datetime.combine(date(2026, 12, 20), time(9, 20), ZONE))
    refused(await api("PUT", path, "clerk", json=words | {"date": "2026-12-23"}), 409, "visit_began")


class Rush:
    """Residents of a day with four hours, a case each, who all press at once."""

    def __init__(self, api: Api, slots: list[str], cases: list[str]) -> None:
        self.api, self.slots, self.cases = api, slots, cases
        self.stand: list[str] = []  # numbers of those who booked before

    @classmethod
    async def of(cls, api: Api, day: str, many: int, booked: int) -> "Rush":
        slots = [s["id"] for s in ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"]]
        made = cls(api, slots, [(await api.file(chat=f"chat-{n}"))["case_no"] for n in range(many)])
        made.stand = [ok(await made.book(n), 201)["booking_no"] for n in range(booked)]
        return made

    async def book(self, n: int) -> Any:
        return await self._post(n, "", slot=self.slots[n % 4], case_no=self.cases[n], people=1)

    async def move(self, n: int, to: int) -> Any:
        return await self._post(n, f"/{self.stand[n]}/move", slot=self.slots[to])

    async def cancel(self, n: int) -> Any:
        return await self._post(n, f"/{self.stand[n]}/cancel")

    async def _post(self, n: int, path: str, **body: Any) -> Any:
        body["resident"] = self.api.matter(chat=f"chat-{n}")["resident"]
        return await self.api("POST", f"/v1/appointments{path}", "bot", key=self.api.key(), json=body)


async def test_residents_who_book_move_and_cancel_while_the_hours_change(api: Api) -> None:
    made = ok(await make(api, capacity=4), 201)
    path, words = f"/v1/office/visit-days/{made['id']}", {n: made[n] for n in ("title", "official", "venue")}
    rush = await Rush.of(api, made["id"], 9, 6)
    *got, moved, cancelled, changed = await together(
        *(rush.book(n) for n in (6, 7, 8)), rush.move(0, 3), rush.cancel(1),
        api("PUT", path, "clerk", json=words | {"date": "2026-12-21", "start": "13:00:00", "end": "16:00:00"}),
    )  # fmt: skip
    ok(changed)
    assert {a.status_code for a in got} <= {201, 409} and {moved.status_code} <= {200, 409}
    assert ok(cancelled)["state"] == "cancelled", "whoever cancels has cancelled, wherever the visit went meanwhile"
    expected = 5 + sum(a.status_code == 201 for a in got)
    rows = await sums(api, made["id"])
    assert all(taken == bookings for taken, bookings in rows)
    assert sum(bookings for _, bookings in rows) == expected
    mine = [ok(await api("GET", "/v1/mine/appointments", "bot", chat=f"chat-{n}"))["items"] for n in range(9)]
    stands = [
        datetime.fromisoformat(a["starts_at"]).astimezone(ZONE)
        for booked in mine
        for a in booked
        if a["state"] == "booked"
    ]
    assert len(stands) == expected and {at.date() for at in stands} == {date(2026, 12, 21)}


async def test_residents_who_book_and_move_while_the_day_is_cancelled(api: Api) -> None:
    """Nobody waits in a circle, and nobody is left with a place on a day that is not."""
    made = ok(await make(api, capacity=6), 201)
    rush = await Rush.of(api, made["id"], 10, 8)
    path = f"/v1/office/visit-days/{made['id']}/cancel"
    cancelled, *others = await together(
        api("POST", path, "clerk", key=api.key(), json={"reason": "领导防汛"}),
        *(rush.move(n, (n + 1) % 4) for n in range(8)), rush.book(8), rush.book(9),
    )  # fmt: skip
    assert {answer.status_code for answer in others} <= {200, 201, 409}
    assert ok(cancelled)["told"] == 8 + sum(answer.status_code == 201 for answer in others)
    assert await sums(api, made["id"]) == [(0, 0)] * 4
