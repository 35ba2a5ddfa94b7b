"""Log-in and the list of colleagues."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.context import Context
from api.deps import limited
from api.errors import Unauthenticated
from api.security import Caller, digest, dummy_hash, hasher, new_secret
from api.staff import queries
from models.law.people import Role
from models.tables import ApiToken, Staff, Unit
from models.wire import Named, StaffView, Token


async def log_in(ctx: Context, login: str, password: str, host: str) -> Token:
    """An opaque token. The same answer and the same work for a wrong name and a wrong password."""
    await limited(ctx, ctx.settings.login_limit, "login", login)
    await limited(ctx, ctx.settings.login_limit, "login-from", login, host)
    async with ctx.db.read() as session:
        staff = await queries.by_login(session, login) if login.isprintable() else None
    hashed = staff.password_hash if staff else await asyncio.to_thread(dummy_hash)
    right = await asyncio.to_thread(hasher().verify, password, hashed)
    if staff is None or not right or not staff.active:
        raise Unauthenticated("the name or the password is wrong", code="bad_credentials")
    token, now = new_secret(), ctx.clock.now()
    lives = timedelta(hours=ctx.settings.token_hours)
    async with ctx.db.write() as session:
        session.add(
            ApiToken(digest=digest(token), staff_id=staff.id, scopes=[], created_at=now, expires_at=now + lives)
        )
    return Token(access_token=token, expires_in=int(lives.total_seconds()))


async def log_out(session: AsyncSession, ctx: Context, token: str) -> None:
    await queries.revoke(session, digest(token), ctx.clock.now())


def _view(staff: Staff, units: dict[int, Unit]) -> StaffView:
    named = {r.unit_id: units[r.unit_id] for r in staff.roles if r.unit_id is not None}
    return StaffView(
        login=staff.login,
        name=staff.name,
        roles=sorted({Role(r.role) for r in staff.roles}),
        units=[Named(code=u.code, name=u.name) for u in named.values()],
    )


async def colleagues(session: AsyncSession, unit: str | None) -> list[StaffView]:
    units = {u.id: u for u in await catalogue.units(session)}
    return [_view(s, units) for s in await queries.with_roles(session, unit)]


async def me(session: AsyncSession, who: Caller) -> StaffView:
    return next(s for s in await colleagues(session, None) if s.login == who.login)
