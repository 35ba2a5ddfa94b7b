"""Routes of the accounts, for those who manage them."""

from typing import Annotated

from fastapi import Path, Response

from api.accounts import alone, service
from api.deps import Ctx, IdempotencyKey, Read, Write, having
from api.idempotency import once
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import (
    AccountChange,
    AccountChanged,
    AccountMade,
    AccountView,
    AccountWanted,
    HandOn,
    Holdings,
    Items,
    Login,
    SessionView,
)

router = v1("/accounts", tags=["accounts"])
Reader = Annotated[Caller, having(Right.READ_ACCOUNTS)]
Manager = Annotated[Caller, having(Right.MANAGE_STAFF)]
Whose = Annotated[Login, Path()]
TWO = ("takes_two",)
"""Whatever touches who reads accusations is proposed: `POST /v1/account-proposals`."""
TAKEN = ("to_whom", "cannot_take", "last_admin", *TWO)


@router.get("")
async def listed(_who: Reader, session: Read) -> Items[AccountView]:
    """Everybody with their roles; those switched off last."""
    return Items(items=await service.listed(session))


@router.post("", status_code=201, response_model=AccountMade, openapi_extra=refuses({409: ("login_taken", *TWO)}))
async def add(given: AccountWanted, ctx: Ctx, who: Manager, session: Write, key: IdempotencyKey) -> Response:
    """A new account. Its password is made up and said once."""

    async def do() -> AccountMade:
        return await alone.add(session, ctx, who, given)

    return await once(session, ctx, who, key, "accounts", given, do)


@router.get("/{login}")
async def one(login: Whose, _who: Reader, session: Read) -> AccountView:
    """One account with its roles."""
    return await service.one(session, login)


@router.get("/{login}/holdings")
async def holdings(login: Whose, _who: Reader, session: Read) -> Holdings:
    """What it holds, by number, and who could take all of it."""
    return await service.holdings(session, login)


@router.put("/{login}", openapi_extra=refuses({409: TAKEN}))
async def change(login: Whose, given: AccountChange, ctx: Ctx, who: Manager, session: Write) -> AccountChanged:
    """Name and roles anew; cases that these give no right to go to `to`, by name."""
    return await alone.change(session, ctx, who, login, given)


@router.post("/{login}/off", openapi_extra=refuses({409: ("own_account", *TAKEN)}))
async def off(login: Whose, given: HandOn, ctx: Ctx, who: Manager, session: Write) -> AccountChanged:
    """Switches it off: its sessions end, and all that it holds goes to `to`, by name."""
    return await alone.switch_off(session, ctx, who, login, given)


@router.post("/{login}/on", openapi_extra=refuses({409: TWO}))
async def on(login: Whose, ctx: Ctx, who: Manager, session: Write) -> AccountView:
    """Switches it on again. What it held stays with whoever has it."""
    return await alone.switch_on(session, ctx, who, login)


@router.post("/{login}/password", openapi_extra=refuses({409: TWO}))
async def password(login: Whose, ctx: Ctx, who: Manager, session: Write) -> AccountMade:
    """A new password, made up and said once; its sessions end."""
    return await alone.reset(session, ctx, who, login)


@router.delete("/{login}/second-factor", status_code=204, openapi_extra=refuses({409: TWO}))
async def forget_factor(login: Whose, ctx: Ctx, who: Manager, session: Write) -> None:
    """Takes away the second factor of somebody who lost phone and recovery codes; its sessions end."""
    await alone.forget_factor(session, ctx, who, login)


@router.get("/{login}/sessions")
async def sessions(login: Whose, ctx: Ctx, _who: Reader, session: Read) -> Items[SessionView]:
    """Where it is logged in, and the tokens it made for machines."""
    return Items(items=await service.sessions(session, ctx, login))


@router.delete("/{login}/sessions", status_code=204)
async def end_sessions(login: Whose, ctx: Ctx, who: Manager, session: Write) -> None:
    """Ends all of them, and revokes its tokens."""
    await service.end_sessions(session, ctx, who, login)
