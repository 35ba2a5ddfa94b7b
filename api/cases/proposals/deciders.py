"""Who may propose and who decides, kind by kind. Never the same person; behind the wall only discipline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.cases.owners import stand_in
from api.cases.proposals import queries
from api.security import Caller
from models.law.grounds import ProposalKind
from models.law.matters import CaseClass
from models.law.people import Role
from models.tables import Case, Proposal, Staff, Unit

MAY_PROPOSE: dict[ProposalKind, tuple[Role, ...]] = {
    ProposalKind.REFUSE: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    ProposalKind.GUIDE: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    ProposalKind.RETURN: (Role.HANDLER, Role.CLERK),
    ProposalKind.DESIGNATE: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER),
    ProposalKind.EXTEND: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    ProposalKind.RECLASS: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
    ProposalKind.RETIER: (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.DISCIPLINE),
}
"""Of the cases they see, as `service.permit` reads it. A return is proposed inside the unit only."""
ABOVE = (Role.SUPERVISOR, Role.LEADER)
WORKS = (Role.HANDLER, Role.CLERK, Role.SUPERVISOR)
BY_HEAD = frozenset({ProposalKind.EXTEND, ProposalKind.RECLASS, ProposalKind.RETIER})
"""本机关负责人 (art. 34) decides, or those above."""


@dataclass(frozen=True)
class Tree:
    """The units by id."""

    by_id: dict[int, Unit]

    @classmethod
    async def read(cls, session: AsyncSession) -> Self:
        return cls({u.id: u for u in await queries.units(session)})

    def above(self, unit_id: int) -> Iterator[int]:
        """The units above this one, nearest first, without itself."""
        seen = {unit_id}
        at = self.by_id[unit_id].parent_id
        while at is not None and at not in seen:
            yield at
            seen.add(at)
            at = self.by_id[at].parent_id

    def speaks_for(self, unit_id: int) -> set[int]:
        """The unit; the reception also for those above it in its area, for which it receives."""
        unit = self.by_id[unit_id]
        if not unit.desk:
            return {unit_id}
        return {unit_id, *(u for u in self.above(unit_id) if self.by_id[u].area_id == unit.area_id)}


def _holds(who: Caller, roles: tuple[Role, ...], units: set[int]) -> bool:
    """The caller has one of the roles for all units, or in one of these."""
    return any(role in roles and (unit is None or unit in units) for role, unit in who.roles)


async def _heads(session: AsyncSession, who: Caller, unit: Unit, now: datetime) -> bool:
    """The caller is the unit's head, or stands in for them while they are away."""
    head = await session.get(Staff, unit.head_id) if unit.head_id is not None else None
    there = await stand_in(session, head, now) if head is not None else None
    return there is not None and there.id == who.staff_id


async def may_decide(
    session: AsyncSession, tree: Tree, who: Caller, case: Case, proposal: Proposal, now: datetime
) -> bool:
    """Whether the caller is one who decides this proposal of somebody else's."""
    if proposal.proposed_by_id == who.staff_id:
        return False
    if case.restricted:
        return who.has(Role.DISCIPLINE)
    kind, lead = ProposalKind(proposal.kind), tree.by_id[case.lead_unit_id]
    line = {lead.id, *tree.above(lead.id)}
    match kind:
        case ProposalKind.REFUSE | ProposalKind.GUIDE:
            return _holds(who, ABOVE, line)
        case ProposalKind.RETURN:
            return await _forwarder(session, who, case, proposal)
        case ProposalKind.DESIGNATE:
            sides = {lead.id, case.forwarder_id or lead.id}
            common = set.intersection(*({*tree.above(side)} for side in sides))
            return _holds(who, ABOVE, common)
        case _:
            if kind in BY_HEAD and not _accuses(proposal) and await _heads(session, who, lead, now):
                return True
            roles = ABOVE if kind is ProposalKind.EXTEND else (Role.SUPERVISOR,)
            return _holds(who, roles, line - {lead.id} if _accuses(proposal) else line)


def _accuses(proposal: Proposal) -> bool:
    """That somebody is accused is not decided in the unit that may be meant."""
    return proposal.facts.get("case_class") == CaseClass.ACCUSATION


async def _forwarder(session: AsyncSession, who: Caller, case: Case, proposal: Proposal) -> bool:
    """Members of the unit that passed it on, and of the receiving desk; nobody of the unit that objects."""
    if case.lead_unit_id in who.units(*WORKS):
        return False
    desk = await cases.receiving_desk(session)
    units = {u for u in (proposal.unit_id,) if u is not None}
    if desk.id != case.lead_unit_id:
        units.add(desk.id)
    return _holds(who, (Role.CLERK, Role.SUPERVISOR), units) or bool(units & who.units(*WORKS))
