"""What keeps the promises from holding, in plain words: one source for the page, the API and `huiyin doctor`."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.office import demonstration, doctor_queries
from api.spoken.inforce import DANGERS
from api.staff import factor_queries, holders
from models.clock import local_date
from models.law.accounts import HOLDERS
from models.rights import TWO_STEPS, Right, roles
from models.wire import MissingView
from models.words import labels

AHEAD = timedelta(days=31)
"""A visit day has to be published for these days to come."""
BEHIND = timedelta(days=30)
"""Visits of so long ago are looked at."""
NOTICE_MONTH = 12
"""By this month the notice of the next year's holidays is out."""
NAMED = 5
"""Examples that are named; the others are counted."""


async def missing(session: AsyncSession, ctx: Context) -> list[MissingView]:
    """The gravest first. Nothing, when every promise can be kept."""
    if not await doctor_queries.desks(session):
        return [_said("not_set_up")]
    demo = bool(await demonstration.name(session))
    found = [_said("demonstration")] if demo else []
    if not demo and (names := await factor_queries.lacking(session, TWO_STEPS)):
        found.append(_said("factor", names))
    return [*found, *await _people(session), *await _offices(session), *await _days(session, ctx)]


async def _people(session: AsyncSession) -> list[MissingView]:
    found = []
    desk = (await doctor_queries.desks(session))[0]
    if not await doctor_queries.holders(session, roles(Right.REGISTER), desk.id):
        found.append(_said("clerk", [desk.name]))
    if len(await holders.active(session)) < HOLDERS:
        found.append(_said("discipline"))
    if not await doctor_queries.holders(session, roles(Right.HEAR_FOR_ALL), county=True):
        found.append(_said("supervisor"))
    for code, ask in (("head", doctor_queries.without_head), ("deputy", doctor_queries.without_deputy)):
        if names := await ask(session):
            found.append(_said(code, names))
    if bare := await _dangers(session):
        found.append(_said("hotline", bare))
    if not await doctor_queries.on_duty(session):
        found.append(_said("duty"))
    return found


async def _offices(session: AsyncSession) -> list[MissingView]:
    found = []
    bare = [desk.name for desk in await doctor_queries.desks(session) if not (desk.phone and desk.hours)]
    if bare:
        found.append(_said("desk_reach", bare))
    if not await doctor_queries.places_below(session):
        found.append(_said("places"))
    if not await doctor_queries.entries(session):
        found.append(_said("responsibility"))
    return found


async def _days(session: AsyncSession, ctx: Context) -> list[MissingView]:
    now = ctx.clock.now()
    today = local_date(now)
    years = [today.year] + ([today.year + 1] if today.month >= NOTICE_MONTH else [])
    unknown = [str(year) for year in years if not ctx.calendar.confirmed(date(year, 12, 31))]
    found = [_said("year", unknown)] if unknown else []
    if not await doctor_queries.days_ahead(session, today, today + AHEAD, now):
        found.append(_said("visit_day"))
    past = await doctor_queries.visits_unwritten(session, now - BEHIND, now)
    if past:
        found.append(_said("past_visits", [f"{day} {title}" for day, title in past]))
    return found


async def _dangers(session: AsyncSession) -> list[str]:
    """Classes of danger for which no number is named."""
    named = await doctor_queries.dangers_named(session, DANGERS)
    return [labels("office_field")[danger] for danger in DANGERS if danger not in named]


def _said(code: str, names: Sequence[str] = ()) -> MissingView:
    shown = "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    words = labels("missing")[code].format(names=shown, count=len(names))
    return MissingView(code=code, words=words, count=max(1, len(names)), names=list(names[:NAMED]))
