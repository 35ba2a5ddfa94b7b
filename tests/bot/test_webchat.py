"""The web chat's wire: what integrators rely on, and what it makes of bad input."""

import asyncio
import io
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.channels.webchat.tokens import Tokens
from tests.bot.conftest import Web, number_in

PROBLEM = "application/problem+json"


async def test_a_session_gives_a_token_a_cookie_and_the_menu(web: Web) -> None:
    async with web.http.post(f"{web.served.url}/chat/sessions") as answer:
        cookie = answer.headers["set-cookie"].lower()
        held = await answer.json()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert set(held) == {"token", "screens"}
    (menu,) = held["screens"]
    assert menu["step"] is None
    buttons = [b for row in menu["rows"] for b in row]
    assert all({"label", "press"} <= set(b) for b in buttons)
    assert [b.get("look") for b in buttons] == [None, None, "main", "small"]


async def test_a_concern_is_filed_over_the_wire(web: Web) -> None:
    number = await web.filed()
    assert [row["case_no"] for row in await web.house.cases()] == [number]


async def test_steps_are_counted(web: Web) -> None:
    (screen,) = await web.send(press="m.submit")
    assert screen["step"]["now"] == 1
    assert screen["step"]["of"] > 4
    assert screen["id"] > 0


async def test_a_repeated_id_changes_nothing_and_answers_the_same(web: Web) -> None:
    await web.send(press="m.submit")
    await web.press(".agree")
    first = await web.send(id="m-1", text="路灯坏了。")
    again = await web.send(id="m-1", text="路灯坏了。")
    assert first == again
    await web.send(text="第二句。")
    assert await web.send(id="m-1", text="路灯坏了。") != first
    await web.press(".send")
    number = number_in((await web.press(".yes", id="c"))[-1]["text"])
    assert number_in((await web.send(id="c", press="m.menu"))[-1]["text"]) == number
    assert [w["text"] for w in (await web.house.case(number))["words"]] == ["路灯坏了。", "第二句。"]


async def test_words_arrive_unchanged(web: Web) -> None:
    story = "\u3000\u3000  头\u00a0尾 \r\n\t\u202e倒\u202c🙂\x07 e\u0301 " + "长" * 9000
    number = await web.filed(story)
    assert [w["text"] for w in (await web.house.case(number))["words"]] == [story]


async def test_a_location_is_an_answer(web: Web) -> None:
    assert await web.send(location={"latitude": 36.1, "longitude": 120})


BAD: list[tuple[Any, str]] = [
    ({}, "text"),
    ({"text": ""}, "text"),
    ({"text": None}, "text"),
    ({"text": 5}, "text"),
    ({"text": ["a"]}, "text"),
    ({"text": "a", "press": "m.menu"}, "press"),
    ({"press": ""}, "press"),
    ({"press": 1}, "press"),
    ({"press": "x" * 500}, "press"),
    ({"text": "a", "id": "x" * 65}, "id"),
    ({"text": "a", "id": ""}, "id"),
    ({"text": "a", "id": 7}, "id"),
    ({"text": "a", "id": "一"}, "id"),
    ({"text": "a", "other": 1}, "other"),
    ({"location": {"latitude": 91, "longitude": 0}}, "location.latitude"),
    ({"location": {"latitude": "x", "longitude": 0}}, "location.latitude"),
    ({"location": {}}, "location.latitude"),
    ({"location": "here"}, "location"),
    ({"text": "a\0b"}, "text"),
    ({"text": "x" * 200_001}, "text"),
]


@pytest.mark.parametrize(("body", "field"), BAD, ids=[str(n) for n in range(len(BAD))])
async def test_a_wrong_field_is_named(web: Web, body: Any, field: str) -> None:
    async with web.http.post(f"{web.served.url}/chat/messages", json=body, headers=web.headers) as answer:
        assert answer.status == 422
        assert answer.content_type == PROBLEM
        assert [e["field"] for e in (await answer.json())["errors"]] == [field]


RAW = [
    (b"", 422, "body"),
    (b"{", 422, "body"),
    (b"[]", 422, "body"),
    (b'"text"', 422, "body"),
    (b"\xff\xfe", 422, "body"),
    (b"[" * 100_000, 422, "body"),
    (b'{"text":"\\ud800"}', 422, "text"),
    (b'{"id":"\\ud800","text":"a"}', 422, "id"),
    (b'{"press":"\\udfff"}', 422, "press"),
    (b'{"location":{"latitude":NaN,"longitude":0}}', 422, "location.latitude"),
    (b'{"location":{"latitude":1e999,"longitude":0}}', 422, "location.latitude"),
    (b'{"text":"' + b"x" * 1_100_000 + b'"}', 413, None),
]


@pytest.mark.parametrize(("body", "status", "field"), RAW, ids=[str(n) for n in range(len(RAW))])
async def test_a_broken_body_is_refused(web: Web, body: bytes, status: int, field: str | None) -> None:
    headers = web.headers | {"Content-Type": "application/json"}
    async with web.http.post(f"{web.served.url}/chat/messages", data=io.BytesIO(body), headers=headers) as answer:
        held = await answer.json()
        assert (answer.status, answer.content_type) == (status, PROBLEM)
        assert [e["field"] for e in held.get("errors", [])] == ([field] if field else [])


@pytest.mark.parametrize("path", ["messages", "seen"])
@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Bearer " + "A" * 24 + "." + "0" * 32, "Basic x"])
async def test_without_a_token_of_ours_nothing_is_done(web: Web, path: str, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    status, held = await web.post(f"/chat/{path}", json={"text": "a"}, headers=headers)
    assert (status, held["code"]) == (401, "not_authenticated")


async def test_other_content_is_not_taken(web: Web) -> None:
    status, held = await web.post(
        "/chat/messages", data=b"text=a", headers=web.headers | {"Content-Type": "text/plain"}
    )
    assert (status, held["code"]) == (415, "media_type")
    strange = {"Content-Type": f"multipart/form-data; boundary={'b' * 3000}"}
    status, held = await web.post("/chat/messages", data=b"--b", headers=web.headers | strange)
    assert (status, held["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "press", ["s.x.0.agree", "s..", "n.", "n.x.y", "m.", "m.erase.no", "m.lang.xx", "m.resume.zz", "...."]
)
async def test_a_forged_button_is_answered_kindly(web: Web, press: str) -> None:
    assert await web.send(press=press)


# --- files


def form(*files: tuple[str, bytes, str], **fields: str) -> aiohttp.FormData:
    made = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in fields.items():
        made.add_field(name, value)
    for name, content, kind in files:
        made.add_field("files", io.BytesIO(content), filename=name, content_type=kind)
    return made


LARGE = b"\xff\xd8\xff\xe0" + b"x" * (25 * 1024 * 1024)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(out, "PNG")
    return out.getvalue()


async def begun(web: Web) -> None:
    await web.send(press="m.submit")
    await web.press(".agree")


async def test_photos_and_words_become_one_original_in_order(web: Web) -> None:
    await begun(web)
    status, held = await web.post("/chat/messages", data=form(("灯.png", png(), "image/png"), text="看照片。", id="f1"))
    assert status == 200
    web.screens = held["screens"]
    again = await web.post("/chat/messages", data=form(("灯.png", png(), "image/png"), text="看照片。", id="f1"))
    assert again == (200, held)
    await web.press(".send")
    await web.press(".use")
    number = number_in((await web.press(".yes"))[-1]["text"])
    words = (await web.house.case(number))["words"]
    assert [w["text"] for w in words if w["text"]] == ["看照片。"]
    (photo,) = [w for w in words if w["file"]]
    assert photo["media_type"] == "image/png"
    url = f"{web.house.api.url}/v1/cases/{number}/files/{photo['file']}"
    async with web.house.admin.get(url) as answer:
        assert answer.status == 200
    assert await web.house.bot.desk.files.before(web.house.clock.now().replace(year=2099)) != []  # the repeat's copy


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (LARGE, "image/jpeg", 413, "file_too_large"),
        (b"MZ\x90\x00" + b"\0" * 5000, "image/jpeg", 415, "file_not_taken"),
        (b"\x7fELF" + b"\0" * 5000, "image/png", 415, "file_not_taken"),
        (b"#!/bin/sh\nrm -rf /\n", "image/jpeg", 415, "file_not_taken"),
        (b"PK\x03\x04" + b"\0" * 5000, "application/zip", 415, "file_not_taken"),
        (b"a\0b", "text/plain", 415, "file_not_taken"),
        (b"\xff\xfe\xfa", "text/plain", 415, "file_not_taken"),
        (b"", "image/jpeg", 422, "file_empty"),
    ],
    ids=["25 MB", "exe", "elf", "script", "zip", "nul", "not utf-8", "empty"],
)
async def test_a_file_that_cannot_be_taken_is_refused_kindly(
    web: Web, content: bytes, kind: str, status: int, code: str
) -> None:
    await begun(web)
    got, held = await web.post("/chat/messages", data=form(("照片.jpg", content, kind)))
    assert (got, held["code"], held["errors"][0]["field"]) == (status, code, "files")
    assert "文件" in held["detail"]
    assert await web.house.bot.desk.files.before(web.house.clock.now().replace(year=2099)) == []


async def test_words_beside_a_refused_file_are_kept(web: Web) -> None:
    await begun(web)
    status, held = await web.post(
        "/chat/messages", data=form(("a.jpg", b"MZ" + b"\0" * 100, "image/jpeg"), text="路灯坏了。")
    )
    assert status == 200
    assert "收不了" in held["screens"][0]["text"]
    web.screens = held["screens"]
    await web.press(".send")
    number = number_in((await web.press(".yes"))[-1]["text"])
    assert [w["text"] for w in (await web.house.case(number))["words"]] == ["路灯坏了。"]


async def test_too_many_files_are_refused(web: Web) -> None:
    files = [("a.png", png(), "image/png")] * 11
    status, held = await web.post("/chat/messages", data=form(*files))
    assert (status, held["code"]) == (413, "too_many_files")


@pytest.mark.parametrize(
    "body",
    [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", b"nonsense", b"--x--"],
)
async def test_a_broken_form_is_refused(web: Web, body: bytes) -> None:
    headers = web.headers | {"Content-Type": "multipart/form-data; boundary=x"}
    status, held = await web.post("/chat/messages", data=body, headers=headers)
    assert status == 422, held
    assert held["errors"]


async def test_an_upload_that_breaks_off_leaves_nothing(web: Web) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", web.served.port)
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    lines = [
        "POST /chat/messages HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {web.token}",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 9000000",
        "",
        "",
    ]
    writer.write("\r\n".join(lines).encode() + head + b"\xff\xd8\xff\xe0" + b"x" * 300_000)
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.close()
    await writer.wait_closed()
    for _ in range(3000):
        if not await web.house.bot.desk.files.before(web.house.clock.now().replace(year=2099)):
            break
        await asyncio.sleep(0.02)
    assert await web.house.bot.desk.files.before(web.house.clock.now().replace(year=2099)) == []


# --- cookies


async def cookie(web: Web) -> dict[str, str]:
    return {"Cookie": f"huiyin={web.token}"}


async def test_the_cookie_serves_as_well(web: Web) -> None:
    status, held = await web.post("/chat/messages", json={"text": "您好"}, headers=await cookie(web))
    assert (status, len(held["screens"])) == (200, 1)


@pytest.mark.parametrize(
    "more", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_another_page_cannot_use_the_cookie(web: Web, more: dict[str, str]) -> None:
    for path, body in (("messages", {"text": "a"}), ("seen", {"ids": [1]})):
        status, held = await web.post(f"/chat/{path}", json=body, headers=await cookie(web) | more)
        assert (status, held["code"]) == (403, "cross_origin")
    status, held = await web.post("/chat/messages", data=form(text="a"), headers=await cookie(web) | more)
    assert status == 403


async def test_the_pages_own_token_counts_whatever_the_headers_say(web: Web) -> None:
    token = {"X-CSRF-Token": Tokens.csrf(web.token)}
    elsewhere = await cookie(web) | {"Origin": "http://chat.example", "Host": "inside:8000"}
    status, _ = await web.post("/chat/messages", json={"text": "a"}, headers=elsewhere)
    assert status == 403
    status, _ = await web.post("/chat/messages", json={"text": "a"}, headers=elsewhere | token)
    assert status == 200
    status, _ = await web.post("/chat/messages", data=form(text="a", csrf=token["X-CSRF-Token"]), headers=elsewhere)
    assert status == 200
    status, _ = await web.post(
        "/chat/messages", json={"text": "a"}, headers=elsewhere | {"X-Forwarded-Host": "chat.example"}
    )
    assert status == 200, "no page of another site can send that header"


async def test_the_token_of_another_conversation_is_refused(web: Web) -> None:
    wrong = await cookie(web) | {"Origin": web.served.url, "X-CSRF-Token": "0" * 32}
    for path, body in (("messages", {"text": "a"}), ("seen", {"ids": [1]})):
        status, held = await web.post(f"/chat/{path}", json=body, headers=wrong)
        assert (status, held["code"]) == (403, "cross_origin")
    async with web.http.get(f"{web.served.url}/chat/events?after=0", headers=wrong) as answer:
        assert answer.status == 403


async def test_a_form_with_the_cookie_needs_proof(web: Web) -> None:
    headers = await cookie(web)
    status, _ = await web.post("/chat/messages", data=form(text="a"), headers=headers)
    assert status == 403
    status, _ = await web.post("/chat/messages", data=form(text="a"), headers=headers | {"Origin": web.served.url})
    assert status == 200


# --- news


async def test_a_reply_comes_as_news_word_for_word(web: Web) -> None:
    reply = "您好！\u3000\u00a0路灯已修好。\n" + "答" * 5000
    number = await web.filed()
    await web.house.replied(number, reply)
    while await web.house.bot.courier.round():
        pass
    events = await web.events()
    assert [e["notice"] for e in events] == ["accepted", "reply"]
    assert [e["kind"] for e in events] == ["notice", "notice"]
    assert events[-1]["case_no"] == number
    assert [s["text"] for s in events[-1]["screens"]].count(reply) == 1
    assert (await web.house.notices(number))["reply"] == "sent"
    status, _ = await web.post("/chat/seen", json={"ids": [e["id"] for e in events]})
    assert status == 200
    await web.house.bot.courier.report()
    assert (await web.house.notices(number))["reply"] == "delivered"
    assert await web.events() == []
    assert [e["id"] for e in await web.events(after=events[0]["id"])] == [events[1]["id"]]
    web.screens = events[-1]["screens"]
    assert await web.press("rate-satisfied")
    assert (await web.house.case(number))["rating"] == "satisfied"


@pytest.mark.parametrize("ids", [None, "1", [-1], ["x"], [2**70], [1.5], list(range(501))])
async def test_acknowledging_nonsense_is_refused(web: Web, ids: Any) -> None:
    status, held = await web.post("/chat/seen", json={"ids": ids})
    assert status == 422
    assert held["errors"][0]["field"].startswith("ids")


async def read_events(web: Web, wanted: int, headers: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    """The first `wanted` server-sent events."""
    found: list[tuple[int, dict[str, Any]]] = []
    id = 0
    accept = web.headers | {"Accept": "text/event-stream"} | headers
    async with asyncio.timeout(10), web.http.get(f"{web.served.url}/chat/events", headers=accept) as answer:
        assert answer.content_type == "text/event-stream"
        async for raw in answer.content:
            line = raw.decode().rstrip("\r\n")
            if line.startswith("id: "):
                id = int(line[4:])
            elif line.startswith("data: "):
                found.append((id, json.loads(line[6:])))
                if len(found) == wanted:
                    return found
    return found


async def test_events_stream_live_and_resume(web: Web) -> None:
    number = await web.filed()
    listening = asyncio.create_task(read_events(web, 2, {}))
    await asyncio.sleep(0.2)
    await web.house.replied(number)
    while await web.house.bot.courier.round():
        pass
    first, second = await listening
    assert (first[1]["notice"], second[1]["notice"]) == ("accepted", "reply")
    assert first[0] == first[1]["id"] < second[0]
    (resumed,) = await read_events(web, 1, {"Last-Event-ID": str(first[0])})
    assert resumed == second
    status, _ = await web.post("/chat/seen", json={"ids": [first[0]]})
    assert status == 200
    assert (await read_events(web, 1, {}))[0] == second


async def test_an_open_stream_hears_of_a_number_that_came_late(web: Web) -> None:
    await web.send(press="m.submit")
    await web.press(".agree")
    await web.send(text="路灯坏了。")
    await web.press(".send")
    await web.house.api.down()
    await web.press(".yes")
    listening = asyncio.create_task(read_events(web, 1, {}))
    await asyncio.sleep(0.2)
    await web.house.api.up()
    web.house.clock.advance(timedelta(minutes=6))
    await web.house.bot.sweeper.round()
    ((_, event),) = await listening
    assert event["kind"] == "screen"
    assert number_in(event["screens"][0]["text"])


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "1.5", "١"])
async def test_a_wrong_event_id_is_refused(web: Web, after: str) -> None:
    async with web.http.get(f"{web.served.url}/chat/events", params={"after": after}, headers=web.headers) as answer:
        assert answer.status == 422


async def test_nobody_reads_anothers_news(web: Web) -> None:
    number = await web.filed()
    await web.house.replied(number)
    await web.house.bot.courier.round()
    await web.begin()
    assert await web.events() == []
    assert await web.events(after=0) == []
