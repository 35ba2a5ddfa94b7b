"""Routes of staff."""

from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.security import OAuth2PasswordRequestForm

from api.catalogue import queries as catalogue
from api.deps import Ctx, Intake, Read, Resident, Traced, Write, bearer, having, limited
from api.openapi import CODED, refuses
from api.routing import alone, v1
from api.security import Caller
from api.staff import presence, service
from models.rights import Right
from models.wire import (
    AwayWanted,
    ChatCode,
    Code,
    DeputyWanted,
    Items,
    Named,
    Presence,
    StaffChat,
    StaffChatLinked,
    StaffView,
    Token,
)

router = v1(tags=["staff"])
BAD = ("bad_credentials", "code_needed", "bad_code")


@router.post("/token", openapi_extra=alone(refuses({401: BAD, 429: ("too_many",)})))
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    request: Request,
    ctx: Ctx,
    code: Annotated[str, Form(description="of the app, or a recovery code, where there is a second factor")] = "",
) -> Token:
    """Log-in by name and password (OAuth2 password form), and `code` where it is asked for (401 `code_needed`). The
    token is opaque and lives some hours."""
    host = request.client.host if request.client else ""
    agent = request.headers.get("User-Agent")
    given = service.LogIn(form.username[:200], form.password[:1000], host, agent, code=code[:20])
    return await service.log_in(ctx, given)


@router.delete("/token", status_code=204)
async def log_out(
    ctx: Ctx, _who: Annotated[Caller, having(Right.LOG_OUT)], session: Traced, token: Annotated[str, Depends(bearer)]
) -> None:
    """Revokes the token that is used."""
    await service.log_out(session, ctx, token)


@router.get("/staff/me")
async def me(who: Annotated[Caller, having(Right.SEE_OWN)], session: Read) -> StaffView:
    """Who I am and in which roles."""
    return await service.me(session, who)


@router.get("/staff")
async def colleagues(
    _who: Annotated[Caller, having(Right.READ_LISTS)], session: Read, unit: Code | None = None
) -> Items[StaffView]:
    """To whom a case can be assigned."""
    return Items(items=await service.colleagues(session, unit))


@router.get("/units")
async def units(_who: Annotated[Caller, having(Right.READ_LISTS)], session: Read) -> Items[Named]:
    """All units in use."""
    return Items(items=[Named(code=u.code, name=u.name) for u in await catalogue.units(session) if u.active])


@router.get("/me/deputy")
async def my_deputy(who: Annotated[Caller, having(Right.SEE_OWN)], session: Read) -> Presence:
    """Who stands in for me, when I am away, and whether messages come to a chat of mine."""
    return await presence.of(session, who)


@router.put("/me/deputy")
async def name_deputy(
    given: DeputyWanted, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write
) -> Presence:
    """Who does my work while I am away."""
    return await presence.name_deputy(session, ctx, who, given)


@router.put("/me/away")
async def away(
    given: AwayWanted, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write
) -> Presence:
    """From when until when I am away. My cases then go to my deputy, or to somebody who is there (`handed_over`), and
    do not come back by themselves; what I was to acknowledge goes on to them too."""
    return await presence.go_away(session, ctx, who, given)


@router.post("/me/chat", status_code=201)
async def offer_chat(ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write) -> ChatCode:
    """A code to send to the bot as `/staff CODE`: messages to me come to that chat from then on."""
    return await presence.offer_chat(session, ctx, who)


@router.delete("/me/chat")
async def unlink_mine(ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write) -> Presence:
    """Messages to me wait in my inbox from now on."""
    return await presence.unlink_mine(session, ctx, who)


@router.post("/staff-chats", status_code=201, openapi_extra=refuses(CODED))
async def link_chat(given: StaffChat, ctx: Ctx, _who: Intake, resident: Resident, session: Write) -> StaffChatLinked:
    """Links the chat in the headers to whoever had the code, which works once. Limited like `status`."""
    await limited(ctx, ctx.settings.status_limit, "staff-chat", resident.channel, resident.address)
    return await presence.link_chat(session, ctx, resident, given)


@router.delete("/staff-chats")
async def unlink_chat(ctx: Ctx, _who: Intake, resident: Resident, session: Write) -> StaffChatLinked:
    """The chat in the headers is told nothing more of what is for staff."""
    return await presence.unlink_chat(session, ctx, resident)
