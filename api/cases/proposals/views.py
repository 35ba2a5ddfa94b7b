"""How proposals are shown to staff."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.proposals import queries
from api.catalogue import queries as catalogue
from api.context import Context
from models.law.grounds import ProposalKind
from models.tables import Case, Proposal, Staff, Unit
from models.wire import Named, ProposalView

REASON, TEXT, ANSWER = "proposal-reason", "proposal-text", "proposal-answer"
"""What each is sealed for."""


async def of_case(session: AsyncSession, ctx: Context, case: Case) -> list[ProposalView]:
    return await shown(session, ctx, [(p, case) for p in await queries.of_case(session, case.id)])


async def shown(session: AsyncSession, ctx: Context, found: Sequence[tuple[Proposal, Case]]) -> list[ProposalView]:
    if not found:
        return []
    ids = {i for p, _ in found for i in (p.proposed_by_id, p.decided_by_id) if i is not None}
    people = await queries.people(session, ids)
    units = {u.id: u for u in await catalogue.units(session)} if any(p.unit_id for p, _ in found) else {}
    return [_view(ctx, p, c, people, units) for p, c in found]


def _view(ctx: Context, p: Proposal, case: Case, people: dict[int, Staff], units: dict[int, Unit]) -> ProposalView:
    def named(id: int | None) -> Named | None:
        return Named(code=people[id].login, name=people[id].name) if id is not None else None

    by = people[p.proposed_by_id]
    unit = units[p.unit_id] if p.unit_id is not None else None
    return ProposalView(
        id=p.id,
        case_no=case.case_no,
        kind=ProposalKind(p.kind),
        facts=p.facts,
        reason=ctx.keys.text(p.reason_sealed, REASON),
        text=ctx.keys.text(p.text_sealed, TEXT) if p.text_sealed is not None else None,
        proposed_by=Named(code=by.login, name=by.name),
        proposed_at=p.proposed_at,
        unit=Named(code=unit.code, name=unit.name) if unit else None,
        decided_by=named(p.decided_by_id),
        decided_at=p.decided_at,
        approved=p.approved,
        answer=ctx.keys.text(p.answer_sealed, ANSWER) if p.answer_sealed is not None else None,
        version=case.version,
    )
