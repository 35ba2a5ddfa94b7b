"""The visit days as the office keeps them: made, published, changed, cancelled."""

import hashlib
import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.catalogue import queries as catalogue
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Conflict, Refusal
from api.idempotency import once
from api.office import queries
from api.visits import keeping
from api.visits.cutting import USUAL, Hours
from models.clock import local_date
from models.rights import Right
from models.wire import CancelReason, Code, VisitDayChange, VisitDayKept, VisitDayWanted
from models.words import say

router = APIRouter(prefix="/visits/keep", include_in_schema=False, route_class=Page)
Day = Annotated[Code, Path()]
MODES = ("fixed_site", "invited_visit", "case_visit", "on_site_office")
CHANGED = ("title", "official", "venue", "venue_en", "date", "start", "end", "minutes", "capacity")
MADE = ("area", "mode")


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.KEEP_VISIT_DAYS)]) -> Response:
    """The days to come, published or not, each with its forms, and the form of a new one."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        days = await keeping.listed(session, at.ctx)
        officials = await queries.choices(session, keeping.OFFICIAL)
        areas = await queries.choices(session, keeping.AREA)
        county = (await catalogue.county(session)).code
    forms = [(day, outcome.typed if outcome.form == day.id else _given(day), _mark(day)) for day in days]
    new = outcome.typed if outcome.form == "new" else _hours(USUAL) | {"published": "on"}
    return render(
        "visits_keep.html", outcome.status, at=at, here="visits", days=forms, new=new, officials=officials, areas=areas,
        county=county, key=secrets.token_hex(8), modes=[(mode, say("zh_Hans", f"mode.{mode}")) for mode in MODES],
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


def _given(day: VisitDayKept) -> dict[str, str]:
    """A day as its form has it."""
    given = {name: getattr(day, name) for name in ("title", "official", "venue", "venue_en")}
    hours = Hours(day.start, day.end, day.minutes, day.capacity)
    ticked = {"published": "on"} if day.published else {}
    return given | _hours(hours) | ticked | {"date": day.date.isoformat(), "companions": "、".join(day.companions)}


def _mark(day: VisitDayKept) -> str:
    """Of a day as its form has it; another when somebody has changed it."""
    return hashlib.sha256(day.model_dump_json(exclude={"booked"}).encode()).hexdigest()[:16]


def _hours(hours: Hours) -> dict[str, str]:
    times = {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"}
    return times | {"minutes": str(hours.minutes), "capacity": str(hours.capacity)}


def _changed(post: Posted) -> dict[str, object]:
    beside = [name.strip() for name in re.split("[、,，;；]", post.fields.get("companions", "")) if name.strip()]
    return {**post.filled(*CHANGED), "companions": beside, "published": "published" in post.fields}


@router.post("")
async def create(post: Annotated[Posted, form_of(Right.KEEP_VISIT_DAYS)]) -> Response:
    """A new day with its slots, once, however often its form is sent."""
    at = post.signed
    try:
        given = VisitDayWanted.model_validate({**_changed(post), **post.filled(*MADE)})
        async with writing(at) as session:

            async def do() -> VisitDayKept:
                return await keeping.create(session, at.ctx, at.who, given)

            await once(session, at.ctx, at.who, post.key, "staff.visit_day", given, do)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, "new"))
    return see_other("/staff/visits/keep?done=visit_day_made")


@router.post("/{id}")
async def change(id: Day, post: Annotated[Posted, form_of(Right.KEEP_VISIT_DAYS)]) -> Response:
    """Date, hours, place, official, title, published or not; refused when the day is other than the form had it."""
    at = post.signed
    try:
        given = VisitDayChange.model_validate(_changed(post))
        async with writing(at) as session:
            if post.fields.get("seen") not in [_mark(day) for day in await keeping.listed(session, at.ctx)]:
                raise Conflict("somebody changed it meanwhile", code="row_changed")
            await keeping.change(session, at.ctx, at.who, id, given)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, id))
    return see_other("/staff/visits/keep?done=visit_day_changed")


@router.post("/{id}/cancel")
async def cancel(id: Day, post: Annotated[Posted, form_of(Right.KEEP_VISIT_DAYS)]) -> Response:
    """The day with every booking to come."""
    at = post.signed
    try:
        given = CancelReason.model_validate(post.filled("reason"))
        async with writing(at) as session:
            await keeping.cancel(session, at.ctx, at.who, id, given.reason)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, f"cancel-{id}"))
    return see_other("/staff/visits/keep?done=visit_day_cancelled")
