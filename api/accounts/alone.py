"""What one person may do to accounts: whatever does not touch who reads accusations. Else Conflict `takes_two`."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries, service
from api.context import Context
from api.errors import Conflict
from api.security import Caller
from api.staff import holders
from models.tables import Staff
from models.wire import AccountChange, AccountChanged, AccountMade, AccountView, AccountWanted, HandOn


def _two() -> Conflict:
    return Conflict("this account reads accusations: propose it, and another holder decides", code="takes_two")


async def _not_a_holder(session: AsyncSession, login: str) -> None:
    person = await queries.account(session, login)
    if person is not None and holders.reads(r.role for r in person.roles):
        raise _two()


async def add(session: AsyncSession, ctx: Context, who: Caller, given: AccountWanted) -> AccountMade:
    if holders.reads(seat.role for seat in await service.places(session, given.roles)):
        raise _two()
    return await service.add(session, ctx, who, given)


async def change(session: AsyncSession, ctx: Context, who: Caller, login: str, given: AccountChange) -> AccountChanged:
    """A holder's other roles are changed by one; their name is not."""
    person = await queries.account(session, login)
    if person is not None and await _touches(session, person, given):
        raise _two()
    return await service.change(session, ctx, who, login, given)


async def _touches(session: AsyncSession, person: Staff, given: AccountChange) -> bool:
    held = {(r.role, r.unit_id) for r in person.roles if holders.reads([r.role])}
    after = {
        (seat.role, seat.unit) for seat in await service.places(session, given.roles) if holders.reads([seat.role])
    }
    return held != after or (bool(held) and given.name != person.name)


async def switch_off(session: AsyncSession, ctx: Context, who: Caller, login: str, given: HandOn) -> AccountChanged:
    await _not_a_holder(session, login)
    return await service.switch_off(session, ctx, who, login, given)


async def switch_on(session: AsyncSession, ctx: Context, who: Caller, login: str) -> AccountView:
    await _not_a_holder(session, login)
    return await service.switch_on(session, ctx, who, login)


async def reset(session: AsyncSession, ctx: Context, who: Caller, login: str) -> AccountMade:
    await _not_a_holder(session, login)
    return await service.reset(session, ctx, who, login)


async def forget_factor(session: AsyncSession, ctx: Context, who: Caller, login: str) -> None:
    await _not_a_holder(session, login)
    await service.forget_factor(session, ctx, who, login)
