"""Linked, merged and taken apart by staff; the machine only lists what is likely. Each case keeps its own words,
resident, clock and reply (domain: B5)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.cases import record, service, views
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.links import queries
from api.security import Caller, need
from models.law.events import EventKind
from models.law.matters import LinkKind
from models.law.states import ENDED, State
from models.rights import Right
from models.tables import Case, CaseLink
from models.wire import CaseRow, Linked, LinkWanted

REASON = "link-reason"
LIKELY = 10


async def link(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: LinkWanted) -> Linked:
    """This case is the same as an earlier one (`repeat`), brings new facts to one (`new_facts`), or is another person's
    same matter (`merged`), which ends with it but is answered by itself.

    Conflict `walled` for accusations, `linked_already`; `merged_already` when the other is merged into a third or a
    third into this one; `ended` when there is nothing left to merge. Unprocessable `other`: no case the caller can
    see, this very case, or for repeats and new facts one that came later."""
    case = await service.see(session, who, case_no)
    need(who, Right.LINK, case)
    other = await cases.case_for(session, who, given.other)
    if other is None or other.id == case.id:
        raise Unprocessable("no other case of that number that you can see", field="other")
    if case.restricted or other.restricted:
        raise Conflict("an accusation is linked to nothing", code="walled")
    await queries.both(session, case.id, other.id)
    if given.kind is LinkKind.MERGED:
        await _mergeable(session, case, other)
    elif other.id > case.id:
        raise Unprocessable("that case came later", field="other")
    first = await queries.first_of(session, other.id) if given.kind is LinkKind.REPEAT else other.id
    held = await queries.between(session, case.id, first)
    if first == case.id or (held is not None and held.undone_at is None):
        raise Conflict("they are linked", code="linked_already")
    return await _made(session, ctx, who, case, first, given, held)


async def _mergeable(session: AsyncSession, case: Case, other: Case) -> None:
    await session.refresh(case, ["merged_into_id", "state"])
    await session.refresh(other, ["merged_into_id", "state"])
    if State(case.state) in ENDED or State(other.state) in ENDED:
        raise Conflict("one of them has ended", code="ended")
    if case.merged_into_id or other.merged_into_id or await queries.merged_here(session, case.id):
        raise Conflict("one of them is merged with a third", code="merged_already")


async def _made(
    session: AsyncSession, ctx: Context, who: Caller, case: Case, first: int, given: LinkWanted, made: CaseLink | None
) -> Linked:
    """`made`: a link of the two that was taken back stands again, as it is wanted now."""
    other = await cases.case_by_id(session, first)
    made = made or CaseLink()
    made.case_id, made.other_id, made.kind = case.id, other.id, given.kind
    made.at, made.by_id, made.undone_at = ctx.clock.now(), who.staff_id, None
    made.reason_sealed = ctx.keys.seal(given.reason, REASON)
    session.add(made)
    await session.flush()
    changes: dict[str, Any] = {"merged_into_id": other.id} if given.kind is LinkKind.MERGED else {}
    changes |= {"first_here": False} if given.kind is LinkKind.REPEAT else {}
    facts = {"link": str(given.kind), "undone": False}
    await _said(session, ctx, who, case, facts | {"other": other.case_no, "earlier": False}, changes)
    await _said(session, ctx, who, other, facts | {"other": case.case_no, "earlier": True}, {})
    return await _shown(session, ctx, case, made.id)


async def _said(
    session: AsyncSession, ctx: Context, who: Caller, case: Case, facts: dict[str, Any], changes: dict[str, Any]
) -> None:
    await record.append(
        session, ctx, case, EventKind.LINKED, who.name, staff_id=who.staff_id, facts=facts, **changes
    )  # fmt: skip


async def undo(session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int) -> None:
    """It was a mistake: each goes its own way, as it did before. NotFound the second time."""
    case = await service.see(session, who, case_no)
    need(who, Right.LINK, case)
    found = await queries.one(session, case.id, id)
    if found is None:
        raise NotFound
    later, earlier = [await cases.case_by_id(session, i) for i in (found.case_id, found.other_id)]
    kind = LinkKind(found.kind)
    found.undone_at = ctx.clock.now()
    await session.flush()
    changes: dict[str, Any] = {"merged_into_id": None} if kind is LinkKind.MERGED else {}
    if kind is LinkKind.REPEAT and not await queries.is_repeat(session, later.id):
        changes["first_here"] = True
    facts = {"link": str(kind), "undone": True}
    await _said(session, ctx, who, later, facts | {"other": earlier.case_no, "earlier": False}, changes)
    await _said(session, ctx, who, earlier, facts | {"other": later.case_no, "earlier": True}, {})


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


async def _shown(session: AsyncSession, ctx: Context, case: Case, id: int) -> Linked:
    return next(found for found in await of_case(session, ctx, case) if found.id == id)


async def likely(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[CaseRow]:
    case = await service.see(session, who, case_no)
    if case.restricted:
        return []
    return await views.rows(session, ctx, await queries.likely(session, who, case, LIKELY))
