"""A year of the calendar shown, a holiday notice brought in."""

from datetime import datetime, time
from importlib.metadata import version

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.calendar import queries
from api.calendar.recount import Change, recount
from api.context import RENEW, Context
from api.errors import Unprocessable
from api.security import Caller
from models import notice as notices
from models.calendar import official_days
from models.clock import ZONE, local_date
from models.tables import ImportedNotice
from models.wire import CalendarImported, CalendarYear, HolidayNotice


async def year_of(session: AsyncSession, ctx: Context, year: int | None) -> CalendarYear:
    """This year's if none is named; the notice as it was brought in, or else what is known without one."""
    wanted = year or local_date(ctx.clock.now()).year
    held = await queries.newest(session, wanted)
    if held is not None:
        given = HolidayNotice.model_validate(held.body)
        return CalendarYear(
            year=wanted,
            confirmed=True,
            source=held.source,
            imported_at=held.at,
            imported_by=held.actor,
            arrangements=given.arrangements,
        )
    days = official_days(wanted)
    confirmed = all(d.confirmed for d in days)
    known = f"chinesecalendar {version('chinesecalendar')}" if confirmed else "no official notice yet"
    return CalendarYear(year=wanted, confirmed=confirmed, source=known, arrangements=notices.arrangements(days))


async def bring_by(session: AsyncSession, ctx: Context, who: Caller, given: HolidayNotice) -> CalendarImported:
    """The same by a member of staff, with a line in the audit."""
    done = await bring(session, ctx, who.name, given)
    told = [f"holidays: {done.holidays}", f"make-up: {done.make_up}", f"moved: {done.moved}"]
    await audit(session, who, "calendar_brought", str(given.year), ctx.clock.now(), given.source, changed=told)
    return done


async def bring(session: AsyncSession, ctx: Context, actor: str, given: HolidayNotice) -> CalendarImported:
    """The notice is the year's calendar from now on, and every open date that may hang on it is counted again.

    The same notice again changes nothing. Unprocessable names the row and the field.
    """
    try:
        days = notices.days(given)
    except notices.WrongNotice as why:
        raise Unprocessable(why.detail, field=why.field) from None
    was = await queries.calendar(session)
    held = await queries.newest(session, given.year)
    body = given.model_dump(mode="json")
    if held is None or held.body != body:
        session.add(ImportedNotice(year=given.year, source=given.source, body=body, at=ctx.clock.now(), actor=actor))
        await queries.replace(session, given.year, days)
    first = datetime.combine(min(d.date for d in days), time(), ZONE)
    change = Change(was, await queries.calendar(session), actor, f"{given.year}: {given.source}")
    done = [
        await recount(session, ctx, o, ctx.profile_of(profile), change)
        for o, profile in await queries.open_from(session, first)
    ]
    session.info[RENEW] = True
    return CalendarImported(
        year=given.year,
        holidays=sum(d.kind == "holiday" for d in days),
        make_up=sum(d.kind == "make_up" for d in days),
        recounted=sum(moved is not None for moved in done),
        moved=sum(moved is True for moved in done),
    )
