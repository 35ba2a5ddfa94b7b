"""Routes of one's own password, sessions and tokens, and of the tokens of services."""

from typing import Annotated

from fastapi import Path

from api.accounts import own, tokens
from api.deps import Ctx, Read, Traced, Write, having
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from api.staff import factor
from models.rights import Right
from models.wire import (
    FactorBegun,
    FactorCode,
    FactorOn,
    FactorView,
    FactorWanted,
    Items,
    PasswordWanted,
    ServiceToken,
    ServiceTokenWanted,
    SessionView,
    TokenMade,
    TokenWanted,
)

router = v1("", tags=["accounts"])
Id = Annotated[int, Path(ge=1, le=2**53)]
Own = Annotated[Caller, having(Right.SECURE_OWN)]
Manager = Annotated[Caller, having(Right.MANAGE_TOKENS)]
WRONG = ("invalid", "password_wrong")
PROVED = {409: ("factor_on", "factor_not_begun"), 422: ("invalid", "code_wrong"), 429: ("too_many",)}
WEAK = ("invalid", "password_wrong", "password_same", "password_short", "password_common")


@router.put("/me/password", status_code=204, openapi_extra=refuses({422: WEAK, 429: ("too_many",)}))
async def change_password(given: PasswordWanted, ctx: Ctx, who: Own, session: Traced) -> None:
    """A password of my own. My other sessions end."""
    await own.change_password(session, ctx, who, given)


@router.get("/me/second-factor")
async def second_factor(who: Own, session: Read) -> FactorView:
    """Whether codes of an app are asked of me at log-in, and how many recovery codes are left."""
    return await factor.shown(session, who)


@router.put("/me/second-factor", openapi_extra=refuses({409: ("factor_on",), 422: WRONG, 429: ("too_many",)}))
async def begin(given: FactorWanted, ctx: Ctx, who: Own, session: Traced) -> FactorBegun:
    """A secret for an app that makes codes, said once. It counts from the first code on."""
    return await factor.begin(session, ctx, who, given.current)


@router.put("/me/second-factor/on", openapi_extra=refuses(PROVED))
async def turn_on(given: FactorCode, ctx: Ctx, who: Own, session: Traced) -> FactorOn:
    """With a code of the app: from now on codes are asked for. Recovery codes, said once."""
    return await factor.turn_on(session, ctx, who, given.code)


@router.put("/me/second-factor/recovery", openapi_extra=refuses(PROVED))
async def renew(given: FactorCode, ctx: Ctx, who: Own, session: Traced) -> FactorOn:
    """With a code of the app, or a recovery code that is left: other recovery codes, said once."""
    return await factor.renew(session, ctx, who, given.code)


@router.put("/me/second-factor/off", status_code=204, openapi_extra=refuses(PROVED))
async def turn_off(given: FactorCode, ctx: Ctx, who: Own, session: Traced) -> None:
    """With a code of the app, or a recovery code: none are asked for any longer."""
    await factor.turn_off(session, ctx, who, given.code)


@router.get("/me/sessions")
async def sessions(ctx: Ctx, who: Own, session: Read) -> Items[SessionView]:
    """Where I am logged in, and the tokens I made for machines."""
    return Items(items=await own.sessions(session, ctx.clock, who.staff_id or 0, who.token_id))


@router.delete("/me/sessions", status_code=204)
async def end_others(ctx: Ctx, who: Own, session: Traced) -> None:
    """Ends all my log-ins but this one."""
    await own.end_others(session, ctx, who)


@router.delete("/me/sessions/{id}", status_code=204)
async def end(id: Id, ctx: Ctx, who: Own, session: Traced) -> None:
    """Ends one of my sessions, or revokes a token of mine."""
    await own.end(session, ctx, who, id)


@router.post("/me/tokens", status_code=201)
async def make_token(
    given: TokenWanted, ctx: Ctx, who: Annotated[Caller, having(Right.MAKE_TOKEN)], session: Write
) -> TokenMade:
    """A token for a machine that works in my name, or only reads; said once."""
    return await own.make_token(session, ctx, who, given)


@router.get("/service-tokens")
async def service_tokens(
    ctx: Ctx, _who: Annotated[Caller, having(Right.READ_TOKENS)], session: Read
) -> Items[ServiceToken]:
    """The tokens of services, with their scopes and their last use."""
    return Items(items=await tokens.listed(session, ctx))


@router.post("/service-tokens", status_code=201)
async def make_service_token(given: ServiceTokenWanted, ctx: Ctx, who: Manager, session: Write) -> TokenMade:
    """A token of a service, said once."""
    return await tokens.make(session, ctx, who, given)


@router.delete("/service-tokens/{id}", status_code=204)
async def revoke(id: Id, ctx: Ctx, who: Manager, session: Write) -> None:
    """It works no longer."""
    await tokens.revoke(session, ctx, who, id)
