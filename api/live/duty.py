"""Crisis duty: who is on it now, and whom danger alerts: the first, after two minutes the next, then all."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Unprocessable
from api.live import queries
from api.live.queries import BUNDLE
from api.live.telling import Word, tell
from api.security import Caller
from api.staff import queries as staff
from api.staff.owners import present
from api.supervision import messages
from api.supervision.queries import everywhere
from models.clock import ZONE
from models.law.notices import NoticeKind
from models.rights import Right
from models.tables import HandOver, OnDuty, Staff
from models.wire import DutyLine, DutyRoster, DutyView, Named


async def now(session: AsyncSession, at: datetime) -> list[Staff]:
    """Who is on duty at this moment, each once, in the order of the roster. Whoever is away is not."""
    local = at.astimezone(ZONE)
    found = [person for line, person in await queries.roster(session) if _covers(line, local) and present(person, at)]
    return list({person.id: person for person in found}.values())


def _covers(line: OnDuty, local: datetime) -> bool:
    """A turn that goes over midnight belongs to the day on which it begins."""
    minute, today = local.hour * 60 + local.minute, local.isoweekday()
    yesterday = today - 1 or 7
    if line.since < line.until:
        return str(today) in line.days and line.since <= minute < line.until
    return (str(today) in line.days and minute >= line.since) or (str(yesterday) in line.days and minute < line.until)


async def alert(session: AsyncSession, ctx: Context, at: HandOver) -> None:
    """The next step: one more of those on duty; after the last all of them, and who watches over all units; when
    nobody of them came either, or nobody is on duty, the person is told so, with the numbers. Of one address `BUNDLE`
    alert each by itself: who sees these sees all of them in the queue."""
    if not at.alerts and await queries.alerted_beside(session, at) >= BUNDLE:
        at.alerted_at = ctx.clock.now()  # looked at again when the time to acknowledge is over
        return
    on = await now(session, ctx.clock.now())
    at.alerts, at.alerted_at = at.alerts + 1, ctx.clock.now()
    if at.alerts <= len(on):
        told = [on[at.alerts - 1]]
    elif at.alerts == len(on) + 1:
        told = list({p.id: p for p in (*on, *await everywhere(session))}.values())
    else:
        told = []
    for person in told:
        await messages.tell(session, ctx, person, messages.Message({"crisis": at.reason}, NoticeKind.ALERT))
    if at.alerts == len(on) + (2 if on else 1):
        await tell(session, ctx, at, Word(NoticeKind.NOBODY_ON_DUTY, {"crisis": at.reason}))
    if at.alerts >= len(on) + 2:
        at.alerted_at = None  # nobody is left to be alerted


# --- the roster


async def view(session: AsyncSession, ctx: Context) -> DutyView:
    lines = [
        DutyLine(login=p.login, name=p.name, days=o.days, since=_clock(o.since), until=_clock(o.until))
        for o, p in await queries.roster(session)
    ]
    here = [Named(code=p.login, name=p.name) for p in await now(session, ctx.clock.now())]
    return DutyView(lines=lines, now=here)


async def change(session: AsyncSession, ctx: Context, who: Caller, given: DutyRoster) -> DutyView:
    """The whole roster anew. Unprocessable for whoever may not be on duty."""
    able = {p.login: p for p in await staff.who_may(session, Right.BE_ON_DUTY)}
    if wrong := [line.login for line in given.lines if line.login not in able]:
        raise Unprocessable(f"nobody who can be on duty has this name: {wrong[0]}", field="login")
    if any(line.since == line.until for line in given.lines):
        raise Unprocessable("a turn has a beginning and an end", field="until")
    await queries.clear_roster(session)
    for position, line in enumerate(given.lines, 1):
        session.add(
            OnDuty(
                staff_id=able[line.login].id,
                position=position,
                days="".join(sorted(set(line.days))),
                since=_minute(line.since),
                until=_minute(line.until),
            )
        )
    names = "、".join(line.login for line in given.lines)
    await audit(session, who, "change_duty", f"{len(given.lines)}", ctx.clock.now(), names[:200] or None)
    await session.flush()
    return await view(session, ctx)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minute: int) -> str:
    return "24:00" if minute == 1440 else f"{time(minute // 60, minute % 60):%H:%M}"
