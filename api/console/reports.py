"""The reports: how cases ended, whether all was answered, and when the worker last went round."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response

from api.catalogue import queries as catalogue
from api.console.pages import render
from api.console.periods import period
from api.console.session import Page, Signed, page_of, spoken
from api.errors import Unprocessable
from api.listing import Period
from api.reports import breakdown
from api.reports import service as reports
from api.reports.counts import counts
from api.supervision import heartbeat
from models.clock import local_date
from models.law.breakdown import Axis, Figure
from models.rights import Right

router = APIRouter(include_in_schema=False, route_class=Page)


def _today(at: Signed) -> date:
    return local_date(at.ctx.clock.now())


@router.get("/reports")
async def report(at: Annotated[Signed, page_of(Right.READ_REPORTS)]) -> Response:
    """How cases ended, and whether all was answered; and when the clockwork last went round."""
    given = at.request.query_params
    words, status = "", 200
    async with at.ctx.db.read() as session:
        units = [(u.code, u.name) for u in await catalogue.units(session)]
        try:
            asked = period(at)
            span = await reports.span(session, at.ctx, at.who, asked)
        except Unprocessable as why:
            status, _, words = spoken(why)
            asked = Period()
            span = await reports.span(session, at.ctx, at.who, asked)
        counted = await counts(session, span, at.ctx.clock.now())
        ended = await reports.endings(session, span, counted)
        total = (await breakdown.report(session, at.ctx, at.who, Axis.UNIT, asked)).total
        held = await reports.guarantee(session, at.ctx, span, counted)
        went = await heartbeat.view(session, at.ctx)
    return render(
        "reports.html", status, at=at, here="reports", ended=ended, held=held, went=went, given=given, words=words,
        units=units, total=total, columns=list(Figure), today=_today(at),
    )  # fmt: skip
