"""What waits for members of staff: in their inbox or in the chat they linked. Never a resident's name or words."""

from datetime import timedelta
from typing import Any

from tests.api.counter import Api, ok, refused
from tests.api.test_clockwork import at, go, heads, taken
from tests.api.test_supervision import away, by_hand


async def inbox(api: Api, who: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await api("GET", "/v1/inbox", who))
    return found


async def link(api: Api, who: str, chat: str = "staff-chat", channel: str = "web") -> Any:
    code = ok(await api("POST", "/v1/me/chat", who), 201)["code"]
    headers = {"Huiyin-Channel": channel, "Huiyin-Address": chat}
    return await api("POST", "/v1/staff-chats", "bot", json={"code": code}, headers=headers)


async def test_the_inbox(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    (step,) = ok(await by_hand(api, case_no), 201)["steps"]
    held = await inbox(api, "housing")
    assert [i["case_no"] for i in held["waiting"]] == [case_no]
    (message,) = held["messages"]
    assert message["kind"] == "escalation" and message["new"]
    assert message["facts"] == {"case_no": case_no, "trigger": "shirking", "n": 1}
    assert await inbox(api, "housing") == held  # looking marks nothing
    assert (await api("POST", "/v1/inbox/read", "housing2", json={"until": message["id"]})).status_code == 204
    assert (await inbox(api, "housing"))["messages"][0]["new"]  # nobody reads it for another
    assert (await api("POST", "/v1/inbox/read", "housing", json={"until": message["id"] - 1})).status_code == 204
    assert (await inbox(api, "housing"))["messages"][0]["new"]
    assert (await api("POST", "/v1/inbox/read", "housing", json={"until": message["id"]})).status_code == 204
    assert not (await inbox(api, "housing"))["messages"][0]["new"]
    ok(await api("POST", f"/v1/escalations/{step['id']}/acknowledge", "housing"))
    assert (await inbox(api, "housing"))["waiting"] == []


async def test_dates_that_are_near_and_late(api: Api) -> None:
    case_no = await taken(api)
    assert (await inbox(api, "housing2"))["dates"] == []
    await go(api, at("2027-01-12"))
    (near,) = [d for d in (await inbox(api, "housing2"))["dates"] if d["duty"] == "handle"]
    assert near == {"case_no": case_no, "duty": "handle", "due_by": "2027-01-19", "late": False}
    await go(api, at("2027-01-20", 0, 0))
    assert {d["duty"]: d["late"] for d in (await inbox(api, "housing2"))["dates"]}["handle"]


async def test_a_chat_is_linked_by_a_code_for_one_use(api: Api) -> None:
    assert ok(await link(api, "housing"), 201) == {"linked": True}
    assert ok(await api("GET", "/v1/me/deputy", "housing"))["chat"] == "web"
    code = ok(await api("POST", "/v1/me/chat", "clerk"), 201)["code"]
    newer = ok(await api("POST", "/v1/me/chat", "clerk"), 201)["code"]
    assert len(newer) == 8

    async def sent(code: str, chat: str = "other") -> Any:
        return await api("POST", "/v1/staff-chats", "bot", chat=chat, json={"code": code})

    refused(await sent(code), 404, "not_found")  # the newer one took its place
    ok(await sent(f" {newer[:4].lower()}-{newer[4:].lower()} "), 201)  # as people type it
    refused(await sent(newer, "another"), 404, "not_found")
    late = ok(await api("POST", "/v1/me/chat", "leader"), 201)["code"]
    api.clock.advance(timedelta(minutes=10))
    refused(await sent(late, "third"), 404, "not_found")
    off = ok(await api("POST", "/v1/me/chat", "transport"), 201)["code"]
    await api.sql("UPDATE staff SET active = false WHERE login = 'transport'")
    refused(await sent(off, "fourth"), 404, "not_found")
    linked = await api.sql("SELECT login FROM staff WHERE channel_id IS NOT NULL ORDER BY login")
    assert [r[0] for r in linked] == ["clerk", "housing"]
    kept = await api.sql("SELECT target FROM audit_entry WHERE action = 'link_chat'")
    assert [r[0] for r in kept] == ["web", "web"]  # and not the address


async def test_a_code_opens_nothing_else(sqlite_api: Api) -> None:
    code = ok(await sqlite_api("POST", "/v1/me/chat", "admin"), 201)["code"]
    for path in ("/v1/cases", "/v1/staff/me", "/v1/mine/cases"):
        got = await sqlite_api("GET", path, headers={"Authorization": f"Bearer {code}"}, chat="chat-1")
        assert got.status_code == 403, path


async def test_guessing_codes_is_slow_work(sqlite_api: Api) -> None:
    statuses = [
        (await sqlite_api("POST", "/v1/staff-chats", "bot", chat="guess", json={"code": f"AAAA{i:04}"})).status_code
        for i in range(60)
    ]
    assert statuses[0] == 404 and statuses[-1] == 429


async def test_what_is_urgent_comes_to_the_chat_and_the_rest_in_the_morning(api: Api) -> None:
    await heads(api)
    case_no = await taken(api, name="李雷", phone="13800001234")
    ok(await link(api, "housing"), 201)
    ok(await by_hand(api, case_no), 201)
    assert await api.lease() == []  # an item that can wait does, until the morning
    ok(await by_hand(api, case_no, trigger="urgent"), 201)
    (urgent,) = await api.lease()
    assert urgent["kind"] == "urgent" and urgent["address"] == "staff-chat" and urgent["case_no"] == case_no
    assert urgent["text"] is None and not any(w in str(urgent) for w in ("李", "1234", "路灯"))
    await api.delivered(urgent)
    await go(api, at("2026-11-21", 9))
    (morning,) = [n for n in await api.lease() if n["address"] == "staff-chat"]
    assert morning["kind"] == "digest" and morning["facts"]["waiting"] == 2
    await api.delivered(morning)
    assert not any(m["new"] for m in (await inbox(api, "housing"))["messages"] if m["kind"] != "escalation")


async def test_a_chat_that_is_gone_leaves_it_in_the_inbox(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    ok(await link(api, "housing", "blocked"), 201)
    ok(await by_hand(api, case_no, trigger="urgent"), 201)
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="blocked")).status_code == 204
    assert [m["new"] for m in (await inbox(api, "housing"))["messages"]] == [True]
    assert await api.sql("SELECT 1 FROM task") == []  # nobody rings up a colleague for it


async def test_unlinked_the_rest_waits_in_the_inbox(api: Api) -> None:
    await heads(api)
    case_no = await taken(api)
    ok(await link(api, "housing"), 201)
    ok(await by_hand(api, case_no, trigger="urgent"), 201)
    assert ok(await api("DELETE", "/v1/me/chat", "housing"))["chat"] is None
    assert await api.lease() == []
    assert [m["kind"] for m in (await inbox(api, "housing"))["messages"]] == ["urgent"]
    ok(await link(api, "housing"), 201)
    assert ok(await api("DELETE", "/v1/staff-chats", "bot", chat="staff-chat")) == {"linked": False}
    assert ok(await api("GET", "/v1/me/deputy", "housing"))["chat"] is None
    await away(api, "housing")
