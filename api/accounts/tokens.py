"""Tokens of services: made with scopes and an end, listed with their last use, revoked."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import token_queries as queries
from api.audit import audit
from api.context import Context
from api.errors import NotFound
from api.security import Caller
from api.staff.service import issue
from models.law.people import Scope
from models.tables import ApiToken
from models.wire import ServiceToken, ServiceTokenWanted, TokenMade


async def listed(session: AsyncSession, ctx: Context) -> list[ServiceToken]:
    return [
        ServiceToken(
            id=t.id,
            service=t.service or "",
            scopes=[Scope(s) for s in t.scopes],
            created_at=t.created_at,
            used_at=used,
            expires_at=t.expires_at,
        )
        for t, used in await queries.of_services(session, ctx.clock.now())
    ]


async def make(session: AsyncSession, ctx: Context, who: Caller, given: ServiceTokenWanted) -> TokenMade:
    now, lives = ctx.clock.now(), timedelta(days=given.days) if given.days is not None else None
    scopes = sorted(set(given.scopes))
    token = issue(session, ApiToken(service=given.service), now, lives, scopes)
    await audit(session, who, "make_service_token", given.service, now, ",".join(scopes))
    return TokenMade(token=token, expires_at=now + lives if lives is not None else None)


async def revoke(session: AsyncSession, ctx: Context, who: Caller, id: int) -> None:
    now = ctx.clock.now()
    if not await queries.end_one(session, id, now, staff_id=None):
        raise NotFound
    await audit(session, who, "revoke_service_token", str(id), now)
