"""The resident's side: status without an account, later words, answers, ratings, calls, files."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.counter import Api, names, ok, refused, together, token
from tests.api.pictures import jpeg


async def _status(api: Api, number: str, code: str, **more: Any) -> Any:
    return await api("POST", "/v1/status", json={"case_no": number, "query_code": code}, **more)


async def test_number_and_code_are_enough_from_anywhere(api: Api) -> None:
    got = await api.file("路灯坏了\u3000一个星期")
    number, code = got["case_no"], got["query_code"]
    spaced = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    for no, secret in [
        (number, code),
        (spaced, code.lower()),
        (number, full_width),
        (number, f"{code[:4]}-{code[4:]}"),
    ]:
        seen = ok(await _status(api, no, secret))
        assert (seen["case_no"], seen["told_by"], seen["excerpt"]) == (number, "2026-12-05", "路灯坏了 一个星期")
        assert [e["kind"] for e in seen["timeline"]] == ["received"]


async def test_a_wrong_number_and_a_wrong_code_cannot_be_told_apart(api: Api) -> None:
    got, other = await api.file(), await api.file()
    answers = [
        await _status(api, got["case_no"], other["query_code"]),
        await _status(api, got["case_no"], "AAAAAAAA"),
        await _status(api, got["case_no"], ""),
        await _status(api, "99012120261120999994", got["query_code"]),
        await _status(api, "1", "1"),
        await _status(api, "\u0000", "\u0000"),
        await _status(api, "字", "é\u0301"),
        await _status(api, "", ""),
    ]
    for answer in answers:
        problem = refused(answer, 404, "not_found")
        problem.pop("request_id")
        title = "There is nothing here that you can see"
        assert problem == {"type": "about:blank", "title": title, "status": 404, "code": "not_found", "errors": []}
        assert set(answer.headers) == set(answers[0].headers)
    names(await _status(api, "9" * 41, "A"), "case_no")
    names(await _status(api, "9", "A" * 41), "query_code")


async def test_guessing_codes_is_slowed_down_per_case(sqlite_api: Api) -> None:
    got, other = await sqlite_api.file(), await sqlite_api.file()
    for i in range(20):
        headers = {"Huiyin-Address": f"guesser-{i}"}
        refused(await _status(sqlite_api, got["case_no"], "AAAAAAAA", who="bot", headers=headers), 404, "not_found")
    slowed = await _status(sqlite_api, got["case_no"], got["query_code"], who="bot", chat="chat-1")
    refused(slowed, 429, "too_many")
    assert int(slowed.headers["retry-after"]) > 0
    body = {"case_no": got["case_no"], "parts": [{"text": "x"}], "code": got["query_code"]}
    answer = await sqlite_api("POST", "/v1/additions", "bot", key=sqlite_api.key(), chat="chat-9", json=body)
    refused(answer, 429, "too_many")
    ok(await _status(sqlite_api, other["case_no"], other["query_code"], who="bot", chat="chat-1"))


async def test_guessing_numbers_is_slowed_down_per_caller(sqlite_api: Api) -> None:
    """Somebody without a token can't pretend to be many by saying so."""
    for i in range(20):
        headers = {"Huiyin-Address": f"guesser-{i}"}
        refused(await _status(sqlite_api, f"{i}", "AAAAAAAA", headers=headers), 404, "not_found")
    refused(await _status(sqlite_api, "21", "AAAAAAAA", headers={"Huiyin-Address": "another"}), 429, "too_many")
    got = await sqlite_api.file()
    ok(await _status(sqlite_api, got["case_no"], got["query_code"], who="bot", chat="chat-1"))


async def _post(api: Api, path: str, chat: str, **body: Any) -> Any:
    return await api("POST", path, "bot", key=api.key(), chat=chat, json=body)


async def test_mine_is_this_chat_s(api: Api) -> None:
    first, second = (await api.file())["case_no"], (await api.file())["case_no"]
    other = (await api.file(chat="chat-2"))["case_no"]
    assert [c["case_no"] for c in await api.mine()] == [second, first]
    assert [c["case_no"] for c in await api.mine("chat-2")] == [other]
    assert await api.mine("nobody") == []
    for number, chat in [(other, "chat-1"), (first, "chat-2"), (first, "nobody"), ("1", "chat-1")]:
        refused(await api("GET", f"/v1/mine/cases/{number}", "bot", chat=chat), 404, "not_found")
    headers = {"Huiyin-Channel": "telegram", "Huiyin-Address": "chat-1"}  # the same address elsewhere is somebody else
    assert ok(await api("GET", "/v1/mine/cases", "bot", headers=headers))["items"] == []
    names(await api("GET", "/v1/mine/cases", "bot"), "huiyin-channel")


async def test_an_address_may_be_any_text(api: Api) -> None:
    number = (await api.file(chat="张三@家 😀"))["case_no"]
    headers = {
        "Huiyin-Channel": b"web",
        "Huiyin-Address": "张三@家 😀".encode(),
        "Authorization": f"Bearer {token('bot')}".encode(),
    }
    found = await api.http.get("/v1/mine/cases", headers=headers)  # type: ignore[arg-type]
    assert [c["case_no"] for c in found.json()["items"]] == [number]
    broken = await api.http.get("/v1/mine/cases", headers=headers | {"Huiyin-Address": b"\xff\xfe"})  # type: ignore[arg-type]
    names(broken, "Huiyin-Address")


async def test_what_was_agreed_to_apart_stands_with_the_case(api: Api) -> None:
    number = (await api.file(consent="2026-11+photo"))["case_no"]
    for given in (None, "photo", "voice+place", "place"):
        ok(await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "又"}], consent=given), 201)
    assert (await api.case(number))["consent"] == "2026-11+photo+voice+place"
    for wrong in ("", "child", "photo+child", "photo photo", "photo+photo+photo+photo"):
        body = {"case_no": number, "parts": [{"text": "又"}], "consent": wrong}
        names(await api("POST", "/v1/additions", "bot", key=api.key(), chat="chat-1", json=body), "consent")


async def test_additions_by_the_chat_and_by_the_code(api: Api) -> None:
    got = await api.file("路灯坏了")
    number, code = got["case_no"], got["query_code"]
    assert (
        ok(await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "\u3000又坏了 "}]), 201)["event"]
        == 2
    )
    assert (
        ok(await _post(api, "/v1/additions", "chat-9", case_no=number, parts=[{"text": "邻居"}], code=code), 201)[
            "event"
        ]
        == 3
    )
    for chat, more in [("chat-9", {}), ("chat-9", {"code": "AAAAAAAA"}), ("nobody", {"code": ""})]:
        refused(
            await _post(api, "/v1/additions", chat, case_no=number, parts=[{"text": "x"}], **more), 404, "not_found"
        )
    refused(await _post(api, "/v1/additions", "chat-1", case_no="1", parts=[{"text": "x"}]), 404, "not_found")
    case = await api.case(number)
    assert [(w["seq"], w["text"]) for w in case["words"]] == [(1, "路灯坏了"), (2, "\u3000又坏了 "), (3, "邻居")]
    same = {"case_no": number, "parts": [{"text": "一次"}]}
    answers = [await api("POST", "/v1/additions", "bot", key="add-00001", chat="chat-1", json=same) for _ in range(2)]
    assert ok(answers[0], 201) == ok(answers[1], 201) and len((await api.case(number))["words"]) == 4
    for bad in ([], [{"text": ""}], [{"text": "x"}] * 101):
        names(await _post(api, "/v1/additions", "chat-1", case_no=number, parts=bad), "parts")


async def test_a_closed_case_still_takes_words(api: Api) -> None:
    number = await api.brought_to("closed")
    ok(await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "又坏了"}]), 201)
    assert (await api.case(number))["state"] == "closed"


async def test_answering_staff_s_question(api: Api) -> None:
    number = await api.brought_to("assigned")
    asked = ok(await api("POST", f"/v1/cases/{number}/questions", "housing", json={"text": "哪一盏？"}))["event"]
    assert (await api.my_case(number))["open_question"] == asked
    for wrong in (asked - 1, asked + 1, 10**9):
        refused(
            await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "x"}], question=wrong),
            404,
            "not_found",
        )
    for wrong in (0, -1, 2**31, 10**30, "x"):
        names(
            await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "x"}], question=wrong),
            "question",
        )
    ok(await _post(api, "/v1/additions", "chat-1", case_no=number, parts=[{"text": "第三盏"}], question=asked), 201)
    seen = await api.my_case(number)
    assert seen["open_question"] is None
    assert (seen["timeline"][-1]["kind"], seen["timeline"][-1]["facts"]["question"]) == ("answer", asked)
    assert (await api.case(number, "housing"))["words"][-1]["text"] == "第三盏"


async def test_rating_an_answer(api: Api) -> None:
    for state in ("registered", "accepted", "assigned"):
        number = await api.brought_to(state)
        refused(await _post(api, "/v1/ratings", "chat-1", case_no=number, rating="fair"), 409, "nothing_to_rate")
    got = await api.file()
    number = got["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "replies", text="好了"))
    ok(await _post(api, "/v1/ratings", "chat-1", case_no=number, rating="unsatisfied", text="还没修"), 201)
    ok(await _post(api, "/v1/ratings", "chat-9", case_no=number, rating="satisfied", code=got["query_code"]), 201)
    refused(await _post(api, "/v1/ratings", "chat-9", case_no=number, rating="satisfied"), 404, "not_found")
    names(await _post(api, "/v1/ratings", "chat-1", case_no=number, rating="5 stars"), "rating")
    assert (await api.case(number))["rating"] == "satisfied"  # the last word counts
    assert [e["facts"].get("rating") for e in (await api.my_case(number))["timeline"] if e["kind"] == "rated"] == [
        "unsatisfied",
        "satisfied",
    ]


async def test_asking_for_a_person(api: Api) -> None:
    resident = {"channel": "web", "address": "chat-1"}
    body = {"kind": "crisis", "resident": resident, "phone": "13800001234", "crisis": "C1"}
    first = ok(await api("POST", "/v1/call-requests", "bot", key="call-0001", json=body), 201)
    assert ok(await api("POST", "/v1/call-requests", "bot", key="call-0001", json=body), 201) == first
    ok(await api("POST", "/v1/call-requests", "bot", key="call-0002", json={"resident": resident}), 201)
    tasks = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert [(t["kind"], t["facts"], t["phone"]) for t in tasks] == [("crisis", {"crisis": "C1"}, "138****1234")]
    for bad, name in [({"kind": "undelivered"}, "kind"), ({"crisis": "C9"}, "crisis"), ({"phone": "x"}, "phone")]:
        names(await api("POST", "/v1/call-requests", "bot", key="call-0003", json=body | bad), name)
    path = f"/v1/tasks/{first['task']}/done"
    done = ok(await api("POST", path, "clerk", json={"result": "已通话"}))
    assert (done["done_by"], done["result"]) == ("前台小陈", "已通话")
    refused(await api("POST", path, "clerk", json={"result": "又一次"}), 409, "done_already")
    for id in ("0", "-1", "9" * 40, "x"):
        refused(await api("POST", f"/v1/tasks/{id}/done", "clerk", json={"result": "x"}), 422, "invalid")


# --- files


async def _upload(api: Api, content: bytes, kind: str = "image/jpeg", key: str | None = None) -> Any:
    return await api("POST", "/v1/files", "bot", key=key or api.key(), files={"file": ("a", content, kind)})


async def test_a_photo_is_kept_whole_and_shown_without_its_metadata(api: Api) -> None:
    photo = jpeg(gps=True)
    assert b"taken at home" in photo
    file = ok(await _upload(api, photo), 201)
    number = (await api.file(parts=[{"text": "看照片"}, {"file": file["file"]}]))["case_no"]
    kept = (await api.case(number))["words"][1]
    assert (kept["file"], kept["sha256"], kept["size"]) == (file["file"], file["sha256"], len(photo))
    shown = await api("GET", f"/v1/cases/{number}/files/{file['file']}", "clerk")
    assert shown.headers["content-type"] == "image/jpeg" and b"taken at home" not in shown.content
    assert shown.headers["x-content-type-options"] == "nosniff" and "no-store" in shown.headers["cache-control"]


async def test_the_original_s_bytes_are_opened_with_a_reason_that_is_kept(api: Api) -> None:
    photo = jpeg(gps=True)
    file = ok(await _upload(api, photo), 201)["file"]
    number = (await api.file(parts=[{"text": "看照片"}, {"file": file}]))["case_no"]
    path = f"/v1/cases/{number}/files/{file}/original"
    for body in ({}, {"reason": ""}, {"reason": " "}):
        names(await api("POST", path, "clerk", json=body), "reason")
    refused(await api("POST", path, "leader", json={"reason": "看看"}), 403, "forbidden")
    assert await api.sql("SELECT 1 FROM audit_entry WHERE action = 'open_original'") == []
    opened = await api("POST", path, "clerk", json={"reason": "核对拍摄地点"})
    assert opened.status_code == 200 and opened.content == photo and b"taken at home" in opened.content
    assert (
        opened.headers["content-disposition"].startswith("attachment") and "no-store" in opened.headers["cache-control"]
    )
    kept = await api.sql("SELECT target, reason FROM audit_entry WHERE action = 'open_original'")
    assert [tuple(row) for row in kept] == [(f"{number}/{file}", "核对拍摄地点")]
    other = (await api.file())["case_no"]
    refused(
        await api("POST", f"/v1/cases/{other}/files/{file}/original", "clerk", json={"reason": "x"}), 404, "not_found"
    )


async def test_a_repeated_upload_is_one_file(api: Api) -> None:
    first = ok(await _upload(api, jpeg() + b"1", key="upload-1"), 201)
    assert ok(await _upload(api, jpeg() + b"1", key="upload-1"), 201) == first
    refused(await _upload(api, jpeg() + b"2", key="upload-1"), 422, "idempotency_key_reused")  # as long as the first


async def test_what_is_not_taken(sqlite_api: Api) -> None:
    big = jpeg() + bytes(21 * 1024 * 1024)
    refused(await _upload(sqlite_api, big), 413, "too_large")
    refused(await _upload(sqlite_api, b"MZ\x90\x00" + bytes(9000)), 415, "media_type")  # a program renamed to .jpg
    refused(await _upload(sqlite_api, b"<svg onload=alert(1)>", "image/svg+xml"), 415, "media_type")
    names(await _upload(sqlite_api, b""), "file")
    names(await sqlite_api("POST", "/v1/files", "bot", key=sqlite_api.key(), data={"file": "text"}), "file")
    assert await sqlite_api.sql("SELECT 1 FROM attachment") == []
    assert not [p for p in (sqlite_api.ctx.settings.var / "files").rglob("*") if p.is_file()]


async def test_a_broken_picture_is_refused_when_it_arrives(api: Api) -> None:
    for content, kind in [
        (jpeg()[:200], "image/jpeg"),
        (b"GIF89a" + b"\xff" * 50, "image/gif"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "image/png"),
    ]:
        refused(await _upload(api, content, kind), 422, "broken")
    assert not [p for p in (api.ctx.settings.var / "files").rglob("*") if p.is_file()]


async def test_a_file_belongs_to_one_case(api: Api) -> None:
    file = ok(await _upload(api, jpeg()), 201)["file"]
    number = (await api.file(parts=[{"text": "x"}, {"file": file}]))["case_no"]
    again = await api("POST", "/v1/cases", "bot", key=api.key(), json=api.matter(parts=[{"text": "y"}, {"file": file}]))
    names(again, "parts")
    other = (await api.file())["case_no"]
    refused(await api("GET", f"/v1/cases/{other}/files/{file}", "clerk"), 404, "not_found")
    names(await _post(api, "/v1/additions", "chat-1", case_no=other, parts=[{"file": file}]), "parts")
    assert (await api("GET", f"/v1/cases/{number}/files/{file}", "clerk")).status_code == 200


async def test_of_two_cases_at_once_one_gets_the_file(api: Api) -> None:

    for _ in range(5):
        file = ok(await _upload(api, jpeg()), 201)["file"]
        body = api.matter(parts=[{"text": "x"}, {"file": file}])
        got = await together(*(api("POST", "/v1/cases", "bot", key=api.key(), json=body) for _ in range(4)))
        assert sorted(a.status_code for a in got) == [201, 422, 422, 422]


async def test_a_file_that_is_gone_is_said_to_be(api: Api) -> None:
    file = ok(await _upload(api, jpeg()), 201)["file"]
    number = (await api.file(parts=[{"text": "x"}, {"file": file}]))["case_no"]
    path = f"/v1/cases/{number}/files/{file}"
    await api.ctx.vault.delete(file)
    refused(await api("POST", f"{path}/original", "clerk", json={"reason": "核对"}), 404, "file_lost")
    assert (await api("GET", path, "clerk")).status_code == 200, "what was drawn lies by itself"
    ((drawn,),) = await api.sql("SELECT shown_token FROM attachment")
    await api.ctx.vault.delete(drawn)
    refused(await api("GET", path, "clerk"), 404, "file_lost")


@pytest.mark.parametrize("days", [0, 14, 15, 16])
async def test_the_promise_stands_until_somebody_is_named(sqlite_api: Api, days: int) -> None:
    number = (await sqlite_api.file())["case_no"]
    sqlite_api.clock.advance(timedelta(days=days))
    assert (await sqlite_api.my_case(number))["told_by"] == "2026-12-05"
    ok(await sqlite_api.move(number, "accept", case_class="other"))
    ok(await sqlite_api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    assert (await sqlite_api.my_case(number))["told_by"] is None


async def test_asking_for_a_person_again_is_one_task(api: Api) -> None:
    """However often, at once too; another number stands in it; once it is done, asking opens a new one."""
    resident = {"channel": "web", "address": "chat-1"}

    async def ask(**more: Any) -> Any:
        return await api("POST", "/v1/call-requests", "bot", key=api.key(), json={"resident": resident, **more})

    (task,) = {ok(a, 201)["task"] for a in await together(*(ask() for _ in range(6)))}
    assert ok(await ask(phone="138 0000 1234"), 201)["task"] == task
    assert ok(await ask(phone="13900005678（晚上）"), 201)["task"] == task
    assert ok(await ask(kind="erasure"), 201)["task"] != task
    assert ok(await ask(kind="crisis", crisis="C3"), 201)["task"] == task
    assert ok(await ask(kind="crisis", crisis="C1"), 201)["task"] == task
    assert ok(await ask(), 201)["task"] == task
    (shown, _) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (shown["id"], shown["kind"], shown["facts"]) == (task, "crisis", {"crisis": "C1"})
    assert shown["phone"].split("、")[:2] == ["138****1234", "139****5678"]
    ok(await api("POST", f"/v1/tasks/{task}/done", "clerk", json={"result": "已回电"}))
    assert ok(await ask(), 201)["task"] != task


async def test_the_desk_reads_what_was_said_who_is_meant_and_when_to_call(api: Api) -> None:
    """The words of each request, sealed in the database; a case only if it is theirs; long words by both ends."""
    mine, other = (await api.file())["case_no"], (await api.file(chat="chat-2"))["case_no"]
    resident = {"channel": "web", "address": "chat-1"}

    async def ask(**more: Any) -> Any:
        body = {"resident": resident, **more}
        return ok(await api("POST", "/v1/call-requests", "bot", key=api.key(), json=body), 201)["task"]

    task = await ask(words="转人工，我说不清楚", when=" 晚上七点\n以后 ")
    assert await ask(words="转人工，我说不清楚", case_no=mine) == task
    assert await ask(words="我在工地楼顶", kind="crisis", crisis="C1", case_no=other) == task
    assert await ask(words="头" + "长" * 19_000 + "尾", phone="138 0000 1234") == task
    (shown,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (shown["case_no"], shown["when"], shown["phone"]) == (mine, "晚上七点 以后", "138****1234")
    first, second, third = shown["said"]
    assert (first["text"], second["text"], second["crisis"]) == ("转人工，我说不清楚", "我在工地楼顶", "C1")
    assert third["text"].startswith("头长") and third["text"].endswith("长尾") and len(third["text"]) <= 4_000
    (row,) = await api.sql("SELECT words_sealed FROM task")
    assert "楼顶".encode() not in bytes(row[0])


async def test_no_number_of_other_tasks_or_dangers_hides_a_danger(sqlite_api: Api) -> None:
    async def ask(n: int, **more: Any) -> None:
        body = {"resident": {"channel": "web", "address": f"chat-{n}"}, **more}
        ok(await sqlite_api("POST", "/v1/call-requests", "bot", key=sqlite_api.key(), json=body), 201)

    for n in range(4):
        await ask(n)
    for n in range(10, 14):
        await ask(n, kind="crisis", crisis="C2")
    tasks = ok(await sqlite_api("GET", "/v1/tasks?limit=3", "clerk"))["items"]
    assert [t["kind"] for t in tasks] == ["crisis"] * 4 + ["call_resident"] * 3
