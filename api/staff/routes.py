"""Routes of staff."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import OAuth2PasswordRequestForm

from api.deps import Ctx, Read, StaffCaller, Write, bearer
from api.staff import queries, service
from models.wire import Code, Named, StaffView, Token

router = APIRouter(prefix="/v1", tags=["staff"])


@router.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()], request: Request, ctx: Ctx) -> Token:
    """Log-in by name and password (OAuth2 password form). The token is opaque and lives some hours."""
    host = request.client.host if request.client else ""
    return await service.log_in(ctx, form.username[:200], form.password[:1000], host)


@router.delete("/token", status_code=204)
async def log_out(ctx: Ctx, _who: StaffCaller, session: Write, token: Annotated[str, Depends(bearer)]) -> None:
    """Revokes the token that is used."""
    await service.log_out(session, ctx, token)


@router.get("/staff/me")
async def me(who: StaffCaller, session: Read) -> StaffView:
    """Who I am and in which roles."""
    return await service.me(session, who)


@router.get("/staff")
async def colleagues(_who: StaffCaller, session: Read, unit: Code | None = None) -> list[StaffView]:
    """To whom a case can be assigned."""
    return await service.colleagues(session, unit)


@router.get("/units")
async def units(_who: StaffCaller, session: Read) -> list[Named]:
    """All units."""
    return [Named(code=u.code, name=u.name) for u in await queries.units(session)]
