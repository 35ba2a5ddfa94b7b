"""Linked, merged and taken apart by staff; the machine only lists what is likely. Each case keeps its own words,
resident, clock and reply (domain: B5)."""

from typing import Any, Unpack

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as case_queries
from api.cases import views
from api.cases.changes import CaseChanges
from api.cases.record import Journal
from api.cases.step import Work
from api.context import Context
from api.links import queries
from api.security import Caller
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import LinkKind
from models.tables import Case
from models.wire import CaseRow, Linked

REASON = "link-reason"
LIKELY = 10


async def said(
    w: Work[Any], later: Case, earlier: Case, kind: LinkKind, /, *, undone: bool, **changes: Unpack[CaseChanges]
) -> None:
    """Stands in the journals of both; `changes` are the later one's."""
    for case, other, is_earlier in ((later, earlier, False), (earlier, later, True)):
        told: Facts = {"link": str(kind), "undone": undone, "other": other.case_no, "earlier": is_earlier}
        journal = Journal.by(w.caller, w.session, w.ctx, case)
        await journal.append(EventKind.LINKED, facts=told, **(CaseChanges() if is_earlier else changes))


async def of_case(session: AsyncSession, ctx: Context, case: Case) -> list[Linked]:
    return [
        Linked(
            id=link.id,
            kind=LinkKind(link.kind),
            other=number,
            earlier=link.case_id == case.id,
            by=by.name if by else None,
            at=link.at,
            reason=ctx.keys.text(link.reason_sealed, REASON) if link.reason_sealed is not None else None,
        )
        for link, number, by in await queries.of_case(session, case.id)
    ]


async def likely(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[CaseRow]:
    case = await case_queries.see(session, who, case_no)
    if case.restricted:
        return []
    return await views.rows(session, ctx, await queries.likely(session, who, case, LIKELY))
