"""The live desk's pages without scripts: a reason first, of two one, what was typed stays, the roster as a form."""

from typing import Any

from tests.api_console.conftest import Desk, Seat, alert

ROSTER = "/staff/duty"


async def ask(desk: Desk, chat: str = "chat-77", **more: Any) -> None:
    body = {"resident": {"channel": "web", "address": chat}, "words": "找个真人 <b>", **more}
    desk.filed += 1
    key = {"Idempotency-Key": f"call-{desk.filed:06}"}
    assert (await desk.bot.post("/v1/call-requests", json=body, headers=key)).status_code == 201


async def chat_of(seat: Seat) -> str:
    await seat.get("/staff/live")
    return next(action.removesuffix("/take") for action in seat.forms() if action.endswith("/take"))


async def test_a_chat_is_read_with_a_reason_taken_and_handed_back(desk: Desk) -> None:
    await ask(desk)
    clerk = await desk.seat("clerk")
    chat = await chat_of(clerk)
    assert "找个真人" not in clerk.page and "要找人" in clerk.page
    assert "找个真人" not in (await clerk.get(chat)).text
    assert (await clerk.submit(f"{chat}/read", reason=" ")).status_code == 422
    await clerk.follow(await clerk.submit(f"{chat}/read", reason="看看是谁"))
    assert "找个真人 &lt;b&gt;" in clerk.page
    await clerk.follow(await clerk.submit(f"{chat}/take"))
    await clerk.follow(await clerk.submit(f"{chat}/say", text="您好\n请说"))
    assert "您好\n请说" in clerk.page and "待发送" in clerk.page
    await clerk.follow(await clerk.submit(f"{chat}/back"))
    assert "已交回" in clerk.page and "没有人在等" in clerk.page


async def test_the_second_of_two_is_told_and_what_was_typed_is_not_lost(desk: Desk) -> None:
    await ask(desk)
    clerk, other = await desk.seat("clerk"), await desk.seat("supervisor")
    chat = await chat_of(clerk)
    await other.get("/staff/live")
    await clerk.follow(await clerk.submit(f"{chat}/take"))
    refused = await other.submit(f"{chat}/take")
    assert refused.status_code == 409 and "已经有同事接了" in alert(refused.text) and "王建国 正在接待" in refused.text
    await desk.bot.post(
        "/v1/talks/leave",
        json={},
        headers={"Idempotency-Key": "leave-0001", "Huiyin-Channel": "web", "Huiyin-Address": "chat-77"},
    )
    late = await clerk.submit(f"{chat}/say", text="我写了很久")
    assert late.status_code == 409 and "已经结束" in late.text and "我写了很久" in late.text


async def test_what_the_pages_fetch_says_who_waits_and_is_for_the_desk_only(one_desk: Desk) -> None:
    await ask(one_desk, kind="crisis", crisis="C1")
    clerk = await one_desk.seat("clerk")
    seen = (await clerk.get("/staff/live/watch")).json()
    assert (seen["waiting"], len(seen["alarm"]), seen["on_duty"]) == (1, 1, False)
    assert "有人可能轻生" in (await clerk.get("/staff/live/queue")).text
    await clerk.get("/staff/live")
    chat = await chat_of(clerk)
    await clerk.follow(await clerk.submit(f"{chat}/acknowledge"))
    assert (await clerk.get("/staff/live/watch")).json()["alarm"] == []
    assert (await clerk.get(f"{chat}/news")).status_code == 403
    handler = await one_desk.seat("handler")
    for path in ("/staff/live", "/staff/live/watch", "/staff/live/queue", chat, f"{chat}/news", ROSTER):
        assert (await handler.get(path)).status_code == 403, path
    assert (await clerk.get("/staff/live/987654")).status_code == 404


async def test_the_roster_is_a_form(one_desk: Desk) -> None:
    supervisor = await one_desk.seat("supervisor")
    await supervisor.get(ROSTER)
    line = {"login-0": "clerk", "since-0": "8", "until-0": "18:00", "day-0-1": "on"}
    refused = await supervisor.submit(ROSTER, **line)
    assert refused.status_code == 422 and 'value="18:00"' in refused.text
    await supervisor.follow(await supervisor.submit(ROSTER, **line | {"since-0": "08:00"}))
    assert "值班表已保存" in supervisor.page and 'value="08:00"' in supervisor.page
    clerk = await one_desk.seat("clerk")
    assert "disabled" in (await clerk.get(ROSTER)).text


async def test_what_has_ended_is_found_again_and_read_with_a_reason(one_desk: Desk) -> None:
    await ask(one_desk)
    clerk, supervisor = await one_desk.seat("clerk"), await one_desk.seat("supervisor")
    chat = await chat_of(clerk)
    await clerk.follow(await clerk.submit(f"{chat}/take"))
    await clerk.follow(await clerk.submit(f"{chat}/back"))
    await supervisor.get("/staff/live/ended?clerk=clerk")
    assert "王建国" in supervisor.page and "已交回" in supervisor.page and "找个真人" not in supervisor.page
    await supervisor.get("/staff/live/ended?clerk=-")
    assert "没有这样的谈话" in supervisor.page
    wrong = await supervisor.get("/staff/live/ended?day=x")
    assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.text
    await supervisor.get(chat)
    await supervisor.follow(await supervisor.submit(f"{chat}/read", reason="对方来问"))
    assert "找个真人" in supervisor.page and 'href="/staff/live/ended"' in supervisor.page
