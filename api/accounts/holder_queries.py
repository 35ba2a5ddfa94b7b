"""SQL of what is proposed of accounts that read accusations."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AccountProposal, Staff


async def listed(session: AsyncSession, before: int, limit: int) -> Sequence[AccountProposal]:
    """The newest first, from the one before that id on; 0: from the newest."""
    statement = select(AccountProposal).order_by(AccountProposal.id.desc()).limit(limit)
    if before:
        statement = statement.where(AccountProposal.id < before)
    return (await session.scalars(statement)).all()


async def one(session: AsyncSession, id: int) -> AccountProposal | None:
    """Nobody else decides it meanwhile."""
    found: AccountProposal | None = await session.scalar(
        select(AccountProposal).where(AccountProposal.id == id).with_for_update()
    )
    return found


async def open_of(session: AsyncSession, login: str) -> bool:
    found = select(AccountProposal.id).where(AccountProposal.login == login, AccountProposal.decided_at.is_(None))
    return await session.scalar(found) is not None


async def to_decide(session: AsyncSession, staff_id: int, login: str) -> int:
    """How many wait for this holder: what others proposed, of others' accounts."""
    others = (AccountProposal.proposed_by_id != staff_id, AccountProposal.login != login)
    statement = select(func.count(AccountProposal.id)).where(AccountProposal.decided_at.is_(None), *others)
    return await session.scalar(statement) or 0


async def people(session: AsyncSession, ids: Collection[int]) -> dict[int, Staff]:
    return {p.id: p for p in await session.scalars(select(Staff).where(Staff.id.in_(ids)))} if ids else {}
