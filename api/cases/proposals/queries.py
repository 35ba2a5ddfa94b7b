"""SQL of what takes two persons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.cases.queries import visible
from api.kept import asked_once, nothing_of
from api.listing import Rows
from api.security import Caller
from models.law.duties import Duty
from models.law.grounds import ProposalKind
from models.law.matters import LinkKind
from models.law.states import ENDED
from models.tables import Case, CaseLink, Obligation, Proposal, Review, Staff


@asked_once
async def of_case(session: AsyncSession, case_id: int) -> Sequence[Proposal]:
    """All of the case, open and decided, oldest first."""
    if nothing_of(session, case_id, Proposal):
        return []
    return (await session.scalars(select(Proposal).where(Proposal.case_id == case_id).order_by(Proposal.id))).all()


async def one(session: AsyncSession, case_id: int, id: int) -> Proposal | None:
    statement = select(Proposal).where(Proposal.case_id == case_id, Proposal.id == id).with_for_update(key_share=True)
    found: Proposal | None = await session.scalar(statement)
    return found


async def open_one(session: AsyncSession, case_id: int, kind: ProposalKind) -> Proposal | None:
    wanted = (Proposal.case_id == case_id, Proposal.kind == kind.value, Proposal.decided_at.is_(None))
    found: Proposal | None = await session.scalar(select(Proposal).where(*wanted))
    return found


async def designated(session: AsyncSession, case_id: int) -> bool:
    """Whether the common superior has named the unit: then it is that unit's."""
    wanted = (Proposal.case_id == case_id, Proposal.kind == ProposalKind.DESIGNATE.value, Proposal.approved.is_(true()))
    return await session.scalar(select(Proposal.id).where(*wanted).limit(1)) is not None


@dataclass(frozen=True, kw_only=True)
class Proposals(Rows):
    """Those that are asked for; of those that wait: open, of others, in cases that have not ended."""

    waiting: Annotated[Literal["me"] | None, Query(description="open ones that the caller may decide")] = None
    mine: Annotated[bool, Query(description="those the caller has proposed")] = False


async def listed(session: AsyncSession, who: Caller, asked: Proposals) -> Sequence[tuple[Proposal, Case]]:
    """Of cases the caller sees, oldest first, and one more than asked."""
    wanted: list[ColumnElement[bool]] = [visible(who), Proposal.id > asked.after]
    if asked.waiting:
        wanted += _of_others(who)
    if asked.mine:
        wanted.append(Proposal.proposed_by_id == who.staff_id)
    statement = (
        select(Proposal, Case)
        .join(Case, Case.id == Proposal.case_id)
        .options(joinedload(Case.lead_unit))
        .where(*wanted)
        .order_by(Proposal.id)
        .limit(asked.limit + 1)
    )
    return [(p, c) for p, c in await session.execute(statement)]


def _of_others(who: Caller) -> list[ColumnElement[bool]]:
    ended = Case.state.not_in([s.value for s in ENDED])
    return [Proposal.decided_at.is_(None), Proposal.proposed_by_id != who.staff_id, ended]


def open_of_others(who: Caller) -> Select[Any]:
    """Those that may be the caller's to decide; whether they are, the rights of each say."""
    return select(Proposal.id).join(Case, Case.id == Proposal.case_id).where(visible(who), *_of_others(who))


async def people(session: AsyncSession, ids: Collection[int]) -> dict[int, Staff]:
    return {p.id: p for p in await session.scalars(select(Staff).where(Staff.id.in_(ids)))}


async def re_reviewed(session: AsyncSession, case_id: int) -> bool:
    """Whether the second review of the case was decided."""
    wanted = (Review.case_id == case_id, Review.level == 2, Review.decided_at.is_not(None))
    return await session.scalar(select(Review.id).where(*wanted).limit(1)) is not None


async def new_facts(session: AsyncSession, case_id: int) -> bool:
    """Whether somebody has found that the case brings new facts beside an earlier one."""
    wanted = (CaseLink.case_id == case_id, CaseLink.kind == LinkKind.NEW_FACTS.value, CaseLink.undone_at.is_(None))
    return await session.scalar(select(CaseLink.id).where(*wanted).limit(1)) is not None


async def review_rights(session: AsyncSession, case_id: int) -> Sequence[Obligation]:
    """The resident's rights to a first review, used or not, oldest first."""
    wanted = (Obligation.case_id == case_id, Obligation.key == Duty.REVIEW_REQUEST.value)
    return (await session.scalars(select(Obligation).where(*wanted).order_by(Obligation.id))).all()
