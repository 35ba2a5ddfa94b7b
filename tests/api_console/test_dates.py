"""What a case owes, as the page shows it: duties, the resident's rights, and why a day is another one now."""

import re
from datetime import UTC, datetime
from html import unescape

from api.calendar import service as calendar
from api.cases import obligations, queries
from api.cases.matter import Matter
from api.examples import NOTICE_2027
from models.law.duties import Duty
from models.wire import HolidayNotice
from tests.api_console.conftest import Desk


def owed(page: str) -> list[str]:
    """The lines of the list, as they read."""
    listed = page.split('id="due-title"')[1].split("</ul>", 1)[0]
    lines = (unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<li>(.*?)</li>", listed, re.S))
    return [" ".join(line.split()) for line in lines]


async def test_a_right_is_shown_by_its_last_day_and_a_change_with_its_reason(one_desk: Desk) -> None:
    number = await one_desk.file()
    ctx = one_desk.app.state.context
    one_desk.clock.set(datetime(2027, 1, 7, 2, tzinfo=UTC))
    async with ctx.db.write() as session:
        case = await queries.case_by_no(session, number)
        assert case is not None
        await obligations.open_(Matter(session, ctx, case), Duty.REVIEW_REQUEST)
    clerk = await one_desk.seat("clerk")
    await clerk.get(f"/staff/cases/{number}")
    assert owed(clerk.page) == [
        "告知由谁办理：2026年12月7日前 超期 31 天",
        "群众可申请复查：至2月6日（当天也算） （该年放假安排未公布，暂定）",
    ]
    async with ctx.db.write() as session:
        await calendar.bring(session, ctx, "系统员", HolidayNotice.model_validate(NOTICE_2027))
    await clerk.get(f"/staff/cases/{number}")
    assert owed(clerk.page)[1] == (
        f"群众可申请复查：至2月12日（当天也算） 原为2月6日；1月7日由系统员改：2027: {NOTICE_2027['source']}"
    )
