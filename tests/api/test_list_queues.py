"""The queues of the list: what each holds, in which order, and for whom."""

from datetime import timedelta
from typing import Any

import pytest

from api.cases.queues import View
from models.words import labels
from tests.api.counter import ANSWERED, Api, names, ok, refused


async def _queue(api: Api, view: str, who: str, **query: Any) -> list[str]:
    return [c["case_no"] for c in ok(await api("GET", "/v1/cases", who, params={"view": view, **query}))["items"]]


async def _assigned(api: Api, words: str) -> str:
    number = str((await api.file(words))["case_no"])
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    api.clock.advance(timedelta(days=1))
    return number


async def test_each_queue_holds_its_cases_and_hands_out_no_others(api: Api) -> None:
    first, second = await _assigned(api, "路灯坏了"), await _assigned(api, "水管漏了")
    asked, done = await _assigned(api, "楼道堆物"), await _assigned(api, "墙皮掉了")
    ok(await api("POST", f"/v1/cases/{asked}/questions", "housing", key=api.key(), json={"text": "哪一栋楼？"}))
    ok(await api.move(done, "replies", "housing", text=ANSWERED))
    await api.deliver_all()
    closed = await api.brought_to("closed")
    new = (await api.file("公交晚点"))["case_no"]
    sent_on = (await api.file("房子漏雨"))["case_no"]
    ok(await api.move(sent_on, "forward", unit="QH-ZJ"))

    mine = await _queue(api, "mine", "housing")
    assert mine[:3] == [first, second, asked] and set(mine) >= {done}, "what is owed first stands first"
    assert closed not in mine and new not in mine
    assert await _queue(api, "unassigned", "housing") == [sent_on]
    assert await _queue(api, "unassigned", "clerk") == [new]
    assert await _queue(api, "unassigned", "transport") == []
    assert await _queue(api, "asked", "housing") == [asked]
    assert await _queue(api, "to_close", "housing") == [done]
    assert await _queue(api, "to_close", "transport") == await _queue(api, "asked", "transport") == []
    assert await _queue(api, "late", "clerk") == await _queue(api, "urged", "clerk") == []
    assert await _queue(api, "mine", "housing", q="水管") == [second], "a queue is narrowed like every list"

    turned: list[str] = []
    query: dict[str, Any] = {"view": "mine", "limit": 1}
    while True:
        page = ok(await api("GET", "/v1/cases", "housing", params=query))
        turned += [c["case_no"] for c in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert turned == mine, "also over the border to those that owe nothing by a day"

    said = {"case_no": asked, "parts": [{"text": "三栋"}]}
    ok(await api("POST", "/v1/additions", "bot", key=api.key(), json=said, chat="chat-1"), 201)
    assert await _queue(api, "asked", "housing") == []
    api.clock.advance(timedelta(days=90))
    assert first in await _queue(api, "late", "housing")


@pytest.mark.parametrize("view", ["lost", "", "MINE"])
async def test_an_unknown_queue_is_refused(sqlite_api: Api, view: str) -> None:
    names(await sqlite_api("GET", "/v1/cases", "clerk", params={"view": view}), "view")


async def test_a_queue_is_for_those_who_work_in_it(sqlite_api: Api) -> None:
    for view in ("unassigned", "asked", "to_close", "to_write_up"):
        refused(await sqlite_api("GET", "/v1/cases", "leader", params={"view": view}), 403, "forbidden")
    assert await _queue(sqlite_api, "mine", "leader") == []


def test_every_queue_has_its_words() -> None:
    names = {view.value for view in View}
    assert labels("view").keys() == names and labels("view_empty").keys() == names | {"all"}
    assert {view.row.sort for view in View} <= labels("sort").keys()
