"""Dependencies of the routes: sessions, the caller, headers."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.security import OAuth2PasswordBearer
from limits import parse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.context import RENEW, Context
from api.errors import Forbidden, IfMatchRequired, TooMany, Unauthenticated, Unprocessable
from api.idempotency import KEY, Wanted
from api.security import Caller, digest, need
from api.staff.account_queries import find_caller, note_use
from models.db import DOWN, OWED
from models.law.channels import Channel
from models.law.people import Scope
from models.rights import RIGHTS, Right
from models.wire import ResidentRef

bearer = OAuth2PasswordBearer(tokenUrl="/v1/token", auto_error=False)


async def context(request: Request) -> Context:
    found: Context = request.app.state.context
    await found.renew()
    return found


Ctx = Annotated[Context, Depends(context)]


Token = Annotated[str | None, Depends(bearer)]


async def known_caller(ctx: Context, token: str) -> Caller | None:
    """Whose token it is; kept for a second, in which a token that another process revoked is still good."""
    who = await ctx.kept.get(("caller", digest(token)), None, lambda s: find_caller(s, token, ctx.clock.now()))
    if who is not None and who.token_id is not None:
        await _note_use(ctx, who.token_id)
    return who


USE_NOTED = timedelta(minutes=5)


async def _note_use(ctx: Context, token_id: int) -> None:
    """That the token is in use, at most every few minutes. A database that cannot be written refuses nobody for it."""
    now, before = ctx.clock.now(), ctx.used.get(token_id)
    if before is not None and before <= now < before + USE_NOTED:
        return
    ctx.used[token_id] = now
    with suppress(*DOWN, DBAPIError):
        async with ctx.db.write() as session:
            await note_use(session, token_id, now, ctx.db.sqlite)


async def caller(ctx: Ctx, token: Token) -> Caller:
    if not token:
        raise Unauthenticated
    found = await known_caller(ctx, token)
    if found is None:
        raise Unauthenticated("the token is unknown, expired or revoked", code="bad_token")
    return found


async def _perhaps(ctx: Ctx, token: Token) -> Caller | None:
    return await caller(ctx, token) if token else None


Perhaps = Annotated[Caller | None, Depends(_perhaps)]
"""The caller of an open route, if they say who they are."""


# --- sessions


@asynccontextmanager
async def writing(ctx: Context, who: Caller | None) -> AsyncIterator[AsyncSession]:
    """A transaction of the caller's; couriers are woken after it when it left notices to deliver. Forbidden (403) for
    a caller whose roles are read-only. None: what even a reader leaves behind, an audited look or the end of a session.
    """
    if who is not None and who.read_only:
        raise Forbidden("this role reads only")
    async with ctx.db.write() as session:
        yield session
    if session.info.get(OWED):
        await ctx.wakeup.send()
    if session.info.get(RENEW):
        await ctx.renew(at_once=True)


async def _writing(ctx: Ctx, who: Annotated[Caller, Security(caller)], request: Request) -> AsyncIterator[AsyncSession]:
    async with writing(ctx, who) as session:
        wanted: Wanted | None = getattr(request.state, "once", None)
        if wanted is not None:
            await wanted.claim(session, ctx, who)
        yield session


async def _traced(ctx: Ctx) -> AsyncIterator[AsyncSession]:
    async with writing(ctx, None) as session:
        yield session


async def _reading(ctx: Ctx) -> AsyncIterator[AsyncSession]:
    async with ctx.db.read() as session:
        yield session


# scope="function": the commit happens before the answer is sent, and a failed commit is an error, not a lie.
Write = Annotated[AsyncSession, Depends(_writing, scope="function")]
Traced = Annotated[AsyncSession, Depends(_traced, scope="function")]
"""Of a route that reads and leaves its trace in the audit: read-only roles have it too."""
Read = Annotated[AsyncSession, Depends(_reading, scope="function")]


# --- who may call


@dataclass(frozen=True)
class Guard:
    """The caller, if they have the right in any relation; `of_case`: any member of staff, the case decides."""

    right: Right
    of_case: bool = False

    async def __call__(self, who: Annotated[Caller, Security(caller)]) -> Caller:
        if who.staff_id is None and not any(isinstance(holder, Scope) for holder in RIGHTS[self.right].to):
            raise Forbidden("this is for staff")
        if not self.of_case or who.staff_id is None or who.lacking:
            need(who, self.right)
        return who


def having(right: Right) -> Any:
    """The caller of a route that takes this right: Forbidden (403) for everybody else."""
    return Security(Guard(right))


def of_case(right: Right) -> Any:
    """A member of staff. What they do not see is not found, and the service asks for the right of the case itself."""
    return Security(Guard(right, of_case=True))


async def staff(who: Annotated[Caller, Security(caller)]) -> Caller:
    if who.staff_id is None:
        raise Forbidden("this is for staff")
    if who.lacking:
        raise Forbidden("turn on your second factor first", code="factor_needed")
    return who


StaffCaller = Annotated[Caller, Security(staff)]
Intake = Annotated[Caller, having(Right.INTAKE)]
Deliver = Annotated[Caller, having(Right.DELIVER)]


async def _resident(
    huiyin_channel: Annotated[Channel, Header(description="the resident's channel")],
    huiyin_address: Annotated[str, Header(min_length=1, max_length=128, description="their address there")],
) -> ResidentRef:
    try:
        address = huiyin_address.encode("latin-1").decode()  # servers hand headers on as Latin-1
    except UnicodeError:
        raise Unprocessable("the address is not UTF-8", field="Huiyin-Address") from None
    return ResidentRef(channel=huiyin_channel, address=address)


Resident = Annotated[ResidentRef, Depends(_resident)]
"""Whose cases: in headers, because an address must not stand in a URL."""

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", min_length=8, max_length=120, pattern=f"^{KEY.pattern}$")
]


def if_match(if_match: Annotated[str | None, Header(description='the version read, as in ETag: "7"')] = None) -> int:
    if if_match is None:
        raise IfMatchRequired
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Unprocessable('If-Match is the version in quotes, as in "7"', field="If-Match")
    return int(digits)


IfMatch = Annotated[int, Depends(if_match)]


async def limited(ctx: Context, limit: str, *who: str) -> None:
    """Counts one attempt; raises TooMany (429) above the limit. `who` is hashed: it may be personal."""
    key = hashlib.sha256("\0".join(who).encode()).hexdigest()
    if not await ctx.limiter.hit(parse(limit), key):
        raise TooMany(headers={"Retry-After": "60"})
