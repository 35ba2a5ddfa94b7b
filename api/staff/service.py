"""Log-in and the list of colleagues."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.context import Context
from api.deps import limited
from api.errors import Unauthenticated
from api.office import demonstration
from api.security import Caller, digest, dummy_hash, hasher, new_secret
from api.staff import factor, queries
from models.law.people import Role, Scope
from models.tables import ApiToken, Staff, Unit
from models.wire import Named, StaffView, Token


@dataclass(frozen=True)
class LogIn:
    """`host`: from where. `agent`: the browser or program. `known`: the mark of a browser in which this person has
    logged in before, so that nobody else's attempts can keep them out. `code`: of the second factor; `half`: what a
    password that was right was answered with, in its place."""

    login: str
    password: str
    host: str = ""
    agent: str | None = None
    known: str = ""
    code: str = ""
    half: str = ""


class CodeNeeded(Unauthenticated):
    """The password is right, and a code of the second factor is asked for. `half` stands for the password for a few
    minutes."""

    def __init__(self, half: str) -> None:
        super().__init__("the code of the app is needed too", code="code_needed")
        self.half = half


HALF = timedelta(minutes=5)


def device(ctx: Context, login: str) -> str:
    """What a browser keeps after a log-in of this name."""
    return ctx.keys.mark(login, "device")


async def log_in(ctx: Context, given: LogIn) -> Token:
    """An opaque token. The same answer and the same work for a wrong name and a wrong password. Raises `CodeNeeded`
    for the password alone where there is a second factor, Unauthenticated `bad_code` for a wrong code."""
    staff = await _whose(ctx, given)
    lives = timedelta(hours=ctx.settings.token_hours)
    made = ApiToken(staff_id=staff.id, agent=printable(given.agent))
    real = await demonstration.real(ctx)
    async with ctx.db.write() as session:
        if not given.code and await factor.is_on(session, staff.id):
            raise CodeNeeded(_half(ctx, staff))
        if not await factor.proved(session, ctx, staff.id, given.code):
            raise Unauthenticated("the code is wrong, or was used", code="bad_code")
        if real:
            await factor.grace_begins(session, ctx, staff.id)
        token = issue(session, made, ctx.clock.now(), lives)
    return Token(access_token=token, expires_in=int(lives.total_seconds()))


async def _whose(ctx: Context, given: LogIn) -> Staff:
    """Whose name and password these are."""
    login = given.login
    known = given.known in ctx.keys.marks(login, "device")
    named, placed = ("known", "known-from") if known else ("login", "login-from")
    await limited(ctx, ctx.settings.login_limit, named, login)
    await limited(ctx, ctx.settings.login_limit, placed, login, given.host)
    async with ctx.db.read() as session:
        staff = await queries.by_login(session, login) if login.isprintable() else None
    if given.half:
        right = staff is not None and _is_half(ctx, staff, given.half)
    else:
        held = staff.password_hash if staff else await asyncio.to_thread(dummy_hash)
        right = await asyncio.to_thread(hasher().verify, given.password, held)
    if staff is None or not right or not staff.active:
        raise Unauthenticated("the name or the password is wrong", code="bad_credentials")
    return staff


def _half(ctx: Context, staff: Staff) -> str:
    """Good for this password and a few minutes."""
    until = int((ctx.clock.now() + HALF).timestamp())
    return f"{until}.{ctx.keys.mark(_proof(staff, until), 'half')}"


def _is_half(ctx: Context, staff: Staff, half: str) -> bool:
    until, _, mark = half.partition(".")
    if not (until.isascii() and until.isdecimal() and len(until) < 15) or int(until) < ctx.clock.now().timestamp():
        return False
    return any(compare_digest(mark, one) for one in ctx.keys.marks(_proof(staff, int(until)), "half"))


def _proof(staff: Staff, until: int) -> str:
    return f"{staff.id}:{until}:{staff.password_hash}"


def printable(agent: str | None) -> str | None:
    """What a browser says of itself, to be shown in a list."""
    return "".join(c for c in agent if c.isprintable() and c.isascii())[:200] or None if agent else None


def issue(
    session: AsyncSession, made: ApiToken, now: datetime, lives: timedelta | None, scopes: Sequence[Scope] = ()
) -> str:
    """The token of a row that is new; only its digest is kept."""
    token = new_secret()
    made.digest, made.created_at, made.scopes = digest(token), now, [str(scope) for scope in scopes]
    made.expires_at = now + lives if lives is not None else None
    session.add(made)
    return token


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
