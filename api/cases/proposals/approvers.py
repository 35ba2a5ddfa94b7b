"""Who may propose and who decides, kind by kind. Never the same person; behind the wall only discipline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.security import Caller, of_case
from api.staff.owners import stand_in
from models.law.grounds import ProposalKind
from models.law.matters import CaseClass
from models.rights import Relation, Right, Subject, relations
from models.tables import Case, Proposal, Staff, Unit

PROPOSES = {kind: Right[f"PROPOSE_{kind.name}"] for kind in ProposalKind}
DECIDES = {kind: Right[f"DECIDE_{kind.name}"] for kind in ProposalKind}


@dataclass(frozen=True)
class Tree:
    """The units by id."""

    by_id: dict[int, Unit]

    @classmethod
    async def read(cls, session: AsyncSession) -> Self:
        return cls({u.id: u for u in await catalogue.units(session)})

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


async def may_decide(
    session: AsyncSession, tree: Tree, who: Caller, case: Case, proposal: Proposal, now: datetime
) -> bool:
    """Whether the caller is one who decides this proposal of somebody else's."""
    if proposal.proposed_by_id == who.staff_id:
        return False
    right = DECIDES[ProposalKind(proposal.kind)]
    return who.may(right, await _subject(session, tree, case, proposal, relations(right), now))


async def _subject(
    session: AsyncSession, tree: Tree, case: Case, proposal: Proposal, asked: Relation, now: datetime
) -> Subject:
    """The case, with the units and the person that stand in the relations that are asked of."""
    if case.restricted:
        return of_case(case)
    lead = tree.by_id[case.lead_unit_id]
    line = {lead.id, *tree.above(lead.id)}
    head = await _head(session, lead, now) if Relation.HEAD in asked else None
    if _accuses(proposal):
        line, head = line - {lead.id}, None
    sides = {lead.id, case.forwarder_id or lead.id}
    units = {
        Relation.UNIT: {lead.id},
        Relation.LINE: line,
        Relation.COMMON: set.intersection(*({*tree.above(side)} for side in sides)),
    }
    if Relation.FORWARDER in asked:
        units[Relation.FORWARDER] = await _passed_it_on(session, case, proposal)
    return Subject(False, units, {Relation.HEAD: {head} - {None}})


async def _head(session: AsyncSession, unit: Unit, now: datetime) -> int | None:
    """The unit's head, or who stands in for them while they are away. 本机关负责人 (art. 34)."""
    head = await session.get(Staff, unit.head_id) if unit.head_id is not None else None
    there = await stand_in(session, head, now) if head is not None else None
    return there.id if there is not None else None


def _accuses(proposal: Proposal) -> bool:
    """That somebody is accused is not decided in the unit that may be meant."""
    return proposal.facts.get("case_class") == CaseClass.ACCUSATION


async def _passed_it_on(session: AsyncSession, case: Case, proposal: Proposal) -> set[int]:
    """The unit that passed the case on, and the receiving desk unless it is the one that objects."""
    desk = await catalogue.receiving_desk(session)
    return {u for u in (proposal.unit_id, desk.id if desk.id != case.lead_unit_id else None) if u is not None}
