"""A retry after a lost answer: every POST that acts, sent twice under one key, has one effect and one answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from api.examples import EXAMPLES
from api.openapi import operations
from api.routing import ALONE
from tests.api.conftest import serve
from tests.api.counter import ANSWERED, Api, names, ok
from tests.api.pictures import jpeg
from tests.api.test_clockwork import taken
from tests.api.test_roles import _requests
from tests.api.walking import people

UNSOUGHT = {
    "POST /v1/token": "a log-in gives another token each time",
    "POST /v1/status": "a look by number and code",
    "POST /v1/cases/{case_no}/reveal": "each look is recorded",
    "POST /v1/cases/{case_no}/files/{file}/original": "each look is recorded",
    "POST /v1/live/{id}/read": "each look is recorded",
    "POST /v1/office/texts/{code}/preview": "nothing is kept of it",
}
"""POSTs that no key makes one of."""


WRITTEN = (
    *(
        "case_",
        "case_event",
        "case_words",
        "notification",
        "obligation",
        "task",
        "audit_entry",
        "appointment",
        "answer",
    ),
    *("attachment", "supervision_item", "escalation", "co_unit", "improvement", "proposal", "hand_over_line", "review"),
    "account_proposal",
)


@dataclass
class Twice(Api):
    """Sends whatever succeeded again, as one whose answer was lost."""

    seen: set[str] = field(default_factory=set)
    """Routes that were tried."""

    async def __call__(self, method: str, path: str, who: str | None = None, **more: Any) -> Response:
        if method != "POST":
            return await super().__call__(method, path, who, **more)
        more["key"] = more.get("key") or self.key()
        first = await super().__call__(method, path, who, **more)
        route = self.route(path)
        if first.status_code >= 300 or route in UNSOUGHT:
            return first
        before = await self.rows()
        again = await super().__call__(method, path, who, **more)
        assert (again.status_code, again.content) == (first.status_code, first.content), path
        assert again.headers.get("Idempotency-Replayed") == "true", path
        assert await self.rows() == before, path
        if "json" in more:
            other = more | {"json": {**(more["json"] or {}), "another": "body"}}
            assert (await super().__call__(method, path, who, **other)).status_code == 422, path
        self.seen.add(route)
        return first

    def route(self, path: str) -> str:
        """As the description names it."""
        wanted = path.split("?", maxsplit=1)[0].split("/")
        for known in self.app.openapi()["paths"]:
            parts = known.split("/")
            if len(parts) == len(wanted) and all(p[:1] == "{" or p == w for p, w in zip(parts, wanted, strict=True)):
                return f"POST {known}"
        raise AssertionError(path)

    async def rows(self) -> dict[str, int]:
        """How many there are in each table that acts write to."""
        counted = " UNION ALL ".join(f"SELECT '{t}' AS name, count(*) AS n FROM {t}" for t in WRITTEN)
        return {row.name: row.n for row in await self.sql(counted)}


@pytest.fixture
async def twice(seeded_sqlite_url: str, tmp_path: Path) -> AsyncIterator[Twice]:
    async for made in serve(seeded_sqlite_url, tmp_path):
        yield Twice(made.app, made.http, made.clock, made.ctx, made.url)


def keyed(api: Api) -> set[str]:
    return {f"{m} {p}" for p, m, _ in operations(api.app.openapi()) if m == "POST"} - set(UNSOUGHT)


async def test_every_post_that_acts_takes_a_key(sqlite_api: Api) -> None:
    for path, method, operation in operations(sqlite_api.app.openapi()):
        takes = any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))
        assert takes is (f"{method} {path}" in keyed(sqlite_api)), path
        assert ALONE not in operation


async def test_sent_twice_it_happens_once(twice: Twice) -> None:
    """The first of a few callers who may takes each route with real rows; what is refused is no effect."""
    await people(twice)
    requests = await _requests(twice)
    await _of_a_case(twice)
    await _of_its_way(twice)
    await _of_a_visit(twice)
    await _of_a_talk(twice)
    await _of_a_resident(twice)
    await _in_a_resident_s_name(twice)
    await _of_what_is_sent(twice)
    await _of_what_waits(twice)
    await _of_two_persons(twice)
    for _, method, path, more in requests:
        for who in ("clerk", "bot", "housing", "admin", "supervisor"):
            route = f"{method} {path}"
            if method != "POST" or route in UNSOUGHT or twice.route(path) in twice.seen:
                break
            await twice(method, path, who, chat="chat-1", version=1, **more)
    await _of_the_office(twice)
    left = sorted(keyed(twice) - twice.seen)
    assert left == [], "\n".join(left)


async def _of_a_case(api: Api) -> None:
    other = (await api.file(chat="p2", area="990121001"))["case_no"]
    filed = await api.file(chat="p1", area="990121001")
    number, case = filed["case_no"], f"/v1/cases/{filed['case_no']}"
    claimed = {"case_no": number, "query_code": filed["query_code"]}
    ok(await api("POST", "/v1/claims", "bot", chat="p3", json=claimed), 201)
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    paper = ok(await api("POST", "/v1/files", "clerk", files=sent), 201)["file"]
    ok(await api("POST", f"{case}/attachments", "clerk", json={"files": [paper]}))
    again = {"cases": [{"case_no": number}], "assign": {"unit": "QH-ZJ", "handler": "housing"}}
    assert ok(await api("POST", "/v1/cases/bulk", "clerk", json=again))["items"][0]["ok"]
    ok(await api("POST", f"{case}/links", "clerk", json={"other": other, "kind": "repeat", "reason": "同一件"}), 201)
    called = ok(await api("POST", f"{case}/co-units", "clerk", json={"unit": "QH-JT"}), 201)
    ok(await api("POST", f"{case}/co-units/{called['id']}/muster", "transport", json={"text": "已到场"}))
    wanted = EXAMPLES["ImprovementWanted"] | {"unit": "QH-JT"}
    made = ok(await api("POST", f"{case}/improvements", "clerk", json=wanted), 201)
    answer = EXAMPLES["ImprovementAnswer"]
    ok(await api("POST", f"/v1/improvements/{made['id']}/answer", "transport", json=answer))
    thin = ok(await api.move(number, "replies", "housing", text="已办"))
    seen = {"passed": True}
    if await api.sql("SELECT 1 FROM answer WHERE thin"):
        ok(await api("POST", f"{case}/replies/{thin['event']}/look", "supervisor", json=seen))
    watched = ok(await api("POST", f"{case}/supervision", "supervisor",
                           json={"trigger": "wrong_procedure", "note": "请纠正"}), 201)  # fmt: skip
    (step,) = await api.sql(
        "SELECT e.id, s.login FROM escalation e JOIN staff s ON s.id = e.staff_id WHERE item_id = :i", i=watched["id"]
    )
    ok(await api("POST", f"/v1/escalations/{step.id}/acknowledge", step.login))
    ok(await api("POST", f"/v1/supervision/{watched['id']}/close", "supervisor", json={"result": "已约谈"}))
    await api.deliver_all()
    ok(await api("POST", "/v1/ratings", "bot", chat="p3", json={"case_no": number, "rating": "fair"}), 201)
    ok(await api.move(number, "close"))
    await api.deliver_all()
    ended = await api.brought_to("closed", chat="p4")
    ok(await api("POST", "/v1/reopenings", "bot", chat="p4", json={"case_no": ended, "text": "又坏了"}), 201)
    ok(await api("POST", "/v1/reviews", "bot", chat="p3", json={"case_no": number, "text": "没有说原因"}), 201)
    (review,) = (await api.case(number))["reviews"]
    (judge,) = (
        await api.sql("SELECT s.login FROM staff s JOIN case_ c ON c.owner_id = s.id WHERE c.case_no = :n", n=number)
    )[0]
    hearing = {"first": "2026-12-01", "last": "2026-12-02"}
    ok(await api("POST", f"{case}/reviews/{review['id']}/hearing", judge, json=hearing))
    ok(await api.move(number, f"reviews/{review['id']}/decide", judge, result="upheld", text="维持原答复。"))


async def _of_its_way(api: Api) -> None:
    number = (await api.file(chat="p5"))["case_no"]
    ok(await api.move(number, "notify", text="已收到，按信访程序转住建局。"))
    ok(await api.move(number, "forward", unit="QH-JT"))
    ok(await api.move(number, "take", "transport"))


async def _of_a_visit(api: Api) -> None:
    number = (await api.file(chat="v1"))["case_no"]
    resident = api.matter(chat="v1")["resident"]
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slots = [s["id"] for s in ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"]]
    wanted = {"slot": slots[0], "case_no": number, "people": 1, "resident": resident}
    visit = f"/v1/appointments/{ok(await api('POST', '/v1/appointments', 'bot', json=wanted), 201)['booking_no']}"
    ok(await api("POST", f"{visit}/move", "bot", json={"slot": slots[1], "resident": resident}))
    ok(await api("POST", f"{visit}/cancel", "bot", chat="v1", json={"resident": resident}))


async def _of_a_talk(api: Api) -> None:
    code = ok(await api("POST", "/v1/me/chat", "clerk"), 201)["code"]
    ok(await api("POST", "/v1/staff-chats", "bot", chat="of-the-clerk", json={"code": code}), 201)
    wanted = {"resident": api.matter(chat="t1")["resident"], "words": "我不想活了", "crisis": "C1"}
    ok(await api("POST", "/v1/call-requests", "bot", json=wanted), 201)
    talk = f"/v1/live/{ok(await api('GET', '/v1/live', 'clerk'))['items'][0]['id']}"
    ok(await api("POST", f"{talk}/acknowledge", "clerk"))
    ok(await api("POST", f"{talk}/take", "clerk"))
    ok(await api("POST", f"{talk}/words", "clerk", json={"text": "您好"}), 201)
    ok(await api("POST", f"{talk}/hand-back", "clerk", json={}))
    task = ok(await api("GET", "/v1/tasks", "clerk"))["items"][0]
    ok(await api("POST", f"/v1/tasks/{task['id']}/done", "clerk", json={"result": "已联系"}))
    body = {"channel": "phone", "petition_date": "2026-11-19", "text": "来电", "phone": "13800001234"}
    number = ok(await api("POST", "/v1/cases/register", "clerk", json=body), 201)["case_no"]
    ok(await api("POST", f"/v1/cases/{number}/code", "clerk", json={"checked": "身份证", "reason": "遗失"}), 201)
    notice = (await api.case(number))["notices"][0]
    rang = {"how": "phone", "result": "no_answer", "at": "2026-11-20T01:30:00Z"}
    ok(await api("POST", f"/v1/notifications/{notice['id']}/record", "clerk", json=rang))


async def _of_two_persons(api: Api) -> None:
    hook = ok(await api("POST", "/v1/webhooks", "admin", json={"url": "https://hall.example/x"}), 201)
    ok(await api("POST", f"/v1/webhooks/{hook['id']}/retry", "admin"))
    asked = EXAMPLES["AccountProposed"] | {"login": "discipline2"}
    proposed = ok(await api("POST", "/v1/account-proposals", "admin", json=asked), 201)["id"]
    ok(await api("POST", f"/v1/account-proposals/{proposed}/decide", "discipline", json={"approve": True}))
    number = await api.brought_to("accepted", chat="w1")
    made = ok(await api.move(number, "proposals", kind="retier", tier="simple", reason="当天就能办好"), 201)
    decided = f"/v1/cases/{number}/proposals/{made['id']}/decide"
    ok(await api("POST", decided, "supervisor", version=made["version"], json={"approve": True}))
    late = await api.brought_to("assigned", chat="w2")
    api.clock.advance(timedelta(days=120))
    day = (api.clock.now() + timedelta(days=9)).date().isoformat()
    ok(await api.move(late, "promise", "housing", day=day, what="news", reason="在等材料"))


async def _of_a_resident(api: Api) -> None:
    open_ = {"case_no": (await api.file(chat="r1"))["case_no"]}
    ok(await api("POST", "/v1/urges", "bot", chat="r1", json=open_), 201)
    ok(await api("POST", "/v1/withdrawals", "bot", chat="r1", json=open_ | {"pressed": "no"}), 201)
    ok(await api("POST", "/v1/withdrawals/undo", "bot", chat="r1", json=open_), 201)


async def _in_a_resident_s_name(api: Api) -> None:
    async def act(path: str, **deed: Any) -> Any:
        sent = {"file": ("a.txt", f"I ask for this: {path}".encode(), "text/plain")}
        paper = ok(await api("POST", "/v1/files", "clerk", files=sent), 201)["file"]
        taken = {"how": "letter", "said_on": api.clock.now().date().isoformat(), "files": [paper]}
        return ok(await api("POST", f"/v1/on-behalf/{path}", "clerk", json=deed | {"taken": taken}), 201)

    today = api.clock.now().date().isoformat()
    came = {"channel": "visit", "petition_date": today, "text": "路灯坏了", "name": "韩梅梅", "phone": "13900000000"}
    open_, replied = [ok(await api("POST", "/v1/cases/register", "clerk", json=came), 201)["case_no"] for _ in range(2)]
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slots = [s["id"] for s in ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"]]
    visit = f"appointments/{(await act('appointments', case_no=open_, slot=slots[0], people=1))['booking_no']}"
    await act(f"{visit}/move", slot=slots[1])
    await act(f"{visit}/cancel")
    await act("urges", case_no=open_)
    await act("withdrawals", case_no=open_, pressed="no")
    await act("withdrawals/undo", case_no=open_)
    ok(await api.move(replied, "accept", case_class="other"))
    ok(await api.move(replied, "replies", text=f"{replied}：{ANSWERED}"))
    call = next(
        t
        for t in ok(await api("GET", "/v1/tasks", "clerk"))["items"]
        if replied in [n["case_no"] for n in t.get("tells", [])]
    )
    ok(await api("POST", f"/v1/tasks/{call['id']}/claim", "clerk"))
    given = {"how": "phone", "result": "spoke", "whom": "本人", "at": api.clock.now().isoformat()}
    ok(await api("POST", f"/v1/tasks/{call['id']}/told", "clerk", json=given))
    await act("ratings", case_no=replied, rating="unsatisfied")
    await act("reopenings", case_no=replied, text="又坏了")
    other = ok(await api("POST", "/v1/cases/register", "clerk", json=came | {"phone": "13700000000"}), 201)["case_no"]
    ok(await api.move(other, "accept", case_class="other"))
    ok(await api.move(other, "replies", text=f"{other}：{ANSWERED}"))
    call = next(
        t
        for t in ok(await api("GET", "/v1/tasks", "clerk"))["items"]
        if other in [n["case_no"] for n in t.get("tells", [])]
    )
    ok(await api("POST", f"/v1/tasks/{call['id']}/told", "clerk", json=given))
    await act("reviews", case_no=other, text="没有说原因")


async def _of_what_is_sent(api: Api) -> None:
    number = (await api.file(chat="s1"))["case_no"]
    ok(await api.move(number, "corrections", title="菜场路灯"))
    sent = ok(
        await api("POST", f"/v1/cases/{number}/questions", "clerk", json={"text": "哪一盏？", "hold_seconds": 60})
    )
    ok(await api("POST", f"/v1/cases/{number}/sent/{sent['event']}/take-back", "clerk"))


async def _of_what_waits(api: Api) -> None:
    number = await taken(api, chat="u1")
    watched = {"trigger": "shirking", "note": "推给了别的单位"}
    made = ok(await api("POST", f"/v1/cases/{number}/supervision", "supervisor", json=watched), 201)
    ok(await api("POST", f"/v1/supervision/{made['id']}/answer", "housing2", json={"text": "已到现场查看"}))
    said = {"case_no": number, "parts": [{"text": "又坏了一盏"}]}
    ok(await api("POST", "/v1/additions", "bot", chat="u1", json=said), 201)
    waits = ok(await api("GET", "/v1/today/waiting", "housing2"))["items"]
    added = next(w["id"] for w in waits if w["kind"] == "addition")
    assert (await api("POST", "/v1/today/seen", "housing2", json={"until": added})).status_code == 204
    assert (await api("POST", f"/v1/today/waiting/{added}/done", "housing2")).status_code == 204


async def _of_the_office(api: Api) -> None:
    """Last of all: the county is taken away, and another is set up."""
    date = (api.clock.now() + timedelta(days=30)).date().isoformat()
    wanted = EXAMPLES["VisitDayWanted"] | {"date": date}
    day = ok(await api("POST", "/v1/office/visit-days", "supervisor", json=wanted), 201)["id"]
    ok(await api("POST", f"/v1/office/visit-days/{day}/cancel", "clerk", json=EXAMPLES["CancelReason"]))
    rows = "编码,名称,层级,上一级\n990121099,江口镇,乡镇,990121\n"
    sheet = {"files": ("地方.csv", rows.encode(), "text/csv")}
    ok(await api("POST", "/v1/office/import", "admin", files=sheet))
    ok(await api("POST", "/v1/office/hotlines-restore", "admin"))
    ok(await api("POST", "/v1/office/texts/greeting/restore", "admin", version=0))
    gone = await api("POST", "/v1/office/demonstration/remove", "admin", json=EXAMPLES["RemoveDemonstration"])
    assert gone.status_code == 204, gone.text
    ok(await api("POST", "/v1/office/set-up", "admin", json=EXAMPLES["SetUp"]), 201)


async def test_what_a_route_does_not_know_is_named(sqlite_api: Api) -> None:
    for path, name in (
        ("/v1/cases?statee=closed", "statee"),
        ("/v1/cases?limit=5&limit=6", "limit"),
        ("/v1/tasks?cursor=x", "cursor"),
        ("/v1/units?unit=QH-ZJ", "unit"),
        ("/v1/reports/endings?form=2026-01-01", "form"),
    ):
        names(await sqlite_api("GET", path, "clerk"), name)
    names(await sqlite_api("POST", "/v1/me/chat", "clerk", key="short"), "Idempotency-Key")
