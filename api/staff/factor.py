"""The second factor: codes of an app (TOTP, RFC 6238) beside the password, and recovery codes for a lost phone."""

import asyncio
import secrets
from datetime import datetime

import pyotp
from pyotp.utils import strings_equal
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.deps import limited
from api.errors import Conflict, Unprocessable
from api.security import Caller, digest, hasher
from api.staff import factor_queries as queries
from api.staff.holders import READS
from models.law.people import Role
from models.rights import Right, roles
from models.tables import SecondFactor, Staff
from models.wire import FactorBegun, FactorOn, FactorView

SECONDS = 30
RECOVERY = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of recovery codes: none that looks like another."""
PURPOSE = "second-factor"
WANTED: frozenset[Role] = READS | frozenset(roles(Right.MANAGE_STAFF))
"""Roles that are asked to have one: who reads accusations, and who manages accounts."""


async def shown(session: AsyncSession, who: Caller) -> FactorView:
    found = await queries.of(session, who.staff_id or 0)
    since = found.on_at if found is not None else None
    left = len(found.recovery) if found is not None and since is not None else 0
    return FactorView(on=since is not None, since=since, wanted=who.has(*WANTED), left=left)


async def is_on(session: AsyncSession, staff_id: int) -> bool:
    found = await queries.of(session, staff_id)
    return found is not None and found.on_at is not None


async def begin(session: AsyncSession, ctx: Context, who: Caller, current: str) -> FactorBegun:
    """A new secret, which counts from the first code on. Unprocessable for a wrong password, Conflict `factor_on`."""
    person = await session.get_one(Staff, who.staff_id)
    await limited(ctx, ctx.settings.login_limit, "password", person.login)
    if not await asyncio.to_thread(hasher().verify, current, person.password_hash):
        raise Unprocessable("this is not the password", code="password_wrong", field="current")
    found = await queries.of(session, person.id, lock=True)
    if found is not None and found.on_at is not None:
        raise Conflict("it is on already", code="factor_on")
    secret = pyotp.random_base32()
    sealed, now = ctx.keys.seal(secret, PURPOSE), ctx.clock.now()
    if found is None:
        session.add(SecondFactor(staff_id=person.id, secret_sealed=sealed, begun_at=now, step=0, recovery=[]))
    else:
        found.secret_sealed, found.begun_at, found.step = sealed, now, 0
    return begun(secret, person.login)


def begun(secret: str, login: str) -> FactorBegun:
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Huiyin")
    return FactorBegun(secret=secret, address=address)


async def pending(session: AsyncSession, ctx: Context, who: Caller) -> FactorBegun | None:
    """What was begun and not finished, to be shown again beside a code that was wrong."""
    found = await queries.of(session, who.staff_id or 0)
    if found is None or found.on_at is not None:
        return None
    return begun(ctx.keys.text(found.secret_sealed, PURPOSE), who.login or "")


async def turn_on(session: AsyncSession, ctx: Context, who: Caller, code: str) -> FactorOn:
    """From now on codes are asked for. Unprocessable `code_wrong`; Conflict `factor_on`, or `factor_not_begun`."""
    await limited(ctx, ctx.settings.login_limit, "factor", who.login or "")
    found = await queries.of(session, who.staff_id or 0, lock=True)
    if found is None or found.on_at is not None:
        raise Conflict("begin first", code="factor_on" if found is not None else "factor_not_begun")
    now = ctx.clock.now()
    if not _by_app(ctx, found, code, now):
        raise Unprocessable("this is not the code of now", code="code_wrong", field="code")
    made = ["-".join(_some(5) for _ in range(2)) for _ in range(RECOVERY)]
    found.on_at, found.recovery = now, [_digest(one) for one in made]
    await audit(session, who, "factor_on", who.login or "", now)
    return FactorOn(recovery=made)


async def turn_off(session: AsyncSession, ctx: Context, who: Caller, code: str) -> None:
    """By a code. Unprocessable `code_wrong`; Conflict `factor_not_begun`."""
    await limited(ctx, ctx.settings.login_limit, "factor", who.login or "")
    found = await queries.of(session, who.staff_id or 0, lock=True)
    if found is None or found.on_at is None:
        raise Conflict("it is not on", code="factor_not_begun")
    now = ctx.clock.now()
    if not _used(ctx, found, code, now):
        raise Unprocessable("this is not the code of now", code="code_wrong", field="code")
    await queries.remove(session, found.staff_id)
    await audit(session, who, "factor_off", who.login or "", now)


async def proved(session: AsyncSession, ctx: Context, staff_id: int, code: str) -> bool:
    """Whether the code is good; it is used up by that. True where none is asked for."""
    found = await queries.of(session, staff_id, lock=True)
    return found is None or found.on_at is None or _used(ctx, found, code, ctx.clock.now())


def _used(ctx: Context, found: SecondFactor, code: str, now: datetime) -> bool:
    mark = _digest(code)
    if mark in found.recovery:
        found.recovery = [one for one in found.recovery if one != mark]
        return True
    return _by_app(ctx, found, code, now)


def _by_app(ctx: Context, found: SecondFactor, code: str, now: datetime) -> bool:
    """A code of now, or of half a minute before or after, for clocks that go wrong; later than the last one used."""
    app, step = pyotp.TOTP(ctx.keys.text(found.secret_sealed, PURPOSE)), int(now.timestamp()) // SECONDS
    given = "".join(code.split())
    for one in (step - 1, step, step + 1):
        if one > found.step and strings_equal(given, app.generate_otp(one)):
            found.step = one
            return True
    return False


def _some(n: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(n))


def _digest(code: str) -> str:
    """A recovery code has 50 bits of chance: however it is written, its digest tells nobody."""
    return digest("".join(c for c in code.upper() if c.isalnum()))
