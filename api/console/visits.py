"""The visit days: places left, and who comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.pages import render
from api.console.session import Page, Signed, page_of
from api.context import Context
from api.security import Caller
from api.visits import days as service
from models.clock import local_date
from models.rights import Right
from models.wire import VisitDayView, VisitEntry

router = APIRouter(include_in_schema=False, route_class=Page)


@dataclass(frozen=True)
class Hour:
    """A slot of a visit day: the places left (None once it has begun) and who comes."""

    starts_at: datetime
    ends_at: datetime
    free: int | None
    booked: list[VisitEntry]


async def _days(session: AsyncSession, ctx: Context, who: Caller) -> list[tuple[VisitDayView, list[Hour]]]:
    """The coming days. Who comes is shown to those whom the API shows it."""
    out = []
    for day in await service.days(session, ctx):
        entries = await service.entries(session, ctx, who, day.id) if who.may(Right.READ_VISITORS) else []
        hours = {
            s.starts_at: Hour(s.starts_at, s.ends_at, s.free, []) for s in await service.slots(session, ctx, day.id)
        }
        for entry in entries:
            hour = hours.setdefault(entry.starts_at, Hour(entry.starts_at, entry.ends_at, None, []))
            hour.booked.append(entry)
        out.append((day, sorted(hours.values(), key=lambda h: h.starts_at)))
    return out


@router.get("/visits")
async def visits(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """The coming visit days: places left, and who comes."""
    async with at.ctx.db.read() as session:
        days = await _days(session, at.ctx, at.who)
    return render("visits.html", at=at, here="visits", days=days, today=local_date(at.ctx.clock.now()))
