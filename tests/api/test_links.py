"""Cases that belong together: each keeps its words, resident, clock and reply."""

import asyncio
from datetime import timedelta
from typing import Any

from api import worker
from tests.api.counter import ANSWERED, Api, names, ok, refused


async def link(api: Api, number: str, other: str, kind: str = "merged", who: str = "clerk") -> Any:
    body = {"other": other, "kind": kind, "reason": "同一盏路灯"}
    return await api("POST", f"/v1/cases/{number}/links", who, key=api.key(), json=body)


async def shown(api: Api, number: str, who: str = "clerk") -> list[tuple[str, str, bool]]:
    found = ok(await api("GET", f"/v1/cases/{number}/links", who))["items"]
    return [(entry["kind"], entry["other"], entry["earlier"]) for entry in found]


async def test_merged_each_has_its_own_words_clock_and_reply(api: Api) -> None:
    first, second = await api.brought_to("assigned"), await api.brought_to("assigned", words="灯不亮", chat="chat-2")
    before = {n: await api.case(n) for n in (first, second)}
    ok(await link(api, second, first), 201)
    assert (await shown(api, second), await shown(api, first)) == (
        [("merged", first, True)],
        [("merged", second, False)],
    )
    for n in (first, second):
        after = await api.case(n)
        assert after["words"] == before[n]["words"] and after["obligations"] == before[n]["obligations"]
    told = f"{first}：{ANSWERED}"
    ok(await api.move(first, "replies", "housing", text=told))
    await api.deliver_all()
    ok(await api.move(first, "close"))
    refused(await api.move(second, "close", "housing"), 409, "move_not_allowed")
    assert (await api.my_case(second, "chat-2"))["state"] == "assigned", "nobody has answered this one"
    ok(await api.move(second, "replies", "housing", text=told))
    assert (await api.case(second))["answers"][-1]["thin"] is False, "the same words may answer the same matter"
    refused(await api.move(second, "close"), 409, "reply_not_delivered")
    await api.deliver_all()
    ok(await api.move(second, "close"))
    endings = await api.sql("SELECT case_no, ending FROM case_ ORDER BY id")
    assert [tuple(r) for r in endings] == [(first, "answered"), (second, "merged")]


async def test_a_merged_case_is_late_by_itself(api: Api) -> None:
    first = await api.brought_to("assigned")
    api.clock.advance(timedelta(days=10))
    second = await api.brought_to("assigned", words="灯不亮", chat="chat-2")
    ok(await link(api, second, first), 201)
    ok(await api.move(first, "replies", "housing", text=f"{first}：{ANSWERED}"))
    await api.deliver_all()
    api.clock.advance(timedelta(days=61))
    await worker.once(api.ctx)
    late = [o for o in (await api.case(second))["obligations"] if o["key"] == "handle"]
    assert late[0]["met_at"] is None
    open_items = [i["case_no"] for i in ok(await api("GET", "/v1/supervision", "supervisor"))["items"]]
    assert second in open_items and first not in open_items


async def test_what_may_not_be_merged(api: Api) -> None:
    one, two, three = [await api.brought_to("registered", words=f"路灯 {n}", chat=f"chat-{n}") for n in range(1, 4)]
    names(await link(api, one, one), "other")
    names(await link(api, one, "99012120261120000099"), "other")
    names(await link(api, one, two, "repeat"), "other")  # that one came later
    ok(await link(api, two, one), 201)
    refused(await link(api, one, two), 409, "merged_already")
    refused(await link(api, three, two), 409, "merged_already")
    refused(await link(api, two, one, "repeat"), 409, "linked_already")
    closed = await api.brought_to("closed", words="别的", chat="chat-9")
    refused(await link(api, three, closed), 409, "ended")
    refused(await link(api, three, one, who="leader"), 403, "forbidden")
    refused(await link(api, three, one, who="transport"), 404, "not_found")


async def test_an_accusation_is_linked_to_nothing(api: Api) -> None:
    plain = await api.brought_to("registered")
    walled = (await api.file("他收钱", "chat-2", kind="accusation"))["case_no"]
    names(await link(api, plain, walled), "other")
    later = await api.brought_to("registered", words="灯", chat="chat-3")
    ok(await link(api, later, plain), 201)
    ok(await api.move(later, "accept", case_class="accusation"))
    assert await shown(api, plain) == [] and await shown(api, later, "discipline") == []
    assert [tuple(r) for r in await api.sql("SELECT merged_into_id FROM case_ WHERE case_no = :n", n=later)] == [
        (None,)
    ]


async def test_a_repeat_names_the_first_and_new_facts_are_a_case_of_their_own(api: Api) -> None:
    first, again, third, fresh = [await api.brought_to("registered", words=f"路灯 {n}") for n in range(4)]
    ok(await link(api, again, first, "repeat"), 201)
    ok(await link(api, third, again, "repeat"), 201)
    assert await shown(api, third) == [("repeat", first, True)]
    ok(await link(api, fresh, first, "new_facts"), 201)
    flags = await api.sql("SELECT case_no, first_here FROM case_ ORDER BY id")
    assert [bool(r[1]) for r in flags] == [True, False, False, True]
    for n in (again, third, fresh):
        assert (await api.case(n))["due_at"] is not None
        ok(await api.move(n, "accept", case_class="other"))  # each goes its own way


async def test_a_wrong_link_is_taken_back(api: Api) -> None:
    first, second = await api.brought_to("registered"), await api.brought_to("registered", words="灯", chat="chat-2")
    made = ok(await link(api, second, first), 201)
    path = f"/v1/cases/{first}/links/{made['id']}"
    assert (await api("DELETE", path, "leader")).status_code == 403
    assert (await api("DELETE", path, "clerk")).status_code == 204
    assert (await api("DELETE", path, "clerk")).status_code == 404
    assert await shown(api, first) == [] == await shown(api, second)
    told = [
        e["facts"]
        for e in ok(await api("GET", f"/v1/cases/{second}/timeline", "clerk"))["items"]
        if e["kind"] == "linked"
    ]
    assert [(f["other"], f["undone"]) for f in told] == [(first, False), (first, True)]
    assert all(e["kind"] != "linked" for e in (await api.my_case(second, "chat-2"))["timeline"])
    ok(await link(api, first, second), 201)


async def test_two_at_once_make_one_link_and_no_circle(api: Api) -> None:
    first, second = await api.brought_to("registered"), await api.brought_to("registered", words="灯", chat="chat-2")
    answers = await asyncio.gather(link(api, first, second), link(api, second, first), link(api, first, second))
    assert sorted(a.status_code for a in answers) == [201, 409, 409]


async def test_likely_ones_are_of_the_same_person_and_only_those_that_the_caller_sees(api: Api) -> None:
    lamp = await api.brought_to("assigned", topic="030100")
    noise = await api.brought_to("registered", words="半夜施工", topic="140102")
    await api.file("他收钱", kind="accusation")
    await api.file("别人的", "chat-2", topic="030100")
    again = (await api.file("又不亮了", topic="030101"))["case_no"]
    found = ok(await api("GET", f"/v1/cases/{again}/likely", "clerk"))["items"]
    assert [c["case_no"] for c in found] == [lamp, noise]
    assert await shown(api, again) == [], "nothing is linked by it"
    ok(await api.move(again, "forward", unit="QH-JT"))
    assert ok(await api("GET", f"/v1/cases/{again}/likely", "transport"))["items"] == []


async def test_the_same_phone_from_two_chats_is_likely_the_same_person(api: Api) -> None:
    """However it is spelt, and never from behind the wall."""
    first = (await api.file("物业乱收费", "chat-1", phone="139-0000-1111"))["case_no"]
    second = (await api.file("物业又来收费", "chat-2", phone="+86 139 0000 1111（微信同号）"))["case_no"]
    await api.file("别的事", "chat-3", phone="13900002222")
    await api.file("他收钱", "chat-4", phone="13900001111", kind="accusation")
    for one, other in ((first, second), (second, first)):
        rows = ok(await api("GET", f"/v1/cases/{one}/likely", "clerk"))["items"]
        assert [row["case_no"] for row in rows] == [other]
