"""SQL of accounts: who a token belongs to; new staff, and new tokens of services."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.catalogue import queries as catalogue
from api.security import Caller, digest, hashed, new_secret
from models.law.people import Role, Scope
from models.rights import TWO_STEPS, Seat
from models.tables import ApiToken, SecondFactor, Staff, StaffRole, TokenUse


async def find_caller(session: AsyncSession, token: str, now: datetime) -> Caller | None:
    """Who the bearer token belongs to; None when it is unknown, expired, revoked or its owner was switched off."""
    row = await session.scalar(select(ApiToken).where(ApiToken.digest == digest(token)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.staff_id is None:
        scopes = frozenset(Scope(s) for s in row.scopes)
        return Caller(f"service:{row.service}", str(row.service), scopes=scopes, token_id=row.id)
    staff = await session.scalar(select(Staff).options(joinedload(Staff.roles)).where(Staff.id == row.staff_id))
    if staff is None or not staff.active:
        return None
    tree = await catalogue.tree(session)
    lacking = await _lacks_factor(session, staff, now)
    return Caller(
        f"staff:{staff.id}",
        staff.name,
        staff.id,
        staff.login,
        frozenset(Seat(Role(r.role), r.unit_id, tree) for r in staff.roles if not lacking),
        password_given=staff.password_given,
        reading=Scope.READ in row.scopes,
        lacking=lacking,
        token_id=row.id,
    )


async def _lacks_factor(session: AsyncSession, staff: Staff, now: datetime) -> bool:
    """Whether a role needs a second factor, and there is none though the grace is over."""
    if staff.factor_due_at is None or now < staff.factor_due_at or TWO_STEPS.isdisjoint(r.role for r in staff.roles):
        return False
    on = select(SecondFactor.id).where(SecondFactor.staff_id == staff.id, SecondFactor.on_at.is_not(None))
    return await session.scalar(on) is None


async def add_staff(
    session: AsyncSession, login: str, name: str, password: str, roles: list[tuple[Role, int | None]], now: object
) -> Staff:
    staff = Staff(login=login, name=name, password_hash=await hashed(password), active=True, created_at=now)
    staff.roles = [StaffRole(role=role, unit_id=unit) for role, unit in roles]
    session.add(staff)
    await session.flush()
    return staff


async def add_service_token(
    session: AsyncSession, service: str, scopes: list[Scope], now: object, token: str | None = None
) -> str:
    """A token for a service, made up or as given. Other tokens of the same service stay valid until revoked."""
    token = token or new_secret()
    held = await session.scalar(select(ApiToken).where(ApiToken.digest == digest(token)))
    if held is not None:
        held.revoked_at, held.scopes = None, [str(s) for s in scopes]
        return token
    session.add(ApiToken(digest=digest(token), service=service, scopes=[str(s) for s in scopes], created_at=now))
    await session.flush()
    return token


async def note_use(session: AsyncSession, token_id: int, at: datetime, is_sqlite: bool) -> None:
    """When the token was last used. One that is gone meanwhile was used for the last time."""
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(TokenUse).values(token_id=token_id, at=at)
    await session.execute(statement.on_conflict_do_update(index_elements=["token_id"], set_={"at": at}))
