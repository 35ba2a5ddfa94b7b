"""The page of talks that have ended: by day and by whom, and what became of each."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.console.pages import render
from api.console.periods import day_of
from api.console.session import Page, Signed, page_of, spoken
from api.errors import Refusal
from api.live import ended
from api.live.ended_queries import Ended
from api.staff import queries as staff
from models.clock import local_date
from models.rights import Right
from models.wire import EndedTalks

router = APIRouter(include_in_schema=False, route_class=Page)
NOBODY = "-"
"""In the list of names: talks that nobody had. No account is called so."""


@router.get("/live/ended")
async def ended_talks(at: Annotated[Signed, page_of(Right.SEE_LIVE)]) -> Response:
    """Found again by day and by whoever had it; what was said opens with a reason."""
    given, status, words = at.request.query_params, 200, ""
    found: EndedTalks | None = None
    async with at.ctx.db.read() as session:
        able = [(p.login, p.name) for p in await staff.who_may(session, Right.TAKE_LIVE)]
        try:
            found = await ended.page(session, at.ctx, at.who, _asked(at))
        except Refusal as why:
            status, _, words = spoken(why)
    return render(
        "live_ended.html", status, at=at, here="live", found=found, words=words, able=able, nobody=NOBODY,
        day=given.get("day", "")[:10], clerk=given.get("clerk", ""), today=local_date(at.ctx.clock.now()),
    )  # fmt: skip


def _asked(at: Signed) -> Ended:
    given = at.request.query_params
    clerk = given.get("clerk", "")[:50] or None
    alone = clerk == NOBODY
    return Ended(day=day_of(given.get("day"), "day"), clerk=None if alone else clerk, alone=alone, cursor=at.cursor)
