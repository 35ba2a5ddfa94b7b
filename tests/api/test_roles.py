"""Who may do what: every route for every caller, handlers inside their unit, and the wall around accusations."""

from datetime import timedelta
from typing import Any, cast

import pytest

from api.cases.queries import visible
from api.catalogue import queries as catalogue
from api.examples import EXAMPLES
from api.office.kinds import KINDS
from models.law.people import Role
from models.rights import ROLES, Relation, Seat, allowed
from models.rights.posts import Post
from tests.api.counter import ANSWERED, PASSWORD, PEOPLE, Api, ok, refused
from tests.api.pictures import jpeg
from tests.test_house import guards

STAFF = ("clerk", "housing", "transport", "supervisor", "leader", "discipline", "admin")
SERVICES = ("bot", "intake", "courier")
NOBODY = "nobody"
"""Without a token."""
CALLERS = (*STAFF, *SERVICES, NOBODY)


def everybody(status: int, **others: int) -> dict[str, int]:
    return dict.fromkeys(CALLERS, status) | others


def staff(status: int, **others: int) -> dict[str, int]:
    """What members of staff get, some of them `others`; services are turned away."""
    return everybody(403, nobody=401) | dict.fromkeys(STAFF, status) | others


def service(**others: int) -> dict[str, int]:
    """What services get; staff and other services are turned away."""
    return everybody(403, nobody=401) | others


# Outcomes by caller. {no} is a case that QH-ZJ handles. Moves carry an old version: 412 is "may".
OUTCOMES: dict[str, dict[str, int]] = {
    "GET /v1/cases": staff(200),
    "POST /v1/cases/bulk": staff(200),
    "GET /v1/cases/{case_no}": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/timeline": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/files/{file}": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/files/{file}/preview": staff(200, transport=404, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/files/{file}/original": staff(403, clerk=200, housing=200, transport=404, discipline=404),
    "POST /v1/cases/{case_no}/reveal": staff(403, clerk=200, housing=200, transport=404, discipline=404),
    "POST /v1/cases/{case_no}/notify": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/forward": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/take": staff(404, clerk=412, housing=412, supervisor=403, leader=403),
    "POST /v1/cases/{case_no}/accept": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/assign": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/corrections": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/sent/{seq}/take-back": staff(404, leader=403),
    "GET /v1/me/filters": staff(200),
    "POST /v1/me/filters": staff(201),
    "DELETE /v1/me/filters/{id}": staff(404),
    "GET /v1/drafts": staff(200),
    "PUT /v1/drafts": staff(204),
    "POST /v1/cases/{case_no}/notes": staff(200, transport=404, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/attachments": staff(404, clerk=422, housing=422, supervisor=403, leader=403),
    "GET /v1/notifications/{id}/files/{file}": service(bot=404, courier=404),
    "POST /v1/cases/{case_no}/writeups": staff(404, clerk=200, housing=200, supervisor=403, leader=403),
    "POST /v1/cases/{case_no}/code": staff(403, clerk=409, discipline=404),
    "POST /v1/cases/{case_no}/questions": staff(404, clerk=200, housing=200, supervisor=403, leader=403),
    "POST /v1/cases/{case_no}/replies": staff(404, clerk=412, housing=412, supervisor=403, leader=403),
    "POST /v1/cases/{case_no}/replies/{seq}/look": staff(404, clerk=403, housing=403, leader=403),
    "POST /v1/cases/{case_no}/reviews/{id}/decide": staff(404),
    "GET /v1/cases/{case_no}/reviews/{id}/file.pdf": staff(404),
    "POST /v1/cases/{case_no}/reviews/{id}/hearing": staff(404),
    "POST /v1/cases/{case_no}/promise": staff(403, housing=412, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/links": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/likely": staff(200, transport=404, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/links": staff(422, transport=404, leader=403, discipline=404, admin=404),
    "DELETE /v1/cases/{case_no}/links/{id}": staff(404, leader=403),
    "GET /v1/cases/{case_no}/co-units": staff(200, transport=404, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/co-units": staff(404, clerk=201, housing=409, supervisor=409, leader=403),
    "POST /v1/cases/{case_no}/co-units/{id}/muster": staff(404),
    "PUT /v1/cases/{case_no}/lead-official": staff(404, clerk=403, housing=403, supervisor=200, leader=200),
    "POST /v1/cases/{case_no}/improvements": staff(404, clerk=201, housing=403, supervisor=201, leader=403),
    "GET /v1/improvements": staff(200),
    "POST /v1/improvements/{id}/answer": staff(404),
    "GET /v1/reports/joint": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/cases/{case_no}/suggestion": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/responsibilities": staff(200),
    "PUT /v1/responsibilities": staff(403, supervisor=200, admin=200),
    "POST /v1/cases/{case_no}/proposals": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/{case_no}/proposals/{id}/decide": staff(404),
    "GET /v1/proposals": staff(200),
    "POST /v1/cases/{case_no}/close": staff(412, transport=404, leader=403, discipline=404, admin=404),
    "POST /v1/cases/register": staff(403, clerk=201),
    "POST /v1/cases": service(bot=201, intake=201),
    "GET /v1/mine/cases": service(bot=200, intake=200),
    "GET /v1/mine/cases/{case_no}": service(bot=200, intake=200),
    "POST /v1/additions": service(bot=201, intake=201),
    "POST /v1/ratings": service(bot=409, intake=409),
    "POST /v1/urges": service(bot=201, intake=409),
    "POST /v1/reopenings": service(bot=409, intake=409),
    "POST /v1/reviews": service(bot=409, intake=409),
    "POST /v1/withdrawals": service(bot=201, intake=409),
    "POST /v1/withdrawals/undo": service(bot=201, intake=409),
    "POST /v1/complaints": service(bot=201, intake=201),
    "POST /v1/claims": service(bot=404, intake=404),
    "POST /v1/anonymity": service(bot=201, intake=201),
    **{
        f"POST /v1/on-behalf/{act}": staff(403, clerk=201, discipline=404)
        for act in ("additions", "anonymity", "complaints")
    },
    "POST /v1/on-behalf/ratings": staff(403, clerk=409, discipline=404),
    "POST /v1/on-behalf/urges": staff(403, clerk=409, discipline=404),
    "POST /v1/on-behalf/reopenings": staff(403, clerk=409, discipline=404),
    "POST /v1/on-behalf/reviews": staff(403, clerk=409, discipline=404),
    "POST /v1/on-behalf/withdrawals": staff(403, clerk=422, discipline=422),
    "POST /v1/on-behalf/withdrawals/undo": staff(403, clerk=409, discipline=404),
    "POST /v1/on-behalf/appointments/{booking_no}/move": staff(403, clerk=404, discipline=404),
    "POST /v1/on-behalf/appointments/{booking_no}/cancel": staff(403, clerk=404, discipline=404),
    "GET /v1/cases/{case_no}/papers": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/cases/{case_no}/papers/{id}.pdf": staff(200, transport=404, discipline=404, admin=404),
    "GET /v1/find": staff(200),
    "GET /v1/cases/{case_no}/person": staff(200, transport=404, discipline=404, admin=404),
    "POST /v1/call-requests": service(bot=201, intake=201),
    "POST /v1/status": everybody(404),
    "GET /v1/visit-days": everybody(200, courier=403, nobody=401),
    "GET /v1/visit-days/{id}/slots": everybody(200, courier=403, nobody=401),
    "GET /v1/visit-days/{id}/appointments": staff(200, housing=403, transport=403, admin=403),
    "PUT /v1/holds/{session}": service(bot=200, intake=200),
    "DELETE /v1/holds/{session}": service(bot=204, intake=204),
    "POST /v1/appointments": service(bot=201, intake=409),
    "POST /v1/on-behalf/appointments": staff(403, clerk=409, discipline=404),
    "GET /v1/mine/appointments": service(bot=200, intake=200),
    "POST /v1/appointments/{booking_no}/move": service(bot=404, intake=404),
    "POST /v1/appointments/{booking_no}/cancel": everybody(
        403, clerk=404, discipline=404, bot=404, intake=404, nobody=401
    ),
    "POST /v1/files": everybody(201, courier=403, nobody=401),
    "POST /v1/notifications/lease": service(bot=200, courier=200),
    "PUT /v1/notifications/reach": service(bot=204, courier=204),
    "POST /v1/notifications/{id}/receipt": service(bot=409, courier=409),
    "POST /v1/notifications/{id}/record": staff(403, clerk=404, discipline=404),
    "GET /v1/tasks": staff(403, clerk=200, supervisor=200, discipline=200),
    "POST /v1/tasks/{id}/done": staff(403, clerk=404, discipline=404),
    "POST /v1/tasks/{id}/claim": staff(403, clerk=404, discipline=404),
    "POST /v1/tasks/{id}/told": staff(403, clerk=404, discipline=404),
    "POST /v1/talks/words": service(bot=201, intake=201),
    "POST /v1/talks/leave": service(bot=201, intake=201),
    "GET /v1/live": staff(403, clerk=200, supervisor=200),
    "GET /v1/live/ended": staff(403, clerk=200, supervisor=200),
    "GET /v1/live/{id}": staff(403, clerk=404, supervisor=404),
    "POST /v1/live/{id}/read": staff(403, clerk=404, supervisor=404),
    "GET /v1/live/{id}/files/{file}": staff(403, clerk=404, supervisor=404),
    "POST /v1/live/{id}/take": staff(403, clerk=404, supervisor=404),
    "POST /v1/live/{id}/acknowledge": staff(403, clerk=404, supervisor=404),
    "POST /v1/live/{id}/words": staff(403, clerk=404, supervisor=404),
    "POST /v1/live/{id}/hand-back": staff(403, clerk=404, supervisor=404),
    "GET /v1/duty-roster": staff(403, clerk=200, supervisor=200, leader=200, admin=200),
    "PUT /v1/duty-roster": staff(403, supervisor=200, admin=200),
    "DELETE /v1/token": staff(204),
    "GET /v1/staff/me": staff(200),
    "GET /v1/staff": staff(200),
    "GET /v1/me/deputy": staff(200),
    "PUT /v1/me/deputy": staff(200),
    "PUT /v1/me/away": staff(200),
    "POST /v1/me/chat": staff(201),
    "DELETE /v1/me/chat": staff(200),
    "POST /v1/staff-chats": service(bot=404, intake=404),
    "DELETE /v1/staff-chats": service(bot=200, intake=200),
    "GET /v1/supervision": staff(200),
    "GET /v1/supervision/{id}": staff(404),
    "POST /v1/cases/{case_no}/supervision": staff(404, clerk=403, housing=403, supervisor=201, leader=409),
    "POST /v1/cases/{case_no}/remind": staff(404, clerk=403, housing=403, supervisor=200, leader=409),
    "GET /v1/board": staff(403, supervisor=200, leader=200),
    "GET /v1/board/late": staff(403, supervisor=200, leader=200),
    "POST /v1/supervision/{id}/answer": staff(404),
    "POST /v1/supervision/{id}/close": staff(404),
    "POST /v1/escalations/{id}/acknowledge": staff(404),
    "GET /v1/inbox": staff(200),
    "POST /v1/inbox/read": staff(204),
    "GET /v1/today": staff(200),
    "GET /v1/today/waiting": staff(200),
    "GET /v1/today/visits": staff(200),
    "POST /v1/today/seen": staff(204),
    "POST /v1/today/waiting/{id}/done": staff(404),
    "GET /v1/reports/endings": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/reports/guarantee": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/reports/by/{by}": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/exports/by/{by}.{kind}": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/clockwork": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/contacts": staff(200),
    "GET /v1/accounts": staff(403, admin=200),
    "POST /v1/accounts": staff(403, admin=201),
    "GET /v1/accounts/{login}": staff(403, admin=200),
    "GET /v1/accounts/{login}/holdings": staff(403, admin=200),
    "PUT /v1/accounts/{login}": staff(403, admin=200),
    "POST /v1/accounts/{login}/off": staff(403, admin=200),
    "POST /v1/accounts/{login}/on": staff(403, admin=200),
    "POST /v1/accounts/{login}/password": staff(403, admin=200),
    "GET /v1/accounts/{login}/sessions": staff(403, admin=200),
    "DELETE /v1/accounts/{login}/sessions": staff(403, admin=204),
    "DELETE /v1/accounts/{login}/second-factor": staff(403, admin=404),
    "GET /v1/me/second-factor": staff(200),
    "PUT /v1/me/second-factor": staff(422),
    "PUT /v1/me/second-factor/on": staff(409),
    "PUT /v1/me/second-factor/off": staff(409),
    "PUT /v1/me/second-factor/recovery": staff(409),
    "GET /v1/holders": staff(403, discipline=200, admin=200),
    "GET /v1/account-proposals": staff(403, discipline=200, admin=200),
    "POST /v1/account-proposals": staff(403, discipline=201, admin=409),
    "POST /v1/account-proposals/{id}/decide": staff(403, discipline=404),
    "PUT /v1/me/password": staff(422),
    "GET /v1/me/sessions": staff(200),
    "DELETE /v1/me/sessions": staff(204),
    "DELETE /v1/me/sessions/{id}": staff(404),
    "POST /v1/me/tokens": staff(201),
    "GET /v1/service-tokens": staff(403, admin=200),
    "POST /v1/service-tokens": staff(403, admin=201),
    "DELETE /v1/service-tokens/{id}": staff(403, admin=404),
    "GET /v1/units": staff(200),
    "GET /v1/calendar": staff(200),
    "POST /v1/calendar": staff(403, admin=200),
    "GET /v1/catalogue": everybody(200, courier=403, nobody=401),
    "GET /v1/events": staff(200),
    "GET /v1/exports/cases.{kind}": staff(200),
    "GET /v1/exports/endings.{kind}": staff(403, supervisor=200, leader=200, admin=200),
    "GET /v1/webhooks": staff(403, admin=200),
    "POST /v1/webhooks": staff(403, admin=201),
    "DELETE /v1/webhooks/{id}": staff(403, admin=404),
    "POST /v1/webhooks/{id}/retry": staff(403, admin=404),
    "GET /v1/audit": staff(403, admin=200),
    "GET /v1/office/visit-days": staff(200),
    "POST /v1/office/visit-days": staff(403, clerk=201, supervisor=201, admin=201),
    "PUT /v1/office/visit-days/{id}": staff(403, clerk=404, supervisor=404, admin=404),
    "POST /v1/office/visit-days/{id}/cancel": staff(403, clerk=404, supervisor=404, admin=404),
    "GET /v1/office/missing": staff(403, supervisor=200, leader=200, admin=200),
    "POST /v1/office/set-up": staff(403, admin=409),
    "POST /v1/office/demonstration/remove": staff(403, admin=422),
    "POST /v1/office/import": staff(403, admin=422),
    "GET /v1/office/import/template.xlsx": staff(200),
    "GET /v1/profiles": staff(200),
    "GET /v1/office/texts": staff(200),
    "GET /v1/office/texts/{code}": staff(404),
    "PUT /v1/office/texts/{code}": staff(403, admin=404),
    "POST /v1/office/texts/{code}/restore": staff(403, admin=404),
    "POST /v1/office/texts/{code}/preview": staff(403, admin=404),
    "POST /v1/office/hotlines-restore": staff(403, admin=200),
}
for _kind in KINDS:
    _two = {"supervisor"} if _kind == "templates" else set()
    OUTCOMES |= {
        f"GET /v1/office/{_kind}": staff(200),
        f"GET /v1/office/{_kind}/{{code}}": staff(404),
        f"POST /v1/office/{_kind}": staff(403, admin=409 if _two else 201, **dict.fromkeys(_two, 201)),
        f"PUT /v1/office/{_kind}/{{code}}": staff(403, admin=404, **dict.fromkeys(_two, 404)),
    }
FIND = {"Huiyin-Find": "13800000000"}
OPEN = {"POST /v1/token", "GET /healthz"}
TAKEN = {"how": "visit", "said_on": "2026-11-20"}
MOVES = {
    "accept": {"case_class": "other"},
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


async def _requests(api: Api) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(route, method, address, what is sent) of every route of the table, logging out last."""
    number, file = await _attached(api)
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]["id"]
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
        "second-factor": {"current": "not this one"},
        "second-factor/on": {"code": "000000"},
        "second-factor/off": {"code": "000000"},
        "second-factor/recovery": {"code": "000000"},
        "account-proposals": EXAMPLES["AccountProposed"] | {"login": "discipline2"},
        "account-proposals/{id}/decide": {"approve": True},
        "hearing": {"first": "2026-12-01", "last": "2026-12-02"},
        "claims": {"case_no": number, "query_code": "AAAAAAAA"},
        "anonymity": {"case_no": number, "name": "李雷"},
        "attachments": {"files": [file]},
        "bulk": {"cases": [{"case_no": number, "version": 1}], "close": {}},
        "writeups": {"text": "照片上是坏了的路灯"},
        "code": {"checked": "身份证", "reason": "遗失"},
        "call-requests": {"resident": resident},
        "look": {"passed": True},
        "corrections": {"title": "路灯"},
        "drafts": {"place": "register", "form": "register", "fields": {"text": "来访人说"}},
        "filters": EXAMPLES["FilterWanted"],
        "promise": {"day": "2026-12-24", "what": "news", "reason": "正在协调"},
        "status": {"case_no": number, "query_code": "AAAAAAAA"},
        "appointments": {"slot": slot, "case_no": number, "people": 1, "resident": resident},
        "move": {"slot": slot, "resident": resident},
        "cancel": {"resident": resident, "reason": "改期"},
        "lease": {"channels": ["console"]},
        "reach": {"reachable": True},
        "receipt": {"lease": "x", "outcome": "sent"},
        "record": {"how": "phone", "result": "no_answer", "at": "2026-11-20T02:00:00Z"},
        "done": {"result": "好"},
        "told": {"how": "phone", "result": "no_answer", "at": "2026-11-20T02:00:00Z"},
        "calendar": EXAMPLES["HolidayNotice"],
        "deputy": {"deputy": None},
        "away": {},
        "staff-chats": {"code": "AAAAAAAA"},
        "supervision": {"trigger": "shirking", "note": "推给了别的单位"},
        "today/seen": {"until": 1},
        "supervision/{id}/answer": {"text": "已到现场查看"},
        "supervision/{id}/close": {"result": "已约谈"},
        "read": {"until": 1},
        "live/{id}/read": {"reason": "接待"},
        "live/{id}/words": {"text": "您好"},
        "words": {"parts": [{"text": "在吗"}]},
        "leave": {},
        "hand-back": {},
        "duty-roster": {"lines": []},
        "webhooks": {"url": "https://hall.example/huiyin"},
        "{session}": {"slot": slot},
        "accounts": EXAMPLES["AccountWanted"],
        "{login}": {"name": "备用", "roles": [{"role": "handler", "unit": "QH-CG"}]},
        "off": {},
        "set-up": EXAMPLES["SetUp"],
        "visit-days": EXAMPLES["VisitDayWanted"],
        "visit-days/{id}": EXAMPLES["VisitDayChange"],
        "visit-days/{id}/cancel": EXAMPLES["CancelReason"],
        "remove": {"county": "清江县"},
        "password": {"current": "not this one", "new": "neither this one"},
        "tokens": {"name": "nightly"},
        "service-tokens": {"service": "archive", "scopes": ["read"]},
    }
    spare = EXAMPLES["AccountWanted"] | {"login": "spare"}
    ok(await api("POST", "/v1/accounts", "admin", key=api.key(), json=spare), 201)
    for name, kind in KINDS.items():
        example = EXAMPLES[kind.wanted.__name__]
        bodies |= {"texts/{code}": EXAMPLES["Texts"], "preview": EXAMPLES["Texts"]}
        bodies |= {name: example, f"{name}/{{code}}": example | {"code": "987654"}}
    values = {
        "login": "spare",
        "case_no": number,
        "file": file,
        "id": "987654",
        "code": "987654",
        "session": "conversation-1",
        "booking_no": "YY202611209999",
        "seq": "99",
        "kind": "csv",
        "by": "unit",
    }
    made = []
    for route in sorted(OUTCOMES, key=lambda route: route == "DELETE /v1/token"):
        method, path = route.split()
        last = next((b for b in bodies if {*"{/"} & {*b} and path.endswith(f"/{b}")), path.rsplit("/", 1)[1])
        ids = {"/v1/visit-days": day, "papers": "file-0"}
        filled = path.format(**values | {"id": next((id for part, id in ids.items() if part in path), values["id"])})
        filled += "?place=register" if route == "GET /v1/drafts" else ""
        more: dict[str, Any] = {"json": bodies[last]} if method in ("POST", "PUT") and last in bodies else {}
        if "/on-behalf/" in path:
            more["json"] = {k: v for k, v in bodies[last].items() if k not in ("resident", "reason")} | {"taken": TAKEN}
        if last == "files":
            more = {"files": {"file": ("a.jpg", jpeg(), "image/jpeg")}}
        made.append((route, method, filled, more))
    return made


async def test_every_caller_on_every_route(sqlite_api: Api) -> None:
    wrong = []
    for route, method, path, more in await _requests(sqlite_api):
        for name, expected in OUTCOMES[route].items():
            who = None if name == NOBODY else name
            got = await sqlite_api(
                method, path, who, key=sqlite_api.key(), chat="chat-1", version=1, headers=FIND, **more
            )
            if got.status_code != expected:
                wrong.append(f"{route} {name}: {got.status_code} instead of {expected} {got.text[:80]}")
    assert wrong == [], "\n".join(wrong)


async def test_the_outcomes_agree_with_the_table_of_rights(sqlite_api: Api) -> None:
    """A route that takes a right outright refuses exactly those whose roles nowhere give it."""
    async with sqlite_api.ctx.db.read() as session:
        tree, units = await catalogue.tree(session), {u.code: u.id for u in await catalogue.units(session)}
    held = {name: [Seat(role, units.get(unit or ""), tree) for role, unit in PEOPLE[name][1]] for name in STAFF}
    wrong, seen = [], 0
    for route, guard in guards(sqlite_api.app):
        if guard is None or guard.of_case or route not in OUTCOMES:
            continue
        seen += 1
        for name in STAFF:
            may = allowed(guard.right, held[name], (), 1)
            if may is (OUTCOMES[route][name] == 403):
                wrong.append(f"{route} {name}: {OUTCOMES[route][name]}, the table says {may}")
    assert seen > 30 and wrong == []


async def test_a_role_that_only_reads_is_one_line(sqlite_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The column of the role alone: it reads all that anybody reads outside the wall, and every write is refused."""
    api = sqlite_api
    requests = await _requests(api)
    monkeypatch.setitem(
        cast("dict[Role, Post]", ROLES), Role.LEADER, Post(countywide=True, read_only=True, reads=Relation.EVERYWHERE)
    )
    visible.cache_clear()
    wrong = []
    for route, method, path, more in requests:
        own_of_others = ("/mine", "file.pdf", "GET /v1/notifications/", "POST /v1/status")
        if any(part in route for part in own_of_others):
            continue  # a resident's own; a file that is handed over; the couriers'; open to anybody
        looks = method == "GET" or route == "POST /v1/live/{id}/read"
        own = {"DELETE /v1/token": 204, "PUT /v1/me/password": 422, "DELETE /v1/me/sessions": 204}
        own["DELETE /v1/me/sessions/{id}"] = 404
        own |= {
            "PUT /v1/me/second-factor": 422,
            "PUT /v1/me/second-factor/on": 409,
            "PUT /v1/me/second-factor/off": 409,
            "PUT /v1/me/second-factor/recovery": 409,
        }
        expected = (own[route],) if route in own else (200, 404) if looks else (403,)
        got = await api(method, path, "leader", key=api.key(), chat="chat-1", version=1, headers=FIND, **more)
        if got.status_code not in expected:
            wrong.append(f"{route}: {got.status_code} {got.text[:80]}")
    visible.cache_clear()
    assert wrong == [], "\n".join(wrong)


async def test_a_handler_sees_the_own_unit_only(api: Api) -> None:
    number, file = await _attached(api)
    for who in ("housing", "transport"):
        refused(await api("GET", f"/v1/cases/{number}", who), 404, "not_found")  # it lies at the desk
    ok(await api.move(number, "accept", case_class="other"))
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
    ok(await api.move(walled, "accept", "discipline", case_class="accusation"))
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
    ok(await api.move(number, "accept", "discipline", case_class="accusation"))
    (notice,) = await api.lease()
    assert (await api.receipt(notice, "undeliverable", reason="blocked")).status_code == 204
    for who in ("clerk", "supervisor"):
        assert ok(await api("GET", "/v1/tasks", who))["items"] == []
    (task,) = ok(await api("GET", "/v1/tasks", "discipline"))["items"]
    assert task["case_no"] == number
    called = {"how": "phone", "result": "spoke", "whom": "本人", "at": "2026-11-20T02:00:00Z"}
    path = f"/v1/notifications/{notice['id']}/record"
    refused(await api("POST", path, "clerk", json=called), 404, "not_found")
    refused(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "x"}), 404, "not_found")
    assert ok(await api("POST", path, "discipline", json=called))["state"] == "delivered"
    assert ok(await api("GET", "/v1/tasks", "discipline"))["items"] == []


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
