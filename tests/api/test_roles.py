"""Who may do what: every route for every caller, handlers inside their unit, and the wall around accusations."""

from datetime import timedelta
from typing import Any

import pytest

from api.examples import EXAMPLES
from tests.api.counter import ANSWERED, PASSWORD, Api, ok, refused
from tests.api.pictures import jpeg

CALLERS = (
    "clerk",
    "housing",
    "transport",
    "supervisor",
    "leader",
    "discipline",
    "admin",
    "bot",
    "intake",
    "courier",
    None,
)
STAFF = CALLERS[:7]

# Outcomes in the order of CALLERS. {no} is a case that QH-ZJ handles. Moves carry an old version: 412 is "may".
OUTCOMES: dict[str, str] = {
    "GET /v1/cases": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/cases/{case_no}": "200 200 404 200 200 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/timeline": "200 200 404 200 200 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/files/{file}": "200 200 404 200 200 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/files/{file}/original": "200 200 404 403 403 404 403 403 403 403 401",
    "POST /v1/cases/{case_no}/reveal": "200 200 404 403 403 404 403 403 403 403 401",
    "POST /v1/cases/{case_no}/notify": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/forward": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/take": "412 412 404 403 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/accept": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/assign": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/notes": "200 200 404 200 200 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/writeups": "200 200 404 403 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/code": "409 403 403 403 403 404 403 403 403 403 401",
    "POST /v1/cases/{case_no}/questions": "200 200 404 403 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/replies": "412 412 404 403 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/replies/{seq}/look": "403 403 404 404 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/reviews/{id}/decide": "404 404 404 404 404 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/reviews/{id}/file.pdf": "404 404 404 404 404 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/reviews/{id}/hearing": "404 404 404 404 404 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/promise": "403 412 404 403 403 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/links": "200 200 404 200 200 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/likely": "200 200 404 200 200 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/links": "422 422 404 422 403 404 404 403 403 403 401",
    "DELETE /v1/cases/{case_no}/links/{id}": "404 404 404 404 403 404 404 403 403 403 401",
    "GET /v1/cases/{case_no}/co-units": "200 200 404 200 200 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/co-units": "201 409 404 409 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/co-units/{id}/muster": "404 404 404 404 404 404 404 403 403 403 401",
    "PUT /v1/cases/{case_no}/lead-official": "403 403 404 200 200 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/improvements": "201 403 404 201 403 404 404 403 403 403 401",
    "GET /v1/improvements": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/improvements/{id}/answer": "404 404 404 404 404 404 404 403 403 403 401",
    "GET /v1/reports/joint": "403 403 403 200 200 403 200 403 403 403 401",
    "GET /v1/cases/{case_no}/suggestion": "200 200 404 200 200 404 404 403 403 403 401",
    "GET /v1/responsibilities": "200 200 200 200 200 200 200 403 403 403 401",
    "PUT /v1/responsibilities": "403 403 403 200 403 403 200 403 403 403 401",
    "POST /v1/cases/{case_no}/proposals": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/proposals/{id}/decide": "404 404 404 404 404 404 404 403 403 403 401",
    "GET /v1/proposals": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/cases/{case_no}/close": "412 412 404 412 403 404 404 403 403 403 401",
    "POST /v1/cases/register": "201 403 403 403 403 403 403 403 403 403 401",
    "POST /v1/cases": "403 403 403 403 403 403 403 201 201 403 401",
    "GET /v1/mine/cases": "403 403 403 403 403 403 403 200 200 403 401",
    "GET /v1/mine/cases/{case_no}": "403 403 403 403 403 403 403 200 200 403 401",
    "POST /v1/additions": "403 403 403 403 403 403 403 201 201 403 401",
    "POST /v1/ratings": "403 403 403 403 403 403 403 409 409 403 401",
    "POST /v1/urges": "403 403 403 403 403 403 403 201 409 403 401",
    "POST /v1/reopenings": "403 403 403 403 403 403 403 409 409 403 401",
    "POST /v1/reviews": "403 403 403 403 403 403 403 409 409 403 401",
    "POST /v1/withdrawals": "403 403 403 403 403 403 403 201 409 403 401",
    "POST /v1/withdrawals/undo": "403 403 403 403 403 403 403 201 409 403 401",
    "POST /v1/complaints": "403 403 403 403 403 403 403 201 201 403 401",
    "POST /v1/claims": "403 403 403 403 403 403 403 404 404 403 401",
    "POST /v1/anonymity": "403 403 403 403 403 403 403 201 201 403 401",
    "POST /v1/call-requests": "403 403 403 403 403 403 403 201 201 403 401",
    "POST /v1/status": "404 404 404 404 404 404 404 404 404 404 404",
    "GET /v1/visit-days": "200 200 200 200 200 200 200 200 200 403 401",
    "GET /v1/visit-days/{id}/slots": "200 200 200 200 200 200 200 200 200 403 401",
    "GET /v1/visit-days/{id}/appointments": "200 403 403 200 200 200 403 403 403 403 401",
    "PUT /v1/holds/{session}": "403 403 403 403 403 403 403 200 200 403 401",
    "DELETE /v1/holds/{session}": "403 403 403 403 403 403 403 204 204 403 401",
    "POST /v1/appointments": "403 403 403 403 403 403 403 201 409 403 401",
    "GET /v1/mine/appointments": "403 403 403 403 403 403 403 200 200 403 401",
    "POST /v1/appointments/{booking_no}/cancel": "404 403 403 403 403 404 403 404 404 403 401",
    "POST /v1/files": "201 201 201 201 201 201 201 201 201 403 401",
    "POST /v1/notifications/lease": "403 403 403 403 403 403 403 200 403 200 401",
    "PUT /v1/notifications/reach": "403 403 403 403 403 403 403 204 403 204 401",
    "POST /v1/notifications/{id}/receipt": "403 403 403 403 403 403 403 409 403 409 401",
    "POST /v1/notifications/{id}/record": "404 403 403 403 403 404 403 403 403 403 401",
    "GET /v1/tasks": "200 403 403 200 403 200 403 403 403 403 401",
    "POST /v1/tasks/{id}/done": "404 403 403 403 403 404 403 403 403 403 401",
    "DELETE /v1/token": "204 204 204 204 204 204 204 403 403 403 401",
    "GET /v1/staff/me": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/staff": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/me/deputy": "200 200 200 200 200 200 200 403 403 403 401",
    "PUT /v1/me/deputy": "200 200 200 200 200 200 200 403 403 403 401",
    "PUT /v1/me/away": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/me/chat": "201 201 201 201 201 201 201 403 403 403 401",
    "DELETE /v1/me/chat": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/staff-chats": "403 403 403 403 403 403 403 404 404 403 401",
    "DELETE /v1/staff-chats": "403 403 403 403 403 403 403 200 200 403 401",
    "GET /v1/supervision": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/supervision/{id}": "404 404 404 404 404 404 404 403 403 403 401",
    "POST /v1/cases/{case_no}/supervision": "403 403 404 201 409 404 404 403 403 403 401",
    "POST /v1/supervision/{id}/close": "404 404 404 404 404 404 404 403 403 403 401",
    "POST /v1/escalations/{id}/acknowledge": "404 404 404 404 404 404 404 403 403 403 401",
    "GET /v1/inbox": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/inbox/read": "204 204 204 204 204 204 204 403 403 403 401",
    "GET /v1/reports/endings": "403 403 403 200 200 403 200 403 403 403 401",
    "GET /v1/reports/guarantee": "403 403 403 200 200 403 200 403 403 403 401",
    "GET /v1/clockwork": "403 403 403 200 200 403 200 403 403 403 401",
    "GET /v1/contacts": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/units": "200 200 200 200 200 200 200 403 403 403 401",
    "GET /v1/calendar": "200 200 200 200 200 200 200 403 403 403 401",
    "POST /v1/calendar": "403 403 403 403 403 403 200 403 403 403 401",
    "GET /v1/catalogue": "200 200 200 200 200 200 200 200 200 403 401",
}
OPEN = {"POST /v1/token", "GET /healthz"}
MOVES = {
    "accept": {},
    "assign": {"unit": "QH-ZJ", "handler": "housing"},
    "replies": {"text": "好"},
    "close": {},
}


async def _attached(api: Api, **more: Any) -> tuple[str, str]:
    """(case number, file) of a new case with a photo."""
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
    number = (await api.file(parts=[{"text": "路灯坏了"}, {"file": file}], **more))["case_no"]
    return number, file


async def test_every_route_is_in_the_table(sqlite_api: Api) -> None:
    described = sqlite_api.app.openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert routes - OPEN == set(OUTCOMES)


async def test_every_caller_on_every_route(api: Api) -> None:
    number, file = await _attached(api)
    ok(await api.move(number, "accept"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    day = ok(await api("GET", "/v1/visit-days", "bot"))[0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))[0]["id"]
    resident = api.matter()["resident"]
    bodies: dict[str, dict[str, Any]] = {
        "reveal": {"reason": "核实"},
        "original": {"reason": "核实拍摄地点"},
        **MOVES,
        "notes": {"text": "已看"},
        "questions": {"text": "哪一盏？"},
        "register": {"channel": "phone", "petition_date": "2026-11-19", "text": "来电"},
        "cases": api.matter("另一件", "chat-2"),
        "additions": {"case_no": number, "parts": [{"text": "又坏了"}]},
        "ratings": {"case_no": number, "rating": "fair"},
        "urges": {"case_no": number},
        "notify": {"text": "已收到"},
        "forward": {"unit": "QH-JT"},
        "take": {},
        "reopenings": {"case_no": number},
        "reviews": {"case_no": number},
        "withdrawals": {"case_no": number, "pressed": "no"},
        "undo": {"case_no": number},
        "complaints": {"case_no": number, "text": "催了三次没有人理"},
        "decide": {"result": "upheld", "text": "维持"},
        "co-units": {"unit": "QH-CG"},
        "muster": {"text": "已到场"},
        "lead-official": {"official": "O-HEAD"},
        "improvements": EXAMPLES["ImprovementWanted"],
        "answer": EXAMPLES["ImprovementAnswer"],
        "links": {"other": number, "kind": "repeat", "reason": "同一件事"},
        "responsibilities": EXAMPLES["ResponsibilityWanted"],
        "proposals": {"kind": "retier", "tier": "simple", "reason": "当天就能办好"},
        "proposals/{id}/decide": {"approve": True},
        "hearing": {"first": "2026-12-01", "last": "2026-12-02"},
        "claims": {"case_no": number, "query_code": "AAAAAAAA"},
        "anonymity": {"case_no": number, "name": "李雷"},
        "writeups": {"text": "照片上是坏了的路灯"},
        "code": {"checked": "身份证", "reason": "遗失"},
        "call-requests": {"resident": resident},
        "look": {"passed": True},
        "promise": {"day": "2026-12-24", "what": "news", "reason": "正在协调"},
        "status": {"case_no": number, "query_code": "AAAAAAAA"},
        "appointments": {"slot": slot, "case_no": number, "people": 1, "resident": resident},
        "cancel": {"resident": resident, "reason": "改期"},
        "lease": {"channels": ["console"]},
        "reach": {"reachable": True},
        "receipt": {"lease": "x", "outcome": "sent"},
        "record": {"how": "phone", "result": "no_answer", "at": "2026-11-20T02:00:00Z"},
        "done": {"result": "好"},
        "calendar": EXAMPLES["HolidayNotice"],
        "deputy": {"deputy": None},
        "away": {},
        "staff-chats": {"code": "AAAAAAAA"},
        "supervision": {"trigger": "shirking", "note": "推给了别的单位"},
        "supervision/{id}/close": {"result": "已约谈"},
        "read": {"until": 1},
        "{session}": {"slot": slot},
    }
    values = {
        "case_no": number,
        "file": file,
        "id": "987654",
        "session": "conversation-1",
        "booking_no": "YY202611209999",
        "seq": "99",
    }
    wrong = []
    for route, outcomes in sorted(OUTCOMES.items(), key=lambda item: item[0] == "DELETE /v1/token"):
        method, path = route.split()
        last = next((b for b in bodies if "{id}/" in b and path.endswith(f"/{b}")), path.rsplit("/", 1)[1])
        filled = path.format(**values | ({"id": day} if "visit-days" in path else {}))
        for who, expected in zip(CALLERS, outcomes.split(), strict=True):
            more: dict[str, Any] = {"json": bodies[last]} if method in ("POST", "PUT") and last in bodies else {}
            if last == "files":
                more = {"files": {"file": ("a.jpg", jpeg(), "image/jpeg")}}
            got = await api(method, filled, who, key=api.key(), chat="chat-1", version=1, **more)
            if got.status_code != int(expected):
                wrong.append(f"{route} {who}: {got.status_code} instead of {expected} {got.text[:80]}")
    assert wrong == []


async def test_a_handler_sees_the_own_unit_only(api: Api) -> None:
    number, file = await _attached(api)
    for who in ("housing", "transport"):
        refused(await api("GET", f"/v1/cases/{number}", who), 404, "not_found")  # it lies at the desk
    ok(await api.move(number, "accept"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    for who in ("housing", "housing2"):
        assert (await api.case(number, who))["case_no"] == number
        for query in ("", "?q=路灯", "?unit=QH-ZJ", "?handler=housing"):
            found = ok(await api("GET", f"/v1/cases{query}", who))["items"]
            assert [c["case_no"] for c in found] == [number], query
        assert (await api("GET", f"/v1/cases/{number}/files/{file}", who)).status_code == 200
    refused(await api("GET", f"/v1/cases/{number}", "transport"), 404, "not_found")
    for query in ("", "?q=路灯", "?unit=QH-ZJ", "?handler=housing"):
        assert ok(await api("GET", f"/v1/cases{query}", "transport"))["items"] == []
    elsewhere: dict[str, Any] = {"unit": "QH-JT", "handler": "transport"}
    refused(await api.move(number, "assign", "housing", **elsewhere), 403, "forbidden")
    ok(await api.move(number, "assign", "housing", unit="QH-ZJ", handler="housing2"))
    ok(await api.move(number, "assign", **elsewhere))
    ok(await api("GET", f"/v1/cases/{number}", "housing"))  # they answer for it until the next unit has taken it
    ok(await api.move(number, "take", "transport"))
    refused(await api("GET", f"/v1/cases/{number}", "housing"), 404, "not_found")
    ok(await api.move(number, "replies", "transport", text="我们来修。"))


async def test_assigning_needs_a_named_person_of_that_unit(api: Api) -> None:
    number = await api.brought_to("accepted")
    bad: list[tuple[dict[str, Any], str]] = [
        ({"unit": "QH-NO", "handler": "housing"}, "unit"),
        ({"unit": "QH-ZJ", "handler": "transport"}, "handler"),
        ({"unit": "QH-ZJ", "handler": "nobody"}, "handler"),
        ({"unit": "QH-ZJ", "handler": "supervisor"}, "handler"),
    ]
    for body, name in bad:
        problem = refused(await api.move(number, "assign", **body), 422, "invalid")
        assert problem["errors"][0]["field"] == name
    await api.sql("UPDATE staff SET active = false WHERE login = 'housing'")
    refused(await api.move(number, "assign", unit="QH-ZJ", handler="housing"), 422, "invalid")


# --- the wall


async def _walled(api: Api, number: str, file: str) -> None:
    """Nobody but discipline finds the case, by any way."""
    for who in STAFF:
        if who == "discipline":
            continue
        paths = ["", "/timeline", f"/files/{file}"]
        found = [(await api("GET", f"/v1/cases/{number}{path}", who)).status_code for path in paths]
        assert found == [404, 404, 404], who
        for action, body in MOVES.items():
            status = (await api("POST", f"/v1/cases/{number}/{action}", who, version=1, json=body)).status_code
            assert status == 404, (who, action)
        for action in ("notes", "questions", "writeups"):
            assert (await api("POST", f"/v1/cases/{number}/{action}", who, json={"text": "x"})).status_code == 404
        revealed = await api("POST", f"/v1/cases/{number}/reveal", who, json={"reason": "x"})
        assert revealed.status_code in (403, 404)
        for query in ("", "?q=路灯", "?kind=accusation", "?unit=QH-JW", "?sort=due_at", "?overdue=false"):
            listed = ok(await api("GET", f"/v1/cases{query}", who))["items"]
            assert number not in [c["case_no"] for c in listed], (who, query)
    assert (
        await api.sql("SELECT 1 FROM case_search s JOIN case_ c ON c.id = s.case_id WHERE c.case_no = :n", n=number)
        == []
    )
    assert (await api.case(number, "discipline"))["words"][0]["text"] == "路灯坏了"
    assert [c["case_no"] for c in ok(await api("GET", "/v1/cases", "discipline"))["items"]] == [number]
    assert (await api("GET", f"/v1/cases/{number}/files/{file}", "discipline")).status_code == 200


async def test_an_accusation_is_walled_off_from_the_first_moment(api: Api) -> None:
    other, _ = await _attached(api)
    number, file = await _attached(api, kind="accusation")
    await _walled(api, number, file)
    refused(await api("GET", f"/v1/cases/{other}", "discipline"), 404, "not_found")
    assert (
        await api.sql("SELECT 1 FROM case_words w JOIN case_ c ON c.id = w.case_id WHERE c.case_no = :n", n=number)
        == []
    )
    opened = await api.sql("SELECT action FROM audit_entry WHERE target = :n", n=number)
    assert [r[0] for r in opened] == ["open_file"]


async def test_reclassifying_hides_at_once(api: Api) -> None:
    number, file = await _attached(api)
    assert len(ok(await api("GET", "/v1/cases?q=路灯", "clerk"))["items"]) == 1
    before = (await api.case(number))["words"]
    ok(await api.move(number, "accept", case_class="accusation"))
    await _walled(api, number, file)
    after = (await api.case(number, "discipline"))["words"]
    assert after == before
    kept = await api.sql(
        "SELECT body_sealed FROM case_words w JOIN case_ c ON c.id = w.case_id WHERE c.case_no = :n", n=number
    )
    assert len(kept) == 2 and all(row[0] is None for row in kept)
    words = [w["text"] for w in after if w["text"]]
    assert words == ["路灯坏了"] and (await api.my_case(number))["excerpt"] == "路灯坏了"


async def test_later_words_of_an_accusation_stay_behind_the_wall(api: Api) -> None:
    number, file = await _attached(api, kind="accusation")
    body = {"case_no": number, "parts": [{"text": "还有路灯的事"}]}
    ok(await api("POST", "/v1/additions", "bot", key=api.key(), chat="chat-1", json=body), 201)
    await _walled(api, number, file)
    assert (await api.case(number, "discipline"))["words"][-1]["text"] == "还有路灯的事"


async def test_nothing_leaves_the_wall_and_nothing_enters_it_by_assigning(api: Api) -> None:
    walled = (await api.file(kind="accusation"))["case_no"]
    refused(await api.move(walled, "accept", "discipline", case_class="appeal"), 409, "walled")
    ok(await api.move(walled, "accept", "discipline"))
    refused(await api.move(walled, "assign", "discipline", unit="QH-ZJ", handler="housing"), 409, "walled")
    ok(await api.move(walled, "assign", "discipline", unit="QH-JW", handler="discipline"))
    told = await api.deliver_all()
    assert told[-1]["kind"] == "assigned" and told[-1]["facts"]["handler"] == ""
    assert all("纪检老王" not in str(e["facts"]) for e in (await api.my_case(walled))["timeline"])
    ok(await api.move(walled, "replies", "discipline", text=ANSWERED))
    await api.deliver_all()
    ok(await api.move(walled, "close", "discipline"))
    other = await api.brought_to("accepted")
    refused(await api.move(other, "assign", unit="QH-JW", handler="discipline"), 409, "walled")


async def test_tasks_and_records_of_an_accusation_are_discipline_s(api: Api) -> None:
    number = (await api.file(kind="accusation", phone="13800000000"))["case_no"]
    ok(await api.move(number, "accept", "discipline"))
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="blocked")).status_code == 204
    for who in ("clerk", "supervisor"):
        assert ok(await api("GET", "/v1/tasks", who)) == []
    (task,) = ok(await api("GET", "/v1/tasks", "discipline"))
    assert task["case_no"] == number
    called = {"how": "phone", "result": "spoke", "whom": "本人", "at": "2026-11-20T02:00:00Z"}
    path = f"/v1/notifications/{notice['id']}/record"
    refused(await api("POST", path, "clerk", json=called), 404, "not_found")
    refused(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "x"}), 404, "not_found")
    assert ok(await api("POST", path, "discipline", json=called))["state"] == "delivered"
    assert ok(await api("GET", "/v1/tasks", "discipline")) == []


async def test_discipline_records_no_delivery_outside_the_wall(api: Api) -> None:
    number = (await api.file(phone="13800000000"))["case_no"]
    (notice,) = (await api.case(number))["notices"]
    called = {"how": "phone", "result": "spoke", "whom": "本人", "at": "2026-11-20T02:00:00Z"}
    refused(await api("POST", f"/v1/notifications/{notice['id']}/record", "discipline", json=called), 404, "not_found")


async def test_the_database_itself_knows_no_unwalled_accusation(api: Api) -> None:
    from sqlalchemy.exc import IntegrityError

    number = (await api.file(kind="accusation"))["case_no"]
    with pytest.raises(IntegrityError):
        await api.sql("UPDATE case_ SET restricted = false WHERE case_no = :n", n=number)


# --- tokens


async def test_logging_in_and_out(api: Api) -> None:
    got = ok(await api("POST", "/v1/token", data={"username": "housing", "password": PASSWORD}))
    assert (got["token_type"], got["expires_in"]) == ("bearer", 12 * 3600)
    mine = {"Authorization": f"Bearer {got['access_token']}"}
    me = ok(await api("GET", "/v1/staff/me", headers=mine))
    assert me == {
        "login": "housing",
        "name": "周工",
        "roles": ["handler"],
        "units": [{"code": "QH-ZJ", "name": "清河县住房和城乡建设局"}],
    }
    assert (await api("DELETE", "/v1/token", headers=mine)).status_code == 204
    refused(await api("GET", "/v1/staff/me", headers=mine), 401, "bad_token")
    assert await api.sql("SELECT 1 FROM api_token WHERE digest = :t", t=got["access_token"]) == []


async def test_a_token_expires_and_ends_with_its_owner(api: Api) -> None:
    got = ok(await api("POST", "/v1/token", data={"username": "housing", "password": PASSWORD}))
    mine = {"Authorization": f"Bearer {got['access_token']}"}
    api.clock.advance(timedelta(hours=12) - timedelta(seconds=1))
    ok(await api("GET", "/v1/staff/me", headers=mine))
    api.clock.advance(timedelta(seconds=1))
    refused(await api("GET", "/v1/staff/me", headers=mine), 401, "bad_token")
    await api.sql("UPDATE staff SET active = false WHERE login = 'clerk'")
    refused(await api("GET", "/v1/cases", "clerk"), 401, "bad_token")


@pytest.mark.parametrize("sent", ["Bearer nobody", "Bearer ", "Basic abc", "Bearer \u00e9\u00e9", "nonsense"])
async def test_a_token_that_is_none(sqlite_api: Api, sent: str) -> None:
    answer = await sqlite_api.http.get("/v1/cases", headers={b"Authorization": sent.encode("latin-1")})
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_name_and_a_wrong_password_are_the_same(api: Api) -> None:
    answers = [
        await api("POST", "/v1/token", data={"username": name, "password": password})
        for name, password in [
            ("clerk", "wrong"),
            ("nobody", PASSWORD),
            ("a\0b", "x"),
            ("x" * 5000, "y" * 5000),
            ("\u202e", "z"),
        ]
    ]
    problems = [refused(a, 401, "bad_credentials") | {"request_id": ""} for a in answers]
    assert all(p == problems[0] for p in problems)
    await api.sql("UPDATE staff SET active = false WHERE login = 'leader'")
    refused(await api("POST", "/v1/token", data={"username": "leader", "password": PASSWORD}), 401, "bad_credentials")


async def test_guessing_passwords_is_slowed_down(sqlite_api: Api) -> None:
    for _ in range(10):
        refused(
            await sqlite_api("POST", "/v1/token", data={"username": "admin", "password": "x"}), 401, "bad_credentials"
        )
    slowed = await sqlite_api("POST", "/v1/token", data={"username": "admin", "password": PASSWORD})
    refused(slowed, 429, "too_many")
    assert int(slowed.headers["retry-after"]) > 0
    ok(await sqlite_api("POST", "/v1/token", data={"username": "clerk", "password": PASSWORD}))
