"""Holidays and make-up days of a year on a page, and the year's notice typed in from paper."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.calendar import service
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from models.clock import local_date
from models.notice import ALWAYS
from models.rights import Right
from models.wire import CalendarYear, HolidayNotice
from models.words import labels

router = APIRouter(prefix="/office/calendar", include_in_schema=False, route_class=Page)
ROWS = 12
"""Holidays that a form has room for."""
FIELDS = ("name", "first", "last", "make_up")


@router.get("")
async def year(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """A year: this one, unless another is named."""
    return await _page(at, _year(at.request.query_params.get("year", "")), Outcome.asked(at))


def _year(given: str) -> int | None:
    return int(given) if re.fullmatch("20[0-9]{2}", given) else None


async def _page(at: Signed, wanted: int | None, outcome: Outcome) -> Response:
    today = local_date(at.ctx.clock.now())
    async with at.ctx.db.read() as session:
        known = await service.year_of(session, at.ctx, wanted or today.year)
    return render(
        "calendar.html", outcome.status, at=at, here="office", known=known, rows=_rows(known, outcome.typed),
        years=range(today.year - 1, today.year + 3), this=today.year, may=at.may("change_calendar"), **outcome.facts,
    )  # fmt: skip


def _rows(known: CalendarYear, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """As the form has them: what was typed and refused, or what is known."""
    if typed:
        return [{f: typed.get(f"{f}-{n}", "") for f in FIELDS} for n in range(ROWS)]
    rows = [
        {
            "name": a.name, "first": a.first.isoformat(), "last": a.last.isoformat(),
            "make_up": "、".join(day.isoformat() for day in a.make_up),
        } for a in known.arrangements[:ROWS]
    ]  # fmt: skip
    if not known.confirmed:
        rows += [
            dict.fromkeys(FIELDS, "") | {"name": name}
            for name in ALWAYS
            if not any(name in row["name"] for row in rows)
        ]
        rows.sort(key=lambda row: next((n for n, name in enumerate(ALWAYS) if name in row["name"]), len(ALWAYS)))
    return rows + [dict.fromkeys(FIELDS, "")] * (ROWS - len(rows))


@router.post("/{year}")
async def bring(year: int, post: Annotated[Posted, form_of(Right.CHANGE_CALENDAR)]) -> Response:
    """The notice of a year; open dates are counted again."""
    at = post.signed
    try:
        given = HolidayNotice.model_validate(
            {"year": year, "source": post.fields.get("source", ""), "arrangements": [*_arrangements(post.fields)]}
        )
        async with writing(at) as session:
            await service.bring_by(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        outcome = Outcome.refused(post, why)
        return await _page(at, year, replace(outcome, words=_why(why)))
    return see_other(f"/staff/office/calendar?year={year}&done=calendar_brought")


def _why(why: Refusal | ValidationError) -> str:
    """Which row is wrong, and what a notice has to have."""
    found = why.errors(include_url=False) if isinstance(why, ValidationError) else why.errors
    at = next((e["loc"] if "loc" in e else str(e["field"]).split(".") for e in found), ())
    row = next((int(part) + 1 for part in at if str(part).isdecimal()), 0)
    said = labels("calendar")
    return (said["row"].format(row=row) if row else "") + said["rules"].format(names="、".join(ALWAYS))


def _arrangements(fields: Mapping[str, str]) -> list[dict[str, object]]:
    rows = [{f: fields.get(f"{f}-{n}", "").strip() for f in FIELDS} for n in range(ROWS)]
    return [
        row | {"last": row["last"] or row["first"], "make_up": _days(row["make_up"])}
        for row in rows if any(row.values())
    ]  # fmt: skip


def _days(typed: str) -> list[str]:
    return [day for day in re.split(r"[、,，;；\s]+", typed) if day]
