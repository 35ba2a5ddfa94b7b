"""Reports by unit, area, topic, channel and month: a table of which each figure leads to its cases."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.catalogue import queries as catalogue
from api.console.pages import render
from api.console.periods import period
from api.console.session import Page, Signed, page_of, spoken
from api.errors import Unprocessable
from api.exports.service import row_name
from api.listing import Period
from api.reports import breakdown
from models.clock import local_date
from models.law.breakdown import Axis, Figure
from models.rights import Right

router = APIRouter(include_in_schema=False, route_class=Page)


@router.get("/reports/by/{by}")
async def report(by: Axis, at: Annotated[Signed, page_of(Right.READ_REPORTS)]) -> Response:
    """With the period and the unit of the other reports."""
    given = at.request.query_params
    words, status = "", 200
    async with at.ctx.db.read() as session:
        units = [(u.code, u.name) for u in await catalogue.units(session)]
        try:
            found = await breakdown.report(session, at.ctx, at.who, by, period(at))
        except Unprocessable as why:
            status, _, words = spoken(why)
            found = await breakdown.report(session, at.ctx, at.who, by, Period())
    rows = [(row_name(by, row), row) for row in found.rows]
    return render(
        "breakdown.html", status, at=at, here="reports", found=found, rows=rows, given=given, words=words, units=units,
        columns=list(Figure), by=str(by), today=local_date(at.ctx.clock.now()),
    )  # fmt: skip
