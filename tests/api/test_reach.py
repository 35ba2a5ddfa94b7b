"""A chat that takes no messages: what waits goes to a person at once, and comes again when the chat is back."""

from datetime import timedelta
from typing import Any

from tests.api.counter import ANSWERED, Api, names, ok, refused


async def reach(api: Api, reachable: bool, chat: str = "chat-1") -> None:
    answer = await api("PUT", "/v1/notifications/reach", "courier", chat=chat, json={"reachable": reachable})
    assert answer.status_code == 204, answer.text


async def owed(api: Api, **more: Any) -> str:
    """A case that owes its chat three notices."""
    number = str((await api.file(**more))["case_no"])
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api.move(number, "replies", text=f"{number}：{ANSWERED}"))
    return number


async def states(api: Api, number: str) -> dict[str, str]:
    return {n["kind"]: n["state"] for n in (await api.case(number))["notices"] if n["kind"] != "received"}


async def test_all_that_waits_ends_at_once_and_staff_see_why(api: Api) -> None:
    named, bare = await owed(api, phone="13800001234"), await owed(api)
    other = await owed(api, chat="chat-2")
    before = await api.case(named)
    assert before["unreachable_since"] is None
    await reach(api, False)
    assert set((await states(api, named)).values()) == {"manual"}
    assert set((await states(api, bare)).values()) == {"undeliverable"}
    assert set((await states(api, other)).values()) == {"due"}
    assert (await api.case(bare))["notices"][-1]["reason"] == "no phone or address was given; blocked"
    tasks = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert [(t["kind"], t["case_no"]) for t in tasks] == [("undelivered", named)], "one call tells a person all"
    assert len(tasks[0]["tells"]) == 3
    since = (await api.case(named))["unreachable_since"]
    assert since is not None and (await api.case(other))["unreachable_since"] is None
    ok(await api.move(bare, "close"))  # proved undeliverable: nobody waits for ever


async def test_it_may_be_said_again(api: Api) -> None:
    number = await owed(api, phone="13800001234")
    await reach(api, False)
    since = (await api.case(number))["unreachable_since"]
    api.clock.advance(timedelta(minutes=10))
    await reach(api, False)
    assert (await api.case(number))["unreachable_since"] == since
    (call,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert len(call["tells"]) == 3
    for _ in range(2):
        await reach(api, True)
        assert set((await states(api, number)).values()) == {"due"}
        assert (await api.case(number))["unreachable_since"] is None
    await reach(api, True, chat="nobody-has-filed-from-here")


async def test_what_was_not_told_comes_again_in_order(api: Api) -> None:
    number = await owed(api)
    await reach(api, False)
    assert await api.lease() == []
    await reach(api, True)
    assert [n["kind"] for n in await api.deliver_all()] == ["accepted", "assigned", "reply"]
    assert set((await states(api, number)).values()) == {"delivered"}
    await reach(api, True)
    assert await api.lease() == []


async def test_what_a_person_told_meanwhile_does_not_come_again(api: Api) -> None:
    number = await owed(api, phone="13800001234")
    await reach(api, False)
    by_kind = {n["kind"]: n["id"] for n in (await api.case(number))["notices"]}
    spoke = {"how": "phone", "result": "spoke", "whom": "本人", "at": "2026-11-20T01:30:00Z"}
    ok(await api("POST", f"/v1/notifications/{by_kind['accepted']}/record", "clerk", json=spoke))
    refusal = {"how": "post", "result": "refused", "at": "2026-11-20T01:30:00Z"}
    ok(await api("POST", f"/v1/notifications/{by_kind['assigned']}/record", "clerk", json=refusal))
    await reach(api, True)
    assert [n["kind"] for n in await api.deliver_all()] == ["reply"]
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []


async def test_what_is_being_sent_is_the_sender_s_to_report(api: Api) -> None:
    number = await owed(api)
    (notice,) = await api.lease()
    await reach(api, False)
    assert await states(api, number) == {"accepted": "leased", "assigned": "undeliverable", "reply": "undeliverable"}
    await api.delivered(notice)  # it arrived all the same: the chat is there
    assert (await api.case(number))["unreachable_since"] is None


async def test_who_comes_back_before_it_was_told_that_they_went(api: Api) -> None:
    await owed(api)
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="blocked")).status_code == 204
    await reach(api, True)
    assert [n["kind"] for n in await api.deliver_all()] == ["accepted", "assigned", "reply"]


async def test_the_courier_is_woken_when_something_is_due_again(api: Api) -> None:
    await owed(api)
    await reach(api, False)
    woken = []

    class Woken:
        async def send(self) -> None:
            woken.append(1)

    wakeup, api.ctx.wakeup = api.ctx.wakeup, Woken()  # type: ignore[assignment]
    await reach(api, True)
    await reach(api, True)
    api.ctx.wakeup = wakeup
    assert woken == [1]


async def test_what_it_takes(api: Api) -> None:
    for field, bad in (
        ("reachable", {}),
        ("reachable", {"reachable": "perhaps"}),
        ("why", {"reachable": True, "why": 1}),
    ):
        names(await api("PUT", "/v1/notifications/reach", "courier", chat="chat-1", json=bad), field)
    refused(await api("PUT", "/v1/notifications/reach", "courier", json={"reachable": True}), 422, "invalid")
