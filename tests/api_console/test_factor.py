"""The second factor on the pages: set up with an app, asked for at log-in, advised where the role needs it."""

import re
from datetime import timedelta

import pyotp
from sqlalchemy import text

from tests.api_console.conftest import PASSWORD, Desk, Seat, alert


async def _set_up(desk: Desk, seat: Seat) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes."""
    await seat.get("/staff/me/second-factor")
    wrong = await seat.submit("/staff/me/second-factor", current="not this")
    assert wrong.status_code == 422 and "当前密码不对" in alert(wrong.text)
    await seat.submit("/staff/me/second-factor", current=PASSWORD)
    assert "<svg" in seat.page and "otpauth" not in seat.page
    secret = re.search(r'by-hand">([A-Z2-7 ]+)<', seat.page)
    assert secret
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    wrong = await seat.submit("/staff/me/second-factor/on", code="12")
    assert wrong.status_code == 422 and "验证码不对" in alert(wrong.text) and secret[1] in wrong.text
    await seat.submit("/staff/me/second-factor/on", code=app.at(desk.clock.now()))
    desk.clock.advance(timedelta(minutes=1))
    return app, re.findall(r'<li class="password">([^<]*)<', seat.page)


async def test_the_code_is_asked_for_after_the_password(desk: Desk) -> None:
    clerk = await desk.seat("clerk")
    app, recovery = await _set_up(desk, clerk)
    assert len(recovery) == 10 and recovery[0] not in (await clerk.get("/staff/me/second-factor")).text
    seat = desk.browser()
    await seat.get("/staff/login", next="/staff/cases")
    await seat.submit("/staff/login", login="clerk", password=PASSWORD)
    assert "两步验证" in seat.page and PASSWORD not in seat.page
    assert (await seat.http.get("/staff")).status_code == 303, "not in yet"
    wrong = await seat.submit("/staff/login", code="000000")
    assert wrong.status_code == 401 and "验证码不对" in alert(wrong.text)
    await seat.follow(await seat.submit("/staff/login", code=app.at(desk.clock.now())))
    assert seat.http.cookies.get("huiyin_staff")
    late = desk.browser()
    await late.get("/staff/login")
    await late.submit("/staff/login", login="clerk", password=PASSWORD)
    desk.clock.advance(timedelta(minutes=6))
    over = await late.submit("/staff/login", code=app.at(desk.clock.now()))
    assert over.status_code == 401 and "重新登录" in alert(over.text)
    await seat.get("/staff/me/second-factor")
    await seat.follow(await seat.submit("/staff/me/second-factor/off", code=recovery[3]))
    assert "已关闭" in seat.page
    await desk.seat("clerk")


async def test_who_needs_it_is_asked_at_log_in_in_a_real_county(one_desk: Desk) -> None:
    assert "/second-factor" not in (await _landed(one_desk, "sysadmin")), "not in the demonstration"
    async with one_desk.app.state.context.db.write() as session:
        await session.execute(text("UPDATE area SET code = '33' || substr(code, 3)"))
    one_desk.clock.advance(timedelta(seconds=2))
    assert await _landed(one_desk, "clerk") == "/staff"
    for who in ("sysadmin", "discipline"):
        assert await _landed(one_desk, who) == "/staff/me/second-factor?next=%2Fstaff"
    seat = one_desk.browser()
    await seat.get("/staff/login")
    await seat.follow(await seat.submit("/staff/login", login="sysadmin", password=PASSWORD))
    assert "前打开两步验证" in seat.page and '<a href="/staff">以后再说</a>' in seat.page
    one_desk.clock.advance(timedelta(days=7, seconds=1))
    late = one_desk.browser()
    await late.get("/staff/login")
    await late.follow(await late.submit("/staff/login", login="sysadmin", password=PASSWORD))
    assert "才能继续" in late.page and "以后再说" not in late.page
    shut = await late.http.get("/staff/accounts")
    assert (shut.status_code, shut.headers["location"]) == (303, "/staff/me/second-factor")
    _, recovery = await _set_up(one_desk, late)
    assert (await late.get("/staff/accounts")).status_code == 200
    await late.get("/staff/me/second-factor")
    await late.submit("/staff/me/second-factor/recovery", code=recovery[0])
    anew = re.findall(r'<li class="password">([^<]*)<', late.page)
    assert len(anew) == 10 and not set(anew) & set(recovery)


async def _landed(desk: Desk, login: str) -> str:
    seat = desk.browser()
    await seat.get("/staff/login")
    answer = await seat.submit("/staff/login", login=login, password=PASSWORD)
    return answer.headers["location"]
