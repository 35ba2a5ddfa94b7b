"""Accounts are made, changed, switched off and on. An administrator sees no case by being one."""

import secrets
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import holding, own, queries
from api.accounts.holding import Handing
from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.security import Caller, hashed
from api.staff import factor, factor_queries
from api.staff import queries as staff
from api.staff.account_queries import add_staff
from models.law.people import Role
from models.rights import ROLES, Right, Seat
from models.tables import Staff, Unit
from models.wire import (
    AccountChange,
    AccountChanged,
    AccountMade,
    AccountView,
    AccountWanted,
    HandOn,
    Holdings,
    Named,
    RoleHeld,
    RoleWanted,
    SessionView,
)


async def listed(session: AsyncSession) -> list[AccountView]:
    """Everybody; those switched off last."""
    units = {u.id: u for u in await catalogue.units(session)}
    return [_view(person, units) for person in await queries.everybody(session)]


async def one(session: AsyncSession, login: str) -> AccountView:
    return _view(await _known(session, login), {u.id: u for u in await catalogue.units(session)})


async def holdings(session: AsyncSession, login: str) -> Holdings:
    return await holding.of(session, await _known(session, login))


async def _known(session: AsyncSession, login: str, *, lock: bool = False) -> Staff:
    person = await queries.account(session, login, lock=lock)
    if person is None:
        raise NotFound
    return person


def _view(person: Staff, units: dict[int, Unit]) -> AccountView:
    by_id = sorted(person.roles, key=lambda r: r.id)
    held = [(Role(r.role), units.get(r.unit_id) if r.unit_id is not None else None) for r in by_id]
    roles = [RoleHeld(role=role, unit=Named(code=u.code, name=u.name) if u else None) for role, u in held]
    return AccountView(login=person.login, name=person.name, active=person.active, roles=roles)


async def places(session: AsyncSession, wanted: Sequence[RoleWanted]) -> list[Seat]:
    """Unprocessable for a role that is not held there: each counts for a unit, for the county or behind the wall."""
    units = {u.code: u for u in await catalogue.units(session)}
    tree, found = await catalogue.tree(session), list[Seat]()
    for one in wanted:
        unit, post = units.get(one.unit or ""), ROLES[one.role]
        if one.unit is None and (post.countywide or post.below):
            found.append(Seat(one.role, None, tree))
        elif unit is None or post.countywide or unit.discipline != post.walled:
            raise Unprocessable("this role is not held there", field="roles")
        else:
            found.append(Seat(one.role, unit.id, tree))
    return list(dict.fromkeys(found))


def said(wanted: Sequence[RoleWanted]) -> str:
    """For the audit."""
    return ",".join(f"{one.role}:{one.unit or '-'}" for one in wanted)[:200]


async def add(session: AsyncSession, ctx: Context, who: Caller, given: AccountWanted) -> AccountMade:
    """With a password that is made up. Conflict `login_taken`."""
    held = await places(session, given.roles)
    password, now = secrets.token_urlsafe(9), ctx.clock.now()
    roles = [(seat.role, seat.unit) for seat in held]
    try:
        made = await add_staff(session, given.login, given.name, password, roles, now)
    except IntegrityError:
        raise Conflict("there is an account of this name", code="login_taken") from None
    made.password_given = True
    await audit(session, who, "add_staff", given.login, now, said(given.roles))
    return AccountMade(login=given.login, password=password)


async def change(session: AsyncSession, ctx: Context, who: Caller, login: str, given: AccountChange) -> AccountChanged:
    """Name and roles. Cases that the new roles give no right to go to `to`; Conflict `to_whom` when nobody is named,
    `last_admin` when nobody would be left who manages accounts."""
    person = await _known(session, login, lock=True)
    after = await places(session, given.roles)
    to = await holding.taker(session, person, given.to)
    gone = await holding.lost(session, person, after) if person.active else []
    numbers = await Handing(session, ctx, who, person, to).cases(gone)
    person.name = given.name
    await queries.set_roles(session, person, [(seat.role, seat.unit) for seat in after])
    await _somebody_manages(session)
    now = ctx.clock.now()
    await audit(session, who, "change_account", login, now, said(given.roles))
    return await _changed(session, person, to, numbers)


async def switch_off(session: AsyncSession, ctx: Context, who: Caller, login: str, given: HandOn) -> AccountChanged:
    """All that the account holds goes to `to`; its sessions end. Conflict `own_account`, `to_whom`, `last_admin`."""
    person = await _known(session, login, lock=True)
    if person.id == who.staff_id:
        raise Conflict("not one's own account", code="own_account")
    to = await holding.taker(session, person, given.to)
    handing = Handing(session, ctx, who, person, to)
    heads, was_on = await queries.headed_by(session, person.id), person.active
    numbers = await handing.cases(await holding.lost(session, person, []))
    person.active = False
    await handing.rest()
    now = ctx.clock.now()
    await staff.revoke_all(session, person.id, now)
    await session.flush()
    await _somebody_manages(session)
    if was_on or numbers or heads:  # sent twice it is off already
        reason = f"{to.login}: {len(numbers)}" if to is not None else None
        headed = [f"head {unit.code}: {login} → {to.login if to is not None else ''}" for unit in heads]
        await audit(session, who, "account_off", login, now, reason, changed=headed)
    return await _changed(session, person, to, numbers)


async def switch_on(session: AsyncSession, ctx: Context, who: Caller, login: str) -> AccountView:
    person = await _known(session, login, lock=True)
    person.active = True
    await audit(session, who, "account_on", login, ctx.clock.now())
    await session.flush()
    return await one(session, login)


async def reset(session: AsyncSession, ctx: Context, who: Caller, login: str) -> AccountMade:
    """A new password, made up; the sessions end."""
    person = await _known(session, login, lock=True)
    password, now = secrets.token_urlsafe(9), ctx.clock.now()
    person.password_hash, person.password_given = await hashed(password), True
    await staff.revoke_all(session, person.id, now)
    await audit(session, who, "account_password", login, now)
    return AccountMade(login=login, password=password)


async def forget_factor(session: AsyncSession, ctx: Context, who: Caller, login: str) -> None:
    """Whoever lost phone and recovery codes logs in by password alone, and sets it up anew; the sessions end. NotFound
    where there is none."""
    person, now = await _known(session, login, lock=True), ctx.clock.now()
    if not await factor_queries.remove(session, person.id):
        raise NotFound
    await staff.revoke_all(session, person.id, now)
    await audit(session, who, "factor_reset", login, now)


async def has_factor(session: AsyncSession, login: str) -> bool:
    return await factor.is_on(session, (await _known(session, login)).id)


async def sessions(session: AsyncSession, ctx: Context, login: str) -> list[SessionView]:
    return await own.sessions(session, ctx.clock, (await _known(session, login)).id)


async def end_sessions(session: AsyncSession, ctx: Context, who: Caller, login: str) -> None:
    """Log-ins, and tokens for machines."""
    person, now = await _known(session, login), ctx.clock.now()
    await staff.revoke_all(session, person.id, now)
    await audit(session, who, "end_sessions", login, now)


async def _somebody_manages(session: AsyncSession) -> None:
    if not await staff.who_may(session, Right.MANAGE_STAFF):
        raise Conflict("somebody must manage the accounts", code="last_admin")


async def _changed(session: AsyncSession, person: Staff, to: Staff | None, numbers: list[str]) -> AccountChanged:
    left = holding.outside(await queries.cases_of(session, person.id))
    units = {u.id: u for u in await catalogue.units(session)}
    return AccountChanged(
        account=_view(person, units),
        to=Named(code=to.login, name=to.name) if to is not None else None,
        handed_over=numbers,
        left=left,
    )
