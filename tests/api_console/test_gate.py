"""Logging in and out, the token in every form, roles, and refusals as pages."""

import re
from datetime import timedelta

import pytest

from tests.api_console.conftest import PASSWORD, Desk, alert


async def test_log_in_and_out(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    held = clerk.http.cookies["huiyin_staff"]
    await clerk.follow(await clerk.submit("/staff/logout"))
    assert "您已退出" in clerk.page
    clerk.http.cookies.set("huiyin_staff", held, path="/staff", domain="desk.local")
    answer = await clerk.get("/staff/cases")
    assert answer.headers["location"] == "/staff/login?next=%2Fstaff%2Fcases", "a copy of the cookie is worth nothing"


@pytest.mark.parametrize("address", ["http://desk", "https://desk"])
async def test_the_cookie_is_out_of_reach(one_desk: Desk, address: str) -> None:
    seat = one_desk.browser(address)
    await seat.get("/staff/login")
    answer = await seat.submit("/staff/login", login="clerk", password=PASSWORD)
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("huiyin_staff=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/staff"} <= attributes
    assert ("secure" in attributes) == address.startswith("https")


async def test_a_wrong_password_is_answered_kindly_and_counted(one_desk: Desk) -> None:
    seat = one_desk.browser()
    await seat.get("/staff/login")
    for _ in range(10):
        answer = await seat.submit("/staff/login", login="clerk", password="wrong")
        assert answer.status_code == 401
        assert "登录名或密码不对" in alert(answer.text)
        assert 'value="clerk"' in answer.text
    answer = await seat.submit("/staff/login", login="clerk", password=PASSWORD)
    assert answer.status_code == 429
    assert "请过一分钟再试" in alert(answer.text)


async def test_login_wants_its_own_form(one_desk: Desk) -> None:
    seat = one_desk.browser()
    answer = await seat.http.post("/staff/login", data={"login": "clerk", "password": PASSWORD})
    assert answer.status_code == 403
    assert "huiyin_staff" not in answer.cookies


@pytest.mark.parametrize("goes_on", ["//evil.example", "https://evil.example", "/staff/../x", "/staff\\evil", "/chat"])
async def test_login_leads_to_our_own_pages_only(one_desk: Desk, goes_on: str) -> None:
    seat = one_desk.browser()
    await seat.get("/staff/login", next=goes_on)
    answer = await seat.submit("/staff/login", login="clerk", password=PASSWORD)
    assert answer.headers["location"] == "/staff"


async def test_a_form_without_the_sessions_token_does_nothing_and_loses_nothing(desk: Desk) -> None:
    number = await desk.file()
    case = f"/staff/cases/{number}"
    clerk, other = await desk.seat("clerk"), await desk.seat("supervisor")
    await other.get(case)
    stolen = other.hidden(f"{case}/note")["csrf"]
    for csrf in ("", "nonsense", "汉字", stolen):
        answer = await clerk.http.post(f"{case}/note", data={"csrf": csrf, "key": "k", "text": "很长的一段话"})
        assert answer.status_code == 403
        assert "很长的一段话" in answer.text
    await clerk.get(case)
    assert "很长的一段话" not in clerk.page


async def test_an_expired_session_leads_to_the_log_in_and_keeps_the_words(desk: Desk) -> None:
    number = await desk.file()
    case = f"/staff/cases/{number}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    desk.clock.advance(timedelta(hours=13))
    answer = await clerk.submit(f"{case}/note", text="写了\n半天 <b>的</b> 话")
    assert answer.status_code == 401
    assert "登录已过期" in alert(answer.text)
    assert "写了\n半天 &lt;b&gt;的&lt;/b&gt; 话" in answer.text
    await clerk.follow(await clerk.submit("/staff/login", login="clerk", password=PASSWORD))
    assert "我家门口的路灯" in clerk.page, "on to the case"
    desk.clock.advance(timedelta(hours=13))
    answer = await clerk.get("/staff/cases", state="registered")
    assert answer.headers["location"] == "/staff/login?next=%2Fstaff%2Fcases%3Fstate%3Dregistered"


async def test_a_service_token_is_no_session(one_desk: Desk) -> None:
    seat = one_desk.browser()
    token = one_desk.bot.headers["authorization"].removeprefix("Bearer ")
    answer = await seat.http.get("/staff/cases", headers={"Cookie": f"huiyin_staff={token}"})
    assert answer.headers["location"].startswith("/staff/login")


@pytest.mark.parametrize("path", ["/staff", "/staff/login", "/staff/nothing/here", "/staff/cases/123"])
async def test_pages_bring_their_policy(one_desk: Desk, path: str) -> None:
    clerk = await one_desk.seat("clerk")
    answer = await clerk.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "style=" not in answer.text
    assert "script-src 'self';" in policy
    assert all(src.startswith("/static/") for src in re.findall(r"<script ?([^>]*)>", answer.text.replace('src="', "")))


@pytest.mark.parametrize("path", ["/staff/nothing/here", "/staff/cases/123", "/staff/cases/%00", "/staff/tasks/x/y"])
async def test_what_is_not_there_is_a_page(one_desk: Desk, path: str) -> None:
    clerk = await one_desk.seat("clerk")
    answer = await clerk.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "没有找到" in alert(answer.text)


async def test_a_page_is_not_buried_under_megabytes(one_desk: Desk) -> None:
    clerk = await one_desk.seat("clerk")
    answer = await clerk.http.post("/staff/logout", content=b"x=" + b"y" * 2_000_000)
    assert answer.status_code == 413


PAGES = [
    "/staff",
    "/staff/register",
    "/staff/tasks",
    "/staff/visits",
    "/staff/accounts",
]  # linked on the first page, or settings
OPEN = {
    "clerk": "yyyyn",
    "handler": "ynnyn",
    "supervisor": "ynyyn",
    "leader": "ynnyn",
    "discipline": "ynyyn",
    "sysadmin": "ynnyy",
}


@pytest.mark.parametrize("login", OPEN)
async def test_which_role_opens_which_page(one_desk: Desk, login: str) -> None:
    seat = await one_desk.seat(login)
    front = seat.page + (await seat.get("/staff/settings")).text
    for path, may in zip(PAGES, OPEN[login], strict=True):
        answer = await seat.get(path)
        assert answer.status_code == (200 if may == "y" else 403), path
        assert (f'href="{path}"' in front) == (may == "y"), f"the navigation of {login} and {path}"


ODD = ["\0", "\u202e", "'; drop table case_; --", "<b>", "\ud83d", "😀", "字" * 3000]
QUERY = ["state", "kind", "topic", "area", "unit", "handler", "channel", "due_before", "q", "sort", "cursor", "done"]


@pytest.mark.parametrize("odd", ODD)
async def test_odd_input_never_breaks_a_page(desk: Desk, odd: str) -> None:
    case = f"/staff/cases/{await desk.file()}"
    admin = await desk.seat("admin")
    odd = odd.encode("utf-8", "replace").decode()
    for name in QUERY:
        assert (await admin.get("/staff/cases", **{name: odd[:300]})).status_code in (200, 422), name
    csrf = admin.hidden("/staff/logout")["csrf"]
    assert (await admin.http.post("/staff/find", data={"csrf": csrf, "find": odd})).status_code in (200, 303)
    assert (await admin.get("/staff/find", s=odd[:300])).status_code == 200
    fields = ("who", "case_class", "note", "text", "reason", "result", "whom", "at", "key", "version", "step", "seen")
    for act in ("accept", "assign", "note", "question", "reply", "close", "reveal", "notices/1", "nothing"):
        answer = await admin.http.post(f"{case}/{act}", data={"csrf": csrf, **dict.fromkeys(fields, odd)})
        assert answer.status_code < 500, act
        assert answer.headers.get("content-type", "text/html").startswith("text/html")
    taken = ("channel", "petition_date", "text", "kind", "topic", "area", "place", "name", "phone", "held", "role1")
    for path in (
        "/staff/register",
        "/staff/tasks/1/done",
        "/staff/tasks/1/claim",
        "/staff/tasks/1/told",
        "/staff/accounts",
    ):
        answer = await admin.http.post(path, data={"csrf": csrf, "login": odd, **dict.fromkeys(taken, odd)})
        assert answer.status_code in (403, 404, 422), path
    stranger = desk.browser()
    await stranger.get("/staff/login")
    answer = await stranger.submit("/staff/login", login=odd, password=odd)
    assert answer.status_code == 401
