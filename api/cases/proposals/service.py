"""Proposed by one, decided by another. What must hold is looked at twice: a case goes on between the two."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import moves, record, service
from api.cases.proposals import queries, views
from api.cases.proposals.classing import RECLASS, RETIER
from api.cases.proposals.deciders import PROPOSES, Tree, may_decide
from api.cases.proposals.extending import EXTEND
from api.cases.proposals.guiding import GUIDE
from api.cases.proposals.refusing import REFUSE
from api.cases.proposals.returning import DESIGNATE, RETURN
from api.cases.proposals.ways import Asked, Way
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, VersionChanged
from api.security import Caller, need
from api.supervision import messages
from models.law.events import EventKind
from models.law.grounds import ProposalKind
from models.law.notices import NoticeKind
from models.law.states import State
from models.tables import Case, Proposal, Staff
from models.wire import Decision, Moved, ProposalPage, ProposalView, ProposalWanted

WAYS: Mapping[ProposalKind, Way] = {
    ProposalKind.REFUSE: REFUSE,
    ProposalKind.GUIDE: GUIDE,
    ProposalKind.RETURN: RETURN,
    ProposalKind.DESIGNATE: DESIGNATE,
    ProposalKind.EXTEND: EXTEND,
    ProposalKind.RECLASS: RECLASS,
    ProposalKind.RETIER: RETIER,
}


async def propose(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: ProposalWanted
) -> ProposalView:
    """In this order: NotFound, Forbidden, VersionChanged, Conflict `move_not_allowed`, `proposed_already`, then what
    the kind itself has against it. Nothing moves yet."""
    wanted = given.root
    kind = ProposalKind(wanted.kind)
    case = await service.see(session, who, case_no)
    need(who, PROPOSES[kind], case)
    if case.version != version:
        raise VersionChanged
    way = WAYS[kind]
    moves.goes_to(case, way.action)
    if await queries.open_one(session, case.id, kind) is not None:
        raise Conflict("this is proposed and not decided yet", code="proposed_already")
    facts = wanted.model_dump(mode="json", exclude={"kind", "reason", "text"}, exclude_none=True)
    asked = Asked(session, ctx, who, case, facts, wanted.words())
    unit_id = await way.check(asked)
    made = _made(asked, kind, wanted.reason, unit_id)
    session.add(made)
    await session.flush()
    await record.append(
        session, ctx, case, EventKind.PROPOSED, who.name, staff_id=who.staff_id,
        facts={"kind": str(kind), "proposal": made.id}, body=wanted.reason, expected=version,
    )  # fmt: skip
    if way.opened is not None:
        await way.opened(asked)
    await session.refresh(case, ["version"])
    (shown,) = await views.shown(session, ctx, [(made, case)])
    return shown


def _made(a: Asked, kind: ProposalKind, reason: str, unit_id: int | None) -> Proposal:
    assert a.who.staff_id is not None, "the routes let only staff in"
    return Proposal(
        case_id=a.case.id,
        kind=kind,
        facts=a.facts,
        reason_sealed=a.ctx.keys.seal(reason, views.REASON),
        text_sealed=a.ctx.keys.seal(a.words, views.TEXT) if a.words else None,
        proposed_by_id=a.who.staff_id,
        proposed_at=a.ctx.clock.now(),
        unit_id=unit_id,
    )


async def decide(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int, version: int, given: Decision
) -> Moved:
    """By another person, of those who decide this kind. Approved, it is looked at once more, and the case moves; else
    it stays where it is. Whoever proposed it finds the decision in their inbox."""
    case = await service.see(session, who, case_no)
    found = await queries.one(session, case.id, id)
    if found is None:
        raise NotFound
    await _permit(session, ctx, who, case, found)
    if case.version != version:
        raise VersionChanged
    if found.decided_at is not None:
        raise Conflict("it is decided", code="decided_already")
    way = WAYS[ProposalKind(found.kind)]
    words = ctx.keys.text(found.text_sealed, views.TEXT) if found.text_sealed is not None else None
    asked = Asked(session, ctx, who, case, found.facts, words, found)
    after = State(case.state)
    if given.approve:
        after = moves.goes_to(case, way.action)
        await way.check(asked)
    event = await _decided(asked, found, version, given)
    if given.approve:
        after, event = await way.carry(asked, after)
    await session.refresh(case, ["version"])
    return Moved(case_no=case.case_no, state=after, version=case.version, event=event.seq)


async def _permit(session: AsyncSession, ctx: Context, who: Caller, case: Case, found: Proposal) -> None:
    if found.proposed_by_id == who.staff_id:
        raise Forbidden("whoever proposed it does not decide it", code="two_persons")
    if not await may_decide(session, await Tree.read(session), who, case, found, ctx.clock.now()):
        raise Forbidden("somebody else decides this", code="not_yours")


async def _decided(a: Asked, found: Proposal, version: int, given: Decision) -> Any:
    now = a.ctx.clock.now()
    found.decided_by_id, found.decided_at, found.approved = a.who.staff_id, now, given.approve
    found.answer_sealed = a.ctx.keys.seal(given.answer, views.ANSWER) if given.answer else None
    await a.session.flush()
    event = await record.append(
        a.session, a.ctx, a.case, EventKind.DECIDED, a.who.name, staff_id=a.who.staff_id, body=given.answer,
        facts={"kind": found.kind, "proposal": found.id, "approved": given.approve}, expected=version,
    )  # fmt: skip
    proposer = await a.session.get_one(Staff, found.proposed_by_id)
    told = {"case_no": a.case.case_no, "proposal": found.kind, "approved": given.approve}
    await messages.tell(a.session, a.ctx, proposer, NoticeKind.ESCALATION, told, push=False)
    return event


async def page(
    session: AsyncSession, ctx: Context, who: Caller, *, waiting: bool, mine: bool, after: int, limit: int
) -> ProposalPage:
    """Of the cases the caller sees, oldest first; `waiting`: only those that they may decide now."""
    tree, now = await Tree.read(session), ctx.clock.now()
    kept: list[tuple[Proposal, Case]] = []
    while len(kept) <= limit:
        rows = await queries.listed(session, who, waiting=waiting, mine=mine, after=after, limit=limit + 1)
        for row in rows:
            if not waiting or await may_decide(session, tree, who, row[1], row[0], now):
                kept.append(row)
        if len(rows) <= limit:
            break
        after = rows[-1][0].id
    items = await views.shown(session, ctx, kept[:limit])
    return ProposalPage(items=items, next=items[-1].id if len(kept) > limit else None)


async def to_decide(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> set[int]:
    """The open proposals of the case that the caller may decide."""
    tree, now = await Tree.read(session), ctx.clock.now()
    found = [p for p in await queries.of_case(session, case.id) if p.decided_at is None]
    return {p.id for p in found if await may_decide(session, tree, who, case, p, now)}


def proposable(who: Caller, case: Case) -> list[ProposalKind]:
    """What the caller may propose in this state."""
    return [k for k, way in WAYS.items() if who.may(PROPOSES[k], case) and moves.possible(case, way.action)]
