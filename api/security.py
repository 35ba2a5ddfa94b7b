"""Passwords (Argon2), opaque tokens, and who is calling."""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cache

from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models.law.people import Role, Scope
from models.tables import ApiToken, Staff, StaffRole


@cache
def hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def dummy_hash() -> str:
    """Checked when there is no such login, so that the time tells nothing."""
    return hasher().hash("no such login")


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Caller:
    """A member of staff (with roles, each in a unit or in all: None) or a service (with scopes)."""

    owner: str
    name: str
    staff_id: int | None = None
    login: str | None = None
    roles: frozenset[tuple[Role, int | None]] = frozenset()
    scopes: frozenset[Scope] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        return any(role in roles for role, _ in self.roles)

    def units(self, *roles: Role) -> frozenset[int]:
        """Units in which the caller has one of the roles."""
        return frozenset(u for role, u in self.roles if role in roles and u is not None)


async def find_caller(session: AsyncSession, token: str, now: object) -> Caller | None:
    """Who the bearer token belongs to; None when it is unknown, expired, revoked or its owner was switched off."""
    row = await session.scalar(select(ApiToken).where(ApiToken.digest == digest(token)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):  # type: ignore[operator]
        return None
    if row.staff_id is None:
        return Caller(f"service:{row.service}", str(row.service), scopes=frozenset(Scope(s) for s in row.scopes))
    staff = await session.scalar(select(Staff).options(joinedload(Staff.roles)).where(Staff.id == row.staff_id))
    if staff is None or not staff.active:
        return None
    return Caller(
        f"staff:{staff.id}",
        staff.name,
        staff.id,
        staff.login,
        frozenset((Role(r.role), r.unit_id) for r in staff.roles),
    )


async def add_staff(
    session: AsyncSession, login: str, name: str, password: str, roles: list[tuple[Role, int | None]], now: object
) -> Staff:
    staff = Staff(login=login, name=name, password_hash=hasher().hash(password), active=True, created_at=now)
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
