"""The second factor: codes of an app (TOTP, RFC 6238) beside the password, and recovery codes for a lost phone."""

import asyncio
import secrets
from datetime import datetime, timedelta

import pyotp
from pyotp.utils import strings_equal
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.deps import limited
from api.errors import Conflict, Unprocessable
from api.security import Caller, digest, hasher
from api.staff import factor_queries as queries
from models.rights import TWO_STEPS
from models.tables import SecondFactor, Staff
from models.wire import FactorBegun, FactorOn, FactorView

SECONDS = 30
RECOVERY = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of recovery codes: none that looks like another."""
PURPOSE = "second-factor"
GRACE = timedelta(days=7)
"""From the first log-in in a role that needs one; then nothing else is open."""


async def shown(session: AsyncSession, who: Caller) -> FactorView:
    found = await queries.of(session, who.staff_id or 0)
    since = found.on_at if found is not None else None
    left = len(found.recovery) if found is not None and since is not None else 0
    wanted = who.lacking or who.has(*TWO_STEPS)
    due = await queries.due(session, who.staff_id or 0) if wanted and since is None else None
    return FactorView(on=since is not None, since=since, wanted=wanted, until=due, left=left)


async def grace_begins(session: AsyncSession, ctx: Context, staff_id: int) -> None:
    """At the first log-in of somebody with a role that needs one, in a real county: it has to be on in a few days."""
    if await queries.needs_date(session, staff_id, TWO_STEPS):
        await queries.set_due(session, staff_id, ctx.clock.now() + GRACE)


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
    found.on_at = now
    await audit(session, who, "factor_on", who.login or "", now)
    return _recovery(found)


async def renew(session: AsyncSession, ctx: Context, who: Caller, code: str) -> FactorOn:
    """New recovery codes; those from before are worth nothing. Errors as of `turn_off`."""
    found = await _by_code(session, ctx, who, code)
    await audit(session, who, "factor_renewed", who.login or "", ctx.clock.now())
    return _recovery(found)


def _recovery(found: SecondFactor) -> FactorOn:
    made = ["-".join(_some(5) for _ in range(2)) for _ in range(RECOVERY)]
    found.recovery = [_digest(one) for one in made]
    return FactorOn(recovery=made)


async def turn_off(session: AsyncSession, ctx: Context, who: Caller, code: str) -> None:
    """By a code. Unprocessable `code_wrong`; Conflict `factor_not_begun`."""
    found = await _by_code(session, ctx, who, code)
    await queries.remove(session, found.staff_id)
    await audit(session, who, "factor_off", who.login or "", ctx.clock.now())


async def _by_code(session: AsyncSession, ctx: Context, who: Caller, code: str) -> SecondFactor:
    """One's own that is on, by a code of the app or a recovery code."""
    await limited(ctx, ctx.settings.login_limit, "factor", who.login or "")
    found = await queries.of(session, who.staff_id or 0, lock=True)
    if found is None or found.on_at is None:
        raise Conflict("it is not on", code="factor_not_begun")
    if not _used(ctx, found, code, ctx.clock.now()):
        raise Unprocessable("this is not the code of now", code="code_wrong", field="code")
    return found


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
