"""Proposed by one, decided by another. What must hold is looked at twice: a case goes on between the two."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.proposals import forms, queries, views
from api.cases.proposals.approvers import PROPOSES, Tree, may_decide
from api.cases.proposals.classing import RECLASS, RETIER
from api.cases.proposals.extending import EXTEND
from api.cases.proposals.guiding import GUIDE
from api.cases.proposals.kinds import Asked, Kind
from api.cases.proposals.refusing import REFUSE
from api.cases.proposals.returning import DESIGNATE, RETURN
from api.cases.step import Part, Step, Work, goes_to
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound
from api.security import Caller
from api.supervision import messages
from models.law.events import EventKind
from models.law.facts import Facts, ProposalFacts
from models.law.grounds import ProposalKind
from models.tables import Case, CaseEvent, Proposal, Staff
from models.wire import Decision, Moved, ProposalPage, ProposalView, ProposalWanted

KINDS: Mapping[ProposalKind, Kind] = {
    ProposalKind.REFUSE: REFUSE,
    ProposalKind.GUIDE: GUIDE,
    ProposalKind.RETURN: RETURN,
    ProposalKind.DESIGNATE: DESIGNATE,
    ProposalKind.EXTEND: EXTEND,
    ProposalKind.RECLASS: RECLASS,
    ProposalKind.RETIER: RETIER,
}


AGAINST = (
    "move_not_allowed",
    "walled",
    "new_facts",
    "other_not_handled",
    "not_a_superior",
    "nothing_to_extend",
    "extended_already",
    "late_already",
    "not_forwarded",
    "objection_over",
    "designated",
    "to_be_designated",
)
"""What may stand against a proposal, when it is made and again when it is approved."""


async def propose(w: Work[ProposalWanted]) -> ProposalView:
    """What takes two persons is proposed with a reason; the case moves when another person approves it."""
    wanted = w.given.root
    kind = ProposalKind(wanted.kind)
    if await queries.open_one(w.session, w.case.id, kind) is not None:
        raise Conflict("this is proposed and not decided yet", code="proposed_already")
    facts = cast(ProposalFacts, wanted.model_dump(mode="json", exclude={"kind", "reason", "text"}, exclude_none=True))
    asked = Asked.of(w, facts, wanted.words())
    made = _made(asked, kind, wanted.reason, await KINDS[kind].check(asked))
    w.session.add(made)
    await w.session.flush()
    await asked.append(EventKind.PROPOSED, facts={"kind": str(kind), "proposal": made.id}, body=wanted.reason)
    if (opened := KINDS[kind].opened) is not None:
        await opened(asked)
    await w.session.refresh(w.case, ["version"])
    (shown,) = await views.shown(w.session, w.ctx, [(made, w.case)])
    return shown


def _made(a: Asked, kind: ProposalKind, reason: str, unit_id: int | None) -> Proposal:
    return Proposal(
        case_id=a.case.id,
        kind=kind,
        facts=a.facts,
        reason_sealed=a.ctx.keys.seal(reason, views.REASON),
        text_sealed=a.ctx.keys.seal(a.words, views.TEXT) if a.words else None,
        proposed_by_id=a.staff_id,
        proposed_at=a.now,
        unit_id=unit_id,
    )


async def decide(w: Work[Decision]) -> Moved:
    """By another person: 403 `two_persons` for whoever proposed it, `not_yours` for who does not decide this kind.
    Approved, it is looked at once more, and the case moves; else it stays where it is. Whoever proposed it finds the
    decision in their inbox."""
    found, case = await _meant(w), w.case
    if found.decided_at is not None:
        raise Conflict("it is decided", code="decided_already")
    of_kind = KINDS[ProposalKind(found.kind)]
    words = w.ctx.keys.text(found.text_sealed, views.TEXT) if found.text_sealed is not None else None
    asked = Asked.of(w, found.facts, words, found)
    after = asked.after
    if w.given.approve:
        after = goes_to(case, of_kind.action)
        await of_kind.check(asked)
    event = await _decided(asked, found, w.given)
    if w.given.approve:
        after, event = await of_kind.carry(asked, after)
    await w.session.refresh(case, ["version"])
    return Moved(case_no=case.case_no, state=after, version=case.version, event=event.seq)


async def _meant(w: Work[Decision]) -> Proposal:
    found = await queries.one(w.session, w.case.id, w.id)
    if found is None:
        raise NotFound
    return found


async def _decider(w: Work[Decision]) -> None:
    found = await _meant(w)
    if found.proposed_by_id == w.staff_id:
        raise Forbidden("whoever proposed it does not decide it", code="two_persons")
    if not await may_decide(w.session, await Tree.read(w.session), w.caller, w.case, found, w.now):
        raise Forbidden("somebody else decides this", code="not_yours")


async def _decided(a: Asked, found: Proposal, given: Decision) -> CaseEvent:
    found.decided_by_id, found.decided_at, found.approved = a.staff_id, a.now, given.approve
    found.answer_sealed = a.ctx.keys.seal(given.answer, views.ANSWER) if given.answer else None
    await a.session.flush()
    facts: Facts = {"kind": found.kind, "proposal": found.id, "approved": given.approve}
    event = await a.append(EventKind.DECIDED, facts=facts, body=given.answer)
    proposer = await a.session.get_one(Staff, found.proposed_by_id)
    told: Facts = {"case_no": a.case.case_no, "proposal": found.kind, "approved": given.approve}
    await messages.tell(a.session, a.ctx, proposer, messages.Message(told, push=False))
    return event


PROPOSE: Mapping[ProposalKind, Step[ProposalWanted]] = {
    kind: Step(
        name=str(kind),
        given=ProposalWanted,
        do=propose,
        right=PROPOSES[kind],
        action=of_kind.action,
        versioned=True,
        form=forms.proposed(kind),
        result=ProposalView,
    )
    for kind, of_kind in KINDS.items()
}
"""One route leads to all of them; each has a form of its own."""
DECIDE = Step(
    name="rule",
    path="/proposals/{id}/decide",
    given=Decision,
    do=decide,
    admit=_decider,
    versioned=True,
    part=Part("id", "proposal"),
    refuses={403: ("forbidden", "two_persons", "not_yours"), 409: ("decided_already", *AGAINST)},
    form=forms.ruling,
    offered=False,
)


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: queries.Proposals) -> ProposalPage:
    """Of the cases the caller sees, oldest first; `waiting`: only those that they may decide now."""
    found = await kept(session, ctx, who, asked)
    shown, after = asked.page(found, lambda row: row[0].id)
    return ProposalPage(items=await views.shown(session, ctx, shown), next=after)


async def kept(
    session: AsyncSession, ctx: Context, who: Caller, asked: queries.Proposals
) -> list[tuple[Proposal, Case]]:
    """As `page` gives them, and one more than asked."""
    tree, now = await Tree.read(session), ctx.clock.now()
    held: list[tuple[Proposal, Case]] = []
    limit = asked.limit
    while len(held) <= limit:
        rows = await queries.listed(session, who, asked)
        for row in rows:
            if asked.waiting is None or await may_decide(session, tree, who, row[1], row[0], now):
                held.append(row)
        if len(rows) <= limit:
            break
        asked = replace(asked, cursor=str(rows[-1][0].id))
    return held


async def to_decide(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> set[int]:
    """The open proposals of the case that the caller may decide."""
    tree, now = await Tree.read(session), ctx.clock.now()
    found = [p for p in await queries.of_case(session, case.id) if p.decided_at is None]
    return {p.id for p in found if await may_decide(session, tree, who, case, p, now)}
