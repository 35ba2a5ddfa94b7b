"""What whoever runs the machine does to accounts alone: audited, and told to all who read accusations."""

import secrets
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import news, queries, service
from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import Context
from api.security import Caller
from api.staff import factor_queries, holders
from api.staff import queries as staff
from api.staff.account_queries import add_staff
from models.law.accounts import AccountAct, AccountNews
from models.law.people import Role

WHO = Caller("command", "huiyin staff")


class NotDone(Exception):
    """It cannot be done; the message says why."""


@dataclass(frozen=True)
class New:
    """An account to be made: with these roles, in the unit of that code or in none."""

    login: str
    name: str
    roles: list[Role]
    unit: str | None


async def add(ctx: Context, new: New) -> str:
    """The password, which is made up. Raises `NotDone`."""
    password = secrets.token_urlsafe(12)
    async with ctx.db.write() as session:
        if await staff.by_login(session, new.login):
            raise NotDone(f"there is an account {new.login} already")
        held = await catalogue.unit(session, new.unit) if new.unit else None
        if new.unit and held is None:
            raise NotDone(f"there is no unit {new.unit}")
        seats = [(role, held.id if held else None) for role in new.roles]
        made = await add_staff(session, new.login, new.name, password, seats, ctx.clock.now())
        made.password_given = True
        roles = ",".join(f"{role}:{new.unit or '-'}" for role in new.roles)
        await audit(session, WHO, "add_staff", new.login, ctx.clock.now(), roles)
        if holders.reads(new.roles):
            await _told(session, ctx, new.login, AccountAct.ADD)
    return password


async def renew(ctx: Context, login: str) -> str:
    """A new password, made up, and no second factor; the sessions end. Raises `NotDone`."""
    async with ctx.db.write() as session:
        person = await queries.account(session, login)
        if person is None:
            raise NotDone(f"there is no account {login}")
        await factor_queries.remove(session, person.id)
        made = await service.reset(session, ctx, WHO, login)
        if holders.reads(r.role for r in person.roles):
            await _told(session, ctx, login, AccountAct.PASSWORD)
    return made.password


async def _told(session: AsyncSession, ctx: Context, login: str, act: AccountAct) -> None:
    await audit(session, WHO, "account_direct", login, ctx.clock.now(), act)
    await news.tell(session, ctx, AccountNews.DIRECT, act)
