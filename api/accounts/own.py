"""One's own password, sessions and tokens."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import token_queries as queries
from api.audit import audit
from api.context import Context
from api.deps import limited
from api.errors import NotFound, Unprocessable
from api.security import Caller, hashed, hasher
from api.staff.service import issue
from models.clock import Clock
from models.law.people import Scope
from models.tables import ApiToken, Staff
from models.wire import PasswordWanted, SessionView, TokenMade, TokenWanted

SHORTEST = 10
"""Characters of a password."""
GUESSES = 1_000_000
"""That a password must withstand: fewer find those that many people have, patterns, names and dates."""


def weakness(password: str, login: str, name: str) -> str | None:
    """The code of what is wrong with a password: `password_short`, `password_common`."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to read

    if len(password) < SHORTEST:
        return "password_short"
    known = [login, name, "huiyin"]
    easy = login.lower() in password.lower() or zxcvbn(password[:70], user_inputs=known)["guesses"] < GUESSES
    return "password_common" if easy else None


async def change_password(session: AsyncSession, ctx: Context, who: Caller, given: PasswordWanted) -> None:
    """Every other session ends. Unprocessable for a wrong password, and for a new one that is short, easily guessed or
    the one that there was."""
    person = await session.get_one(Staff, who.staff_id)
    await limited(ctx, ctx.settings.login_limit, "password", person.login)
    if not await asyncio.to_thread(hasher().verify, given.current, person.password_hash):
        raise Unprocessable("this is not the password", code="password_wrong", field="current")
    if given.new == given.current:
        raise Unprocessable("another one than before", code="password_same", field="new")
    weak = await asyncio.to_thread(weakness, given.new, person.login, person.name)
    if weak is not None:
        raise Unprocessable(f"{SHORTEST} characters or more, not easily guessed", code=weak, field="new")
    person.password_hash, person.password_given = await hashed(given.new), False
    now = ctx.clock.now()
    await queries.end_sessions(session, person.id, now, but=who.token_id)
    await audit(session, who, "own_password", person.login, now)


async def sessions(session: AsyncSession, clock: Clock, staff_id: int, this: int | None = None) -> list[SessionView]:
    """Sessions that have not ended, and tokens; the last used first."""
    rows = await queries.of_staff(session, staff_id, clock.now())
    return [
        SessionView(
            id=t.id,
            name=t.name,
            agent=t.agent,
            reads_only=Scope.READ in t.scopes,
            created_at=t.created_at,
            used_at=used,
            expires_at=t.expires_at,
            this=t.id == this,
        )
        for t, used in rows
    ]


async def end(session: AsyncSession, ctx: Context, who: Caller, id: int) -> None:
    """One of one's own. NotFound for others'."""
    now = ctx.clock.now()
    if not await queries.end_one(session, id, now, staff_id=who.staff_id):
        raise NotFound
    await audit(session, who, "end_session", str(id), now)


async def end_others(session: AsyncSession, ctx: Context, who: Caller) -> None:
    """All log-ins but this one; tokens for machines stay."""
    now = ctx.clock.now()
    await queries.end_sessions(session, who.staff_id or 0, now, but=who.token_id)
    await audit(session, who, "end_sessions", who.login or "", now)


async def make_token(session: AsyncSession, ctx: Context, who: Caller, given: TokenWanted) -> TokenMade:
    """Does what its owner may, or only reads."""
    now, lives = ctx.clock.now(), timedelta(days=given.days)
    row = ApiToken(staff_id=who.staff_id, name=given.name)
    token = issue(session, row, now, lives, [Scope.READ] if given.reads_only else [])
    await audit(session, who, "make_token", given.name, now, "reads only" if given.reads_only else None)
    return TokenMade(token=token, expires_at=now + lives)
