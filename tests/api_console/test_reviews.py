"""复查 and 复核 on the staff's page: forms, hearing and file are for who decides."""

import re
from typing import Any

from sqlalchemy import select, update

from models.law.people import Role
from models.tables import Staff, StaffRole, Unit
from tests.api_console.conftest import Desk, Seat, alert, hashed
from tests.api_console.test_work import LETTER, SOLVED, reply

DECISION = "经复查，原意见书没有说明为何只换一盏灯，撤销原意见，请重新处理。"


async def member(desk: Desk, login: str, unit: str) -> Seat:
    async with desk.app.state.context.db.write() as session:
        id = (await session.scalars(select(Unit.id).where(Unit.code == unit))).one()
        person = Staff(login=login, name="上级老孙", password_hash=hashed(), created_at=desk.clock.now())
        person.roles = [StaffRole(role=Role.HANDLER, unit_id=id)]
        session.add(person)
    return await desk.seat(login)


async def asked(desk: Desk, *, at_top: bool = False) -> tuple[str, Seat]:
    """(page of the case, seat of its handler): an opinion letter that its resident has asked the unit above about."""
    number = await desk.file(name="李秀英", phone="13800005678")
    case = f"/staff/cases/{number}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="appeal", route="petition"))
    await clerk.follow(await clerk.submit(f"{case}/assign", who="QH-ZJ|handler"))
    handler = await desk.seat("handler")
    await handler.get(case)
    await reply(handler, case, **LETTER)
    await desk.deliver()
    if at_top:  # nobody in this system is above it; the clerk is one of the whole county, who sees it all the same
        async with desk.app.state.context.db.write() as session:
            (await session.scalars(select(Unit).where(Unit.code == "QH-ZJ"))).one().parent_id = None
            await session.execute(update(StaffRole).where(StaffRole.role == Role.CLERK).values(unit_id=None))
    body = {"case_no": number, "text": "只换了一盏"}
    headers = {"Idempotency-Key": "ask-0001", "Huiyin-Channel": "web", "Huiyin-Address": f"chat-{desk.filed}"}
    made: Any = await desk.bot.post("/v1/reviews", json=body, headers=headers)
    assert made.status_code == 201, made.text
    await desk.deliver()
    return case, handler


async def test_the_unit_above_decides_on_the_page(desk: Desk) -> None:
    case, handler = await asked(desk)
    above = await member(desk, "above", "QH-GOV")
    await handler.get(case)
    assert "<b>申请复查复核</b>" in handler.page
    assert not {f"{case}/decide", f"{case}/hearing"} & handler.forms().keys() and "file.pdf" not in handler.page
    await above.get(case)
    wrong = await above.submit(f"{case}/hearing", first="2026-12-05", last="2026-12-01", note="二楼会议室")
    assert wrong.status_code == 422 and "最后一天" in alert(wrong.text) and "二楼会议室" in wrong.text
    await above.follow(await above.submit(f"{case}/hearing", first="2026-12-01", last="2026-12-02"))
    assert "听证：12月1日至12月2日" in above.page and f"{case}/hearing" not in above.forms()
    (link,) = re.findall(r'href="([^"]*file\.pdf)"', above.page)
    got = await above.http.get(link)
    assert got.content.startswith(b"%PDF-") and got.headers["content-type"] == "application/pdf"
    assert (await handler.http.get(link)).status_code == 403
    typed = {"result": "revoked", "text": DECISION}
    shown = await above.submit(f"{case}/decide", **typed, step="preview")
    assert "群众将看到" in shown.text and DECISION in shown.text
    await above.follow(await above.submit(f"{case}/decide", **typed, step="send"))
    assert "意见已发给群众。" in above.page and "撤销，责令重新处理" in above.page
    await desk.deliver()
    await handler.get(case)
    assert DECISION in handler.page
    owed = await handler.submit(f"{case}/close", **SOLVED)
    assert owed.status_code == 409 and "重新答复以后才能办结" in alert(owed.text)


async def test_what_a_body_outside_decides_is_recorded_by_a_clerk(one_desk: Desk) -> None:
    case, _ = await asked(one_desk, at_top=True)
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    assert "不在本系统：请把案卷（PDF）送去" in clerk.page
    typed = {"result": "upheld", "text": "市住建局复查：维持原意见。"}
    await clerk.submit(f"{case}/decide", **typed, step="preview")
    await clerk.follow(await clerk.submit(f"{case}/decide", **typed, step="send"))
    assert "意见已发给群众。" in clerk.page and await one_desk.deliver() == 1
