"""How short the trips are: what a confirmation and a look at a case send to the database. Too long says what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.api.counter import ANSWERED, SOLVED, Api, ok, token

CONFIRMING = 20
PAGE = 15
DETAIL = 10
LIST = 6
"""One statement of a page counts what waits, for the navigation: other for each person, and new after each act."""
ACTS = {"accept": 9, "assign": 9, "replies": 11, "close": 8}
RECEIPTS = {"received": 3, "accepted": 6, "assigned": 5, "reply": 8, "closed": 3}
"""BEGIN included; SQLite, which writes no two tables in one statement, has a few more."""
MORE_ON_SQLITE = 2


@contextmanager
def counting(api: Api) -> Iterator[list[str]]:
    """Every statement and every BEGIN of the API while the block lasts; without the look into the calendar that whoever
    comes first takes every five seconds."""
    api.ctx.looked_at = float("inf")
    engine, sent = api.ctx.db.engine.sync_engine, list[str]()

    def statement(_c: object, _u: object, sql: str, *_: object) -> None:
        if not sql.startswith("BEGIN"):  # SQLite's own, which `begin` counts
            sent.append(" ".join(sql.split())[:160])

    def begin(_c: object) -> None:
        sent.append("BEGIN")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "begin", begin)
    yield sent
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "begin", begin)


def at_most(count: int, sent: list[str]) -> None:
    assert len(sent) <= count, f"{len(sent)} statements:\n" + "\n".join(sent)


async def test_confirming_is_a_short_trip(api: Api) -> None:
    """From the filing to the receipt of the notice that was spoken at once; the second of the day, as most are."""
    await api.file(chat="somebody")
    for chat in ("somebody-new", "somebody"):
        with counting(api) as sent:
            matter = api.matter("路灯坏了", chat, area="990121001001", phone="13900000000")
            notice = ok(await api("POST", "/v1/cases", "bot", key=api.key(), json=matter), 201)["notice"]
            assert (await api.receipt(notice, "sent")).status_code == 204
        at_most(CONFIRMING, sent)


async def test_a_case_is_read_in_few_statements(api: Api) -> None:
    """One that was answered, and one that has just come and whose clerk has all its forms."""
    numbers = [await api.brought_to("replied"), (await api.file(chat="another"))["case_no"]]
    headers = {"Cookie": f"huiyin_staff={token('clerk')}"}
    looks = [
        *((f"/staff/cases/{n}", PAGE) for n in numbers),
        (f"/v1/cases/{numbers[0]}", DETAIL),
        ("/staff/cases", LIST),
    ]
    for path, most in looks:
        await api("GET", path, "clerk", headers=headers)  # fills what is kept for a second
        with counting(api) as sent:
            assert (await api("GET", path, "clerk", headers=headers)).status_code == 200
        at_most(most, sent)


async def test_acts_of_staff_and_receipts_are_short_trips(api: Api) -> None:
    """The second of the day, as most are: accepted, assigned, answered, told of each, closed."""
    more = MORE_ON_SQLITE if api.ctx.db.sqlite else 0

    async def told(notices: list[dict[str, Any]]) -> None:
        for notice in notices:
            with counting(api) as sent:
                await api.delivered(notice)
            at_most(RECEIPTS[notice["kind"]] + more, sent)

    await api.brought_to("closed")
    made = await api.file(chat="another")
    await told([made["notice"]])
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("clerk", "accept", {"case_class": "appeal", "tier": "simple"}),
        ("clerk", "assign", {"unit": "QH-ZJ", "handler": "housing"}),
        ("clerk", "replies", {"text": f"{made['case_no']}：{ANSWERED}"}),
        ("clerk", "close", SOLVED),
    ]
    for version, (who, act, given) in enumerate(steps, 1):
        path = f"/v1/cases/{made['case_no']}/{act}"
        with counting(api) as sent:
            ok(await api("POST", path, who, version=version, json=given))
        at_most(ACTS[act] + more, sent)
        while found := await api.lease():
            await told(found)
