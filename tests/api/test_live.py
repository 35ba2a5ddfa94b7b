"""A person behind the door: the queue, a chat taken, what is said in it, handed back into the case; the crisis duty."""

from datetime import timedelta
from typing import Any

import pytest

from api import worker
from tests.api.counter import Api, names, ok, refused, together
from tests.api.pictures import jpeg

CHAT = {"channel": "web", "address": "chat-1"}
LINES = [
    {"at": "2026-11-20T01:58:00Z", "voice": "resident", "text": "你好"},
    {"at": "2026-11-20T01:59:00Z", "voice": "bot", "text": "您好，请说您的事"},
]


async def call(api: Api, chat: str = "chat-1", origin: str | None = None, **more: Any) -> None:
    body = {"resident": {"channel": "web", "address": chat, "origin": origin}, **more}
    ok(await api("POST", "/v1/call-requests", "bot", key=api.key(), json=body), 201)


async def say(api: Api, *parts: dict[str, Any], chat: str = "chat-1") -> bool:
    """A message of the person's; whether the talk is open."""
    heard = await api("POST", "/v1/talks/words", "bot", key=api.key(), chat=chat, json={"parts": list(parts)})
    return bool(ok(heard, 201)["open"])


async def write(api: Api, id: int, text: str, who: str = "clerk", key: str | None = None) -> Any:
    return await api("POST", f"/v1/live/{id}/words", who, key=key or api.key(), json={"text": text})


async def queue(api: Api, who: str = "clerk") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/live", who))["items"]
    return found


async def told(api: Api, take: bool = True) -> list[tuple[str, str | None]]:
    """Everything that is due to chats now, delivered one by one: (kind, words)."""
    found = []
    while items := ok(await api("POST", "/v1/notifications/lease", "bot", json={"channels": ["web", "telegram"]}))[
        "items"
    ]:
        for item in items:
            found.append((item["kind"], item["text"]))
            await api.delivered(item)
    return found


async def test_a_chat_is_taken_spoken_in_and_handed_back_into_its_case(api: Api) -> None:
    number = (await api.file())["case_no"]
    await call(api, words="找个真人", lines=LINES, draft="门口的井盖没了", phone="13800001234")
    (row,) = await queue(api)
    assert (row["reason"], row["danger"], row["phone"], row["cases"]) == ("asked", False, "138****1234", [number])
    id = row["id"]
    refused(await api("GET", f"/v1/live/{id}", "clerk"), 403, "reason_first")
    names(await api("POST", f"/v1/live/{id}/read", "clerk", json={"reason": " "}), "reason")
    read = ok(await api("POST", f"/v1/live/{id}/read", "clerk", json={"reason": "看看是谁"}))
    assert [(x["voice"], x["text"], x["before"]) for x in read["lines"]] == [
        ("resident", "你好", True), ("bot", "您好，请说您的事", True), ("resident", "找个真人", False),
    ]  # fmt: skip
    assert read["draft"] == "门口的井盖没了"
    ok(await api("POST", f"/v1/live/{id}/take", "clerk"))
    ok(await write(api, id, "您好，我是小陈"), 201)
    photo = ok(await api("POST", "/v1/files", "bot", key=api.key(), files={"file": ("a", jpeg(), "image/jpeg")}), 201)
    assert await say(api, {"text": "井盖没了，照片在这"}, {"file": photo["file"]})
    ok(await write(api, id, "收到，马上派人"), 201)
    assert await told(api) == [
        ("taken_up", None), ("said_by_staff", "您好，我是小陈"), ("said_by_staff", "收到，马上派人"),
    ]  # fmt: skip
    shown = ok(await api("GET", f"/v1/live/{id}", "clerk"))
    said = [(x["voice"], x["by"], x["text"], x["state"]) for x in shown["lines"] if not x["before"]]
    assert said == [
        ("resident", None, "找个真人", None),
        ("staff", "前台小陈", "您好，我是小陈", "delivered"),
        ("resident", None, "井盖没了，照片在这", None),
        ("resident", None, None, None),
        ("staff", "前台小陈", "收到，马上派人", "delivered"),
    ]
    picture = await api("GET", f"/v1/live/{id}/files/{photo['file']}", "clerk")
    assert picture.status_code == 200 and picture.headers["content-type"] == "image/jpeg"
    other = (await api.file(chat="chat-2"))["case_no"]
    refused(await api("POST", f"/v1/live/{id}/hand-back", "clerk", json={"case_no": other}), 404, "not_found")
    back = ok(await api("POST", f"/v1/live/{id}/hand-back", "clerk", json={"case_no": number}))
    assert (back["ended"], back["case_no"]) == ("handed_back", number)
    refused(await api("POST", f"/v1/live/{id}/hand-back", "clerk", json={"case_no": number}), 409, "chat_ended")
    refused(await write(api, id, "还有"), 409, "chat_ended")
    assert await told(api) == [("handed_back", None)]
    assert await say(api, {"text": "谢谢"}) is False
    assert await queue(api) == [] and ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []
    event = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (
        event["kind"] == "talked"
        and "前台小陈：收到，马上派人" in event["text"]
        and "你好" not in event["text"].split("\n")[0]
    )
    assert [w.get("file") for w in (await api.case(number))["words"]][-1] == photo["file"]
    kept = await api.sql("SELECT action, reason FROM audit_entry WHERE target LIKE 'hand_over:%' ORDER BY id")
    assert [tuple(row) for row in kept] == [
        ("read_chat", "看看是谁"), ("take_chat", "要找人"), ("hand_back_chat", None),
    ]  # fmt: skip


async def test_of_two_who_take_it_at_once_one_gets_it(api: Api) -> None:
    await call(api)
    (row,) = await queue(api)
    path = f"/v1/live/{row['id']}/take"
    answers = await together(*(api("POST", path, who) for who in ("clerk", "supervisor")))
    assert sorted(a.status_code for a in answers) == [200, 409]
    winner = ok(next(a for a in answers if a.status_code == 200))["taken_by"]["code"]
    loser = "supervisor" if winner == "clerk" else "clerk"
    refused(await api("POST", path, loser), 409, "chat_taken")
    refused(await write(api, row["id"], "我来", loser), 409, "chat_taken")
    ok(await api("POST", path, winner))
    assert await told(api) == [("taken_up", None)]


async def test_written_twice_with_one_key_is_said_once_and_messages_at_once_are_all_kept(api: Api) -> None:
    await call(api, words="喂")
    (row,) = await queue(api)
    id = row["id"]
    refused(await write(api, id, "还没接"), 409, "chat_not_yours")
    ok(await api("POST", f"/v1/live/{id}/take", "clerk"))
    await together(write(api, id, "一句", key="same-key-1"), write(api, id, "一句", key="same-key-1"))
    await together(*(say(api, {"text": f"第 {n} 句"}) for n in range(5)))
    assert await say(api, {"text": "长" * 4_000})
    names(await write(api, id, "长" * 4_001), "text")
    names(await write(api, id, " "), "text")
    shown = ok(await api("GET", f"/v1/live/{id}", "clerk"))["lines"]
    assert [x["text"] for x in shown if x["voice"] == "staff"] == ["一句"]
    assert {x["text"] for x in shown} >= {f"第 {n} 句" for n in range(5)} | {"长" * 4_000}


async def test_what_could_not_be_sent_holds_back_what_was_written_after_it(sqlite_api: Api) -> None:
    api = sqlite_api
    await call(api)
    (row,) = await queue(api)
    ok(await api("POST", f"/v1/live/{row['id']}/take", "clerk"))
    await told(api)
    for text in ("第一句", "第二句"):
        ok(await write(api, row["id"], text), 201)
    (first,) = await api.lease()
    assert (await api.receipt(first, "retry")).status_code == 204
    assert await api.lease() == [], "the second waits for the first"
    api.clock.advance(timedelta(minutes=6))
    assert [text for _, text in await told(api)] == ["第一句", "第二句"]


async def test_what_is_said_lies_sealed(sqlite_api: Api) -> None:
    await call(sqlite_api, words="我家在荷花村", lines=LINES, draft="井盖没了")
    for column, table in (("body_sealed", "hand_over_line"), ("draft_sealed", "hand_over")):
        rows = await sqlite_api.sql(f"SELECT {column} FROM {table}")
        assert rows and not any(word.encode() in bytes(row[0]) for row in rows for word in ("荷花", "你好", "井盖"))


async def test_danger_stands_first_however_many_wait_and_raises_what_is_open(sqlite_api: Api) -> None:
    for n in range(5):
        await call(sqlite_api, f"chat-{n}")
    await call(sqlite_api, "chat-9", kind="crisis", crisis="C3", words="着火了")
    await call(sqlite_api, "chat-3", kind="crisis", crisis="C1", words="不想活了")
    await call(sqlite_api, "chat-3")
    rows = await queue(sqlite_api)
    assert [r["reason"] for r in rows] == ["C1", "C3", "asked", "asked", "asked", "asked"]


async def test_whoever_is_deleted_or_goes_back_leaves_the_queue(api: Api) -> None:
    await call(api, "chat-1")
    await call(api, "chat-2")
    ok(await api("POST", "/v1/talks/leave", "bot", key=api.key(), chat="chat-1", json={}), 201)
    ok(await api("POST", "/v1/talks/leave", "bot", key=api.key(), chat="chat-1", json={}), 201)
    (row,) = await queue(api)
    ok(await api("POST", f"/v1/live/{row['id']}/take", "clerk"))
    await call(api, "chat-2", kind="erasure")
    assert await queue(api) == []
    refused(await write(api, row["id"], "您还在吗"), 409, "chat_ended")
    assert ok(await api("GET", f"/v1/live/{row['id']}", "clerk"))["ended"] == "erased"
    assert await say(api, {"text": "没人"}, chat="chat-77") is False


async def test_nobody_is_left_silent(sqlite_api: Api) -> None:
    api = sqlite_api
    await call(api, words="有人吗")
    await _pass(api, minutes=2)
    assert await told(api) == []
    await _pass(api, minutes=2)
    assert await told(api) == [("nobody_yet", None)]
    await _pass(api, minutes=30)
    assert await told(api) == [], "once for each wait"
    (row,) = await queue(api)
    ok(await api("POST", f"/v1/live/{row['id']}/take", "clerk"))
    await say(api, {"text": "终于有人了"})
    await told(api)
    await _pass(api, minutes=6)
    assert await told(api) == [("nobody_yet", None)]
    (row,) = await queue(api)
    assert row["taken_by"] is None, "it is in the queue again"
    refused(await write(api, row["id"], "抱歉"), 409, "chat_not_yours")
    ok(await api("POST", f"/v1/live/{row['id']}/take", "supervisor"))
    ok(await write(api, row["id"], "我在", "supervisor"), 201)
    await told(api)
    await _pass(api, minutes=46)
    assert await told(api) == [("fell_silent", None)]
    assert await queue(api) == []


async def test_what_stands_in_the_talk_is_not_said_twice(sqlite_api: Api) -> None:
    await call(sqlite_api, words="有人吗", lines=LINES)
    await call(sqlite_api, crisis="C1", words="你好\n有人吗\n我不想活了\n在水塔")
    await call(sqlite_api, crisis="C1", words="有人吗\n我不想活了")
    (row,) = await queue(sqlite_api)
    lines = ok(await sqlite_api("POST", f"/v1/live/{row['id']}/take", "clerk"))["lines"]
    said = [line["text"] for line in lines if not line["before"]]
    assert said == ["有人吗", "我不想活了\n在水塔", "我不想活了"]


async def test_outside_office_hours_the_bot_is_not_made_to_say_it_again(sqlite_api: Api) -> None:
    await call(sqlite_api, closed=True)
    await _pass(sqlite_api, minutes=5)
    assert await told(sqlite_api) == []


async def _pass(api: Api, minutes: int) -> None:
    api.clock.advance(timedelta(minutes=minutes))
    await worker.once(api.ctx)


async def test_a_deletion_that_is_done_leaves_no_word_of_the_talk(api: Api) -> None:
    await call(api, words="我是李老根", lines=LINES, draft="井盖", phone="13800001234")
    (row,) = await queue(api)
    ok(await api("POST", f"/v1/live/{row['id']}/take", "clerk"))
    ok(await api("POST", f"/v1/live/{row['id']}/hand-back", "clerk", json={}))
    await call(api, kind="erasure")
    (task,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    ok(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "已删除"}))
    for column, table in (
        ("body_sealed", "hand_over_line"), ("draft_sealed", "hand_over"),
        ("words_sealed", "task"), ("phone_sealed", "task"),
    ):  # fmt: skip
        assert await api.sql(f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL") == [], (table, column)
    assert {x["text"] for x in ok(await api("GET", f"/v1/live/{row['id']}", "clerk"))["lines"]} == {None}


async def test_whoever_was_rung_waits_no_longer(sqlite_api: Api) -> None:
    await call(sqlite_api, phone="13800001234")
    (task,) = ok(await sqlite_api("GET", "/v1/tasks", "clerk"))["items"]
    ok(await sqlite_api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "已回电"}))
    assert await queue(sqlite_api) == []


async def test_what_was_said_before_an_accusation_stays_behind_the_wall(sqlite_api: Api) -> None:
    await sqlite_api.file("举报副镇长收钱", kind="accusation")
    later = {"at": "2026-11-20T02:30:00Z", "voice": "resident", "text": "还有路灯"}
    await call(sqlite_api, lines=[*LINES, later], words="找人")
    (row,) = await queue(sqlite_api)
    shown = ok(await sqlite_api("POST", f"/v1/live/{row['id']}/take", "clerk"))
    assert [line["text"] for line in shown["lines"]] == ["还有路灯", "找人"] and shown["cases"] == []


async def test_without_a_chat_there_is_the_call_task_alone(sqlite_api: Api) -> None:
    body = {"resident": {"channel": "phone", "address": "0500-555-0199"}, "words": "请回电"}
    ok(await sqlite_api("POST", "/v1/call-requests", "bot", key=sqlite_api.key(), json=body), 201)
    assert await queue(sqlite_api) == [] and len(ok(await sqlite_api("GET", "/v1/tasks", "clerk"))["items"]) == 1


# --- crisis duty

ALL_DAY = {"days": "1234567", "since": "00:00", "until": "24:00"}


async def roster(api: Api, *lines: dict[str, str]) -> Any:
    return ok(await api("PUT", "/v1/duty-roster", "supervisor", json={"lines": list(lines)}))


async def alerted(api: Api) -> list[str]:
    rows = await api.sql(
        "SELECT s.login FROM notification n JOIN staff s ON s.id = n.staff_id WHERE n.kind = 'alert' ORDER BY n.id"
    )
    return [row[0] for row in rows]


async def test_the_first_on_duty_is_alerted_then_the_next_then_all(api: Api) -> None:
    await roster(api, {"login": "clerk", **ALL_DAY}, {"login": "supervisor", **ALL_DAY})
    await call(api, kind="crisis", crisis="C1", words="我在楼顶")
    assert await alerted(api) == ["clerk"], "in the transaction of the request itself"
    await _pass(api, minutes=1)
    assert await alerted(api) == ["clerk"]
    await _pass(api, minutes=2)
    assert await alerted(api) == ["clerk", "supervisor"]
    await _pass(api, minutes=3)
    assert await alerted(api) == ["clerk", "supervisor", "clerk", "supervisor"]
    assert "nobody_on_duty" not in [kind for kind, _ in await told(api)]
    await _pass(api, minutes=3)
    assert ("nobody_on_duty", None) in await told(api)
    await _pass(api, minutes=30)
    assert len(await alerted(api)) == 4


async def test_whoever_is_in_danger_and_waits_is_told_the_help_lines_again(sqlite_api: Api) -> None:
    await roster(sqlite_api, {"login": "clerk", **ALL_DAY})
    await call(sqlite_api, kind="crisis", crisis="C1", words="我在楼顶")
    await _pass(sqlite_api, minutes=4)
    told = {n["kind"]: n["facts"].get("crisis") for n in await sqlite_api.lease()}
    assert told == {"nobody_yet": "C1"}


async def test_the_alert_comes_to_the_chat_that_is_linked(sqlite_api: Api) -> None:
    api = sqlite_api
    code = ok(await api("POST", "/v1/me/chat", "clerk"), 201)["code"]
    ok(await api("POST", "/v1/staff-chats", "bot", chat="clerk-chat", json={"code": code}), 201)
    await roster(api, {"login": "clerk", **ALL_DAY})
    await call(api, kind="crisis", crisis="C3", words="着火了")
    leased = await api.lease()
    assert [(n["kind"], n["address"], n["facts"]) for n in leased] == [("alert", "clerk-chat", {"crisis": "C3"})]


async def test_whoever_acknowledges_or_takes_it_ends_the_alert(api: Api) -> None:
    await roster(api, {"login": "clerk", **ALL_DAY}, {"login": "supervisor", **ALL_DAY})
    await call(api, kind="crisis", crisis="C2", words="我要砍人")
    (row,) = await queue(api)
    for _ in range(2):
        shown = ok(await api("POST", f"/v1/live/{row['id']}/acknowledge", "clerk"))
    assert shown["acknowledged_by"] == "前台小陈"
    await _pass(api, minutes=10)
    assert await alerted(api) == ["clerk"]


async def test_many_alarms_from_one_address_alert_a_few_at_a_time(api: Api) -> None:
    """Nothing is dropped: each alerts when those before it have been seen, and another address is alerted at once."""
    await roster(api, {"login": "clerk", **ALL_DAY})
    for n in range(6):
        await call(api, f"chat-{n}", crisis="C1", words="我不想活了", origin="0123456789abcdef")
    assert len(await alerted(api)) == 3
    await call(api, "other", crisis="C1", words="我不想活了", origin="fedcba9876543210")
    assert len(await alerted(api)) == 4
    for row in await queue(api):
        if row["beside"] < 3:
            ok(await api("POST", f"/v1/live/{row['id']}/acknowledge", "clerk"))
    api.clock.advance(timedelta(minutes=2, seconds=1))
    await worker.once(api.ctx)
    assert len(await alerted(api)) == 7


async def test_without_a_roster_the_person_is_told_at_once(api: Api) -> None:
    await call(api, kind="crisis", crisis="C3", words="着火了")
    assert await told(api) == [("nobody_on_duty", None)]


async def test_the_roster_has_hours_days_and_an_order(sqlite_api: Api) -> None:
    """It is Friday, 10:00."""
    night = {"login": "clerk", "days": "5", "since": "22:00", "until": "08:00"}
    day = {"login": "supervisor", "days": "12345", "since": "08:00", "until": "18:00"}
    got = await roster(sqlite_api, night, day)
    assert [n["code"] for n in got["now"]] == ["supervisor"]
    sqlite_api.clock.advance(timedelta(hours=20))
    assert [n["code"] for n in ok(await sqlite_api("GET", "/v1/duty-roster", "clerk"))["now"]] == ["clerk"]
    sqlite_api.clock.advance(timedelta(hours=24))
    assert ok(await sqlite_api("GET", "/v1/duty-roster", "clerk"))["now"] == []
    assert [tuple(r) for r in await sqlite_api.sql("SELECT target FROM audit_entry WHERE action = 'change_duty'")] == [
        ("2",)
    ]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"login": "housing"}, "login"),
        ({"login": "nobody"}, "login"),
        ({"login": "clerk", "since": "08:00", "until": "08:00"}, "until"),
        ({"login": "clerk", "since": "25:00"}, "since"),
        ({"login": "clerk", "days": "8"}, "days"),
    ],
)
async def test_a_roster_that_cannot_be_is_refused(sqlite_api: Api, line: dict[str, str], field: str) -> None:
    names(await sqlite_api("PUT", "/v1/duty-roster", "supervisor", json={"lines": [line]}), field)


async def test_who_has_no_right_gets_nowhere(sqlite_api: Api) -> None:
    await call(sqlite_api)
    (row,) = await queue(sqlite_api)
    for who in ("housing", "leader", "discipline", "admin", "bot"):
        refused(await sqlite_api("GET", "/v1/live", who), 403, "forbidden")
        refused(await sqlite_api("POST", f"/v1/live/{row['id']}/take", who), 403, "forbidden")
        refused(await write(sqlite_api, row["id"], "x", who), 403, "forbidden")


# --- talks that have ended


async def test_an_ended_talk_is_found_by_day_and_clerk_with_what_became_of_it(api: Api) -> None:
    """It is Friday, 20 November, 10:00."""
    number = (await api.file())["case_no"]
    for chat, words in (("chat-1", "找个真人"), ("chat-2", "打给我"), ("chat-3", "喂")):
        await call(api, chat, words=words)
    mine, rung, left = (row["id"] for row in await queue(api))
    ok(await api("POST", f"/v1/live/{mine}/take", "clerk"))
    ok(await api("POST", f"/v1/live/{mine}/hand-back", "clerk", json={"case_no": number}))
    tasks = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    ok(await api("POST", f"/v1/tasks/{tasks[0]['id']}/done", "clerk", json={"result": "已回电"}))
    await _pass(api, minutes=24 * 60)
    ok(await api("POST", "/v1/talks/leave", "bot", key=api.key(), chat="chat-3", json={}), 201)

    async def found(query: str = "") -> list[tuple[int, str, str | None, str | None]]:
        items = ok(await api("GET", f"/v1/live/ended{query}", "supervisor"))["items"]
        return [(x["id"], x["ended"], x["case_no"], x["call"] and x["call"]["result"]) for x in items]

    one, two = (mine, "handed_back", number, "talked"), (rung, "called", None, "已回电")
    assert await found() == [(left, "left", None, None), two, one]
    assert await found("?day=2026-11-20") == [two, one] and await found("?day=2026-11-19") == []
    assert await found("?clerk=clerk") == [one] and await found("?alone=true&day=2026-11-21") == [
        (left, "left", None, None)
    ]
    first = ok(await api("GET", "/v1/live/ended?limit=2", "supervisor"))
    assert await found(f"?limit=2&cursor={first['next']}") == [one]
    names(await api("GET", "/v1/live/ended?day=x", "clerk"), "day")
    refused(await api("GET", f"/v1/live/{mine}", "clerk"), 403, "reason_first")
    read = ok(await api("POST", f"/v1/live/{mine}/read", "clerk", json={"reason": "对方来问"}))
    assert [line["text"] for line in read["lines"]] == ["找个真人"]
