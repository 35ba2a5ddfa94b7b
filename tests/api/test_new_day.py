"""A new day after a date has slipped: named by the person who answers for the case, watched like the first one."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.counter import ANSWERED, Api, names, ok, refused
from tests.api.test_clockwork import at, go, steps_of, taken

REASON = "线路要由供电所配合更换，已约定下周施工。"


async def slipping(api: Api) -> str:
    """A case of 吴工 whose resident has been told that 2027-01-19 may slip."""
    number = await taken(api)
    await go(api, at("2027-01-17"))
    await api.deliver_all()
    return number


async def name(api: Api, number: str, day: str, who: str = "housing2", what: str = "answer") -> Any:
    return await api.move(number, "promise", who, day=day, what=what, reason=REASON)


async def news(api: Api, number: str) -> list[dict[str, Any]]:
    return [o for o in (await api.case(number))["obligations"] if o["key"] == "news"]


async def test_a_new_day_is_told_and_the_old_date_still_counts(api: Api) -> None:
    number = await slipping(api)
    ok(await name(api, number, "2027-01-28"))
    (told,) = await api.deliver_all()
    assert (told["kind"], told["facts"]["answer_by"], told["text"]) == ("promised", "2027-01-28", REASON)
    seen = await api.my_case(number)
    assert seen["answer_by"] == "2027-01-28" and seen["timeline"][-1]["text"] == REASON
    (handle,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "handle"]
    assert (handle["due_nominal"], handle["done_at"], handle["changes"]) == ("2027-01-19", None, [])
    await go(api, at("2027-01-20", 0, 0))
    assert [key for _, key, _, level in await steps_of(api, number) if level == 1] == ["handle"]


async def test_the_new_day_slips_in_the_same_way(api: Api) -> None:
    number = await slipping(api)
    ok(await name(api, number, "2027-01-28"))
    await api.deliver_all()
    for day in ("2027-01-20", "2027-01-26"):
        await go(api, at(day))
    assert [(n["kind"], n["facts"]["due_by"]) for n in await api.deliver_all()] == [("slipping", "2027-01-28")]
    await go(api, at("2027-01-29", 0, 0))
    assert [key for _, key, _, level in await steps_of(api, number) if level == 1] == ["handle", "news"]


async def test_only_an_answer_keeps_the_day_of_an_answer(api: Api) -> None:
    number = await slipping(api)
    ok(await name(api, number, "2027-01-28"))
    ok(await api.move(number, "replies", "housing2", kind="progress", text="供电所已排期。"))
    ok(await api.move(number, "replies", "housing2", kind="answer", text="已阅。"))
    await api.deliver_all()
    assert (await news(api, number))[-1]["done_at"] is None, "neither news nor a thin answer is the answer"
    seq = (await api.case(number))["answers"][-1]["seq"]
    ok(await api("POST", f"/v1/cases/{number}/replies/{seq}/look", "supervisor", json={"passed": True}))
    assert (await news(api, number))[-1]["met_at"] is not None


async def test_an_answer_keeps_it(api: Api) -> None:
    number = await slipping(api)
    ok(await name(api, number, "2027-01-28"))
    ok(await api.move(number, "replies", "housing2", kind="answer", text=f"{number}：{ANSWERED}"))
    await api.deliver_all()
    assert all(o["met_at"] for o in await news(api, number))


async def test_a_day_for_news(api: Api) -> None:
    number = await slipping(api)
    ok(await name(api, number, "2027-01-25", what="news"))
    (told,) = await api.deliver_all()
    assert told["facts"]["news_by"] == "2027-01-25" and "answer_by" not in told["facts"]
    ok(await api.move(number, "replies", "housing2", kind="progress", text="供电所已排期。"))
    await api.deliver_all()
    assert all(o["met_at"] for o in await news(api, number))


async def test_a_day_that_is_over_is_told_to_nobody(api: Api) -> None:
    number = await slipping(api)
    await go(api, at("2027-01-22"))
    assert (await api.my_case(number))["answer_by"] is None
    ok(await api.move(number, "replies", "housing2", kind="progress", text="供电所已排期。"))
    told = [n for n in await api.deliver_all() if n["kind"] == "progress"]
    assert len(told) == 1 and "answer_by" not in told[0]["facts"]


@pytest.mark.parametrize("who", ["clerk", "supervisor", "leader", "housing"])
async def test_only_the_person_who_answers_for_it(sqlite_api: Api, who: str) -> None:
    api = sqlite_api
    number = await slipping(api)
    refused(await name(api, number, "2027-01-28", who), 403, "not_yours")
    assert await api.deliver_all() == []


async def test_not_before_a_date_slips_nor_after_the_answer(api: Api) -> None:
    number = await taken(api)
    refused(await name(api, number, "2026-12-24"), 409, "nothing_slipped")
    await go(api, at("2027-01-17"))
    ok(await api.move(number, "replies", "housing2", kind="answer", text=f"{number}：{ANSWERED}"))
    refused(await name(api, number, "2027-01-28"), 409, "nothing_slipped")


async def test_what_day_it_may_be(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await slipping(api)
    for day in ("2027-01-16", "2027-01-17", "2027-05-30", "9999-12-31"):
        names(await name(api, number, day), "day")
    names(await api.move(number, "promise", "housing2", day="2027-01-28", what="answer", reason=" "), "reason")
    names(await api.move(number, "promise", "housing2", day="2027-01-28", what="money", reason=REASON), "what")
    today = api.clock.now().date()
    ok(await name(api, number, (today + timedelta(days=90)).isoformat()))


async def test_whoever_is_reviewed_names_no_day_for_the_review(api: Api) -> None:
    number = await taken(api)
    ok(await api.move(number, "replies", "housing2", kind="answer", text=f"{number}：{ANSWERED}"))
    await api.deliver_all()
    body = {"case_no": number, "text": "没有说原因"}
    ok(await api("POST", "/v1/reviews", "bot", key=api.key(), chat="chat-1", json=body), 201)
    await go(api, at("2026-12-20"))
    refused(await name(api, number, "2026-12-28"), 403, "not_yours")
