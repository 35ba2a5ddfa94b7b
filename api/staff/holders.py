"""Holders: whose accounts read accusations. What is done to one of these takes two of them, and all are told."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from api.staff import queries
from models.law.accounts import HOLDERS
from models.rights import Right, roles
from models.rights.relations import BEHIND_THE_WALL
from models.tables import Staff

READS = frozenset(roles(Right.SEE_CASE, walled=True))
"""Roles that read accusations."""


def reads(held: Iterable[str]) -> bool:
    """Whether one of these roles reads accusations."""
    return not READS.isdisjoint(held)


async def active(session: AsyncSession) -> list[Staff]:
    """Those who can log in."""
    return await queries.who_may(session, Right.SEE_CASE, BEHIND_THE_WALL)


async def enough(session: AsyncSession) -> bool:
    """Whether accusations are taken. Of what is kept of the staff: no statement where that is known."""
    people = await queries.with_roles(session, None)
    return sum(reads(r.role for r in p.roles) for p in people) >= HOLDERS
