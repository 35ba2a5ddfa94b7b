"""One's own password, sessions and tokens; and the tokens of services."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.accounts import own, tokens
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, tracing, writing
from api.errors import Refusal, Unprocessable
from api.staff import factor
from models.clock import local_date
from models.law.people import Scope
from models.rights import Right
from models.wire import PasswordWanted, ServiceTokenWanted, TokenMade, TokenWanted

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
Own = Annotated[Posted, form_of(Right.SECURE_OWN)]
Manager = Annotated[Posted, form_of(Right.MANAGE_TOKENS)]
LIVES = (30, 90, 180, 365)
"""Days that are offered for a token."""


@router.get("/me/security")
async def mine(at: Annotated[Signed, page_of(Right.SECURE_OWN)]) -> Response:
    """My password, where I am logged in, and the tokens I made for machines."""
    return await _mine(at, Outcome.asked(at))


async def _mine(at: Signed, outcome: Outcome, made: TokenMade | None = None) -> Response:
    async with at.ctx.db.read() as session:
        found = await own.sessions(session, at.ctx.clock, at.who.staff_id or 0, at.who.token_id)
        second = await factor.shown(session, at.who)
    return render(
        "security.html", outcome.status, at=at, here="me", sessions=[s for s in found if s.name is None], made=made,
        tokens=[s for s in found if s.name is not None], factor=second, lives=LIVES,
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


@router.post("/me/password")
async def password(post: Own) -> Response:
    """A password of my own."""
    at = post.signed
    try:
        given = PasswordWanted.model_validate(post.filled("current", "new"))
        if post.fields.get("again") != given.new:
            raise Unprocessable(code="password_twice", field="new")
        async with tracing(at) as session:
            await own.change_password(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _mine(at, Outcome.refused(post, why, "password"))
    return see_other("/staff/me/security?done=password")


@router.post("/me/sessions/end")
async def end_others(post: Own) -> Response:
    """Every log-in of mine but this one."""
    at = post.signed
    async with tracing(at) as session:
        await own.end_others(session, at.ctx, at.who)
    return see_other("/staff/me/security?done=sessions_ended")


@router.post("/me/sessions/{id}/end")
async def end(id: Id, post: Own) -> Response:
    """One of my log-ins, or a token of mine."""
    at = post.signed
    async with tracing(at) as session:
        await own.end(session, at.ctx, at.who, id)
    return see_other("/staff/me/security?done=session_ended")


@router.post("/me/tokens")
async def make_token(post: Annotated[Posted, form_of(Right.MAKE_TOKEN)]) -> Response:
    """A token for a machine, shown on this answer only."""
    at = post.signed
    try:
        given = TokenWanted.model_validate(
            {"name": post.get("name"), "days": post.get("days"), "reads_only": "reads_only" in post.fields}
        )
        async with writing(at) as session:
            made = await own.make_token(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _mine(at, Outcome.refused(post, why, "token"))
    return await _mine(at, Outcome(status=201), made)


# --- services


@router.get("/tokens")
async def listed(at: Annotated[Signed, page_of(Right.READ_TOKENS)]) -> Response:
    """The tokens of services, with their scopes and their last use."""
    return await _tokens(at, Outcome.asked(at))


async def _tokens(at: Signed, outcome: Outcome, made: TokenMade | None = None) -> Response:
    async with at.ctx.db.read() as session:
        found = await tokens.listed(session, at.ctx)
    return render(
        "tokens.html", outcome.status, at=at, here="accounts", found=found, made=made, lives=LIVES, scopes=list(Scope),
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


@router.post("/tokens")
async def make(post: Manager) -> Response:
    """A token of a service, shown on this answer only."""
    at = post.signed
    try:
        given = ServiceTokenWanted.model_validate(
            {
                "service": post.get("service"),
                "scopes": [scope for scope in Scope if f"scope-{scope}" in post.fields],
                "days": post.get("days"),
            }
        )
        async with writing(at) as session:
            made = await tokens.make(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _tokens(at, Outcome.refused(post, why, "token"))
    return await _tokens(at, Outcome(status=201), made)


@router.post("/tokens/{id}/revoke")
async def revoke(id: Id, post: Manager) -> Response:
    """It works no longer."""
    at = post.signed
    async with writing(at) as session:
        await tokens.revoke(session, at.ctx, at.who, id)
    return see_other("/staff/tokens?done=token_revoked")
