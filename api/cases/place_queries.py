"""SQL of what the codes in a filter mean, as ids: with these the planner knows how many cases each of them has."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.kept import seldom_changed
from models.tables import Area, Staff, Topic, Unit


@seldom_changed
async def areas(session: AsyncSession, code: str) -> list[int]:
    """The area and all below it: codes of parts begin with the code of the whole."""
    prefix = _whole(code) if len(code) == 6 else code
    statement = select(Area.id).where(Area.code.startswith(prefix, autoescape=True))
    return list(await session.scalars(statement)) if prefix else []


@seldom_changed
async def area(session: AsyncSession, code: str) -> list[int]:
    """This very area, none below it."""
    return list(await session.scalars(select(Area.id).where(Area.code == code)))


@seldom_changed
async def topics(session: AsyncSession, code: str) -> list[int]:
    prefix = _whole(code)
    statement = select(Topic.id).where(Topic.code.startswith(prefix, autoescape=True))
    return list(await session.scalars(statement)) if prefix else []


def _whole(code: str) -> str:
    """A code without its trailing pairs of zeros: what the codes of its parts begin with."""
    while code.endswith("00"):
        code = code[:-2]
    return code


@seldom_changed
async def units(session: AsyncSession, code: str) -> list[int]:
    return list(await session.scalars(select(Unit.id).where(Unit.code == code)))


@seldom_changed
async def people(session: AsyncSession, login: str) -> list[int]:
    return list(await session.scalars(select(Staff.id).where(Staff.login == login)))
