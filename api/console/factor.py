"""One's own second factor: an app that makes codes, begun with the password, proved with a first code."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, inside, page_of, see_other, tracing
from api.context import Context
from api.deps import known_caller
from api.errors import Refusal
from api.office import demonstration
from api.posters.codes import drawn
from api.staff import factor
from models.clock import local_date
from models.rights import TWO_STEPS, Right
from models.wire import FactorBegun, FactorCode, FactorWanted

router = APIRouter(prefix="/me/second-factor", include_in_schema=False, route_class=Page)
Own = Annotated[Posted, form_of(Right.SECURE_OWN)]
HERE = "/staff/me/second-factor"


@router.get("")
async def mine(at: Annotated[Signed, page_of(Right.SECURE_OWN)]) -> Response:
    """Whether it is on, and how it is turned on."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome, **facts: Any) -> Response:
    """`begun`: the secret, drawn as a code; `recovery`: the codes, shown this once."""
    async with at.ctx.db.read() as session:
        found = await factor.shown(session, at.who)
    begun: FactorBegun | None = facts.get("begun")
    return render(
        "factor.html", outcome.status, at=at, here="me", found=found, begun=begun,
        drawn=drawn(begun.address) if begun is not None else "", recovery=facts.get("recovery"),
        goes_on=inside(at.request.query_params.get("next")), asked="next" in at.request.query_params,
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


@router.post("")
async def begin(post: Own) -> Response:
    """A new secret, as a code to be photographed with the app."""
    at = post.signed
    try:
        given = FactorWanted.model_validate(post.filled("current"))
        async with tracing(at) as session:
            made = await factor.begin(session, at.ctx, at.who, given.current)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, "begin"))
    return await _page(at, Outcome(), begun=made)


@router.post("/on")
async def turn_on(post: Own) -> Response:
    """With a first code. The recovery codes are shown on this answer only."""
    at = post.signed
    try:
        given = FactorCode.model_validate(post.filled("code"))
        async with tracing(at) as session:
            made = await factor.turn_on(session, at.ctx, at.who, given.code)
    except (Refusal, ValidationError) as why:
        async with at.ctx.db.read() as session:
            begun = await factor.pending(session, at.ctx, at.who)
        return await _page(at, Outcome.refused(post, why, "on"), begun=begun)
    return await _page(at, Outcome(done="factor_on"), recovery=made.recovery)


@router.post("/off")
async def turn_off(post: Own) -> Response:
    """With a code of the app, or a recovery code."""
    at = post.signed
    try:
        given = FactorCode.model_validate(post.filled("code"))
        async with tracing(at) as session:
            await factor.turn_off(session, at.ctx, at.who, given.code)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, "off"))
    return see_other(f"{HERE}?done=factor_off")


@router.post("/recovery")
async def renew(post: Own) -> Response:
    """Other recovery codes, shown on this answer only."""
    at = post.signed
    try:
        given = FactorCode.model_validate(post.filled("code"))
        async with tracing(at) as session:
            made = await factor.renew(session, at.ctx, at.who, given.code)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, "recovery"))
    return await _page(at, Outcome(done="factor_renewed"), recovery=made.recovery)


async def asked_first(ctx: Context, token: str) -> bool:
    """Whether whoever just logged in holds a role that needs a second factor and has none, in a real county."""
    who = await known_caller(ctx, token)
    if who is None or not (who.lacking or who.has(*TWO_STEPS)) or not await demonstration.real(ctx):
        return False
    async with ctx.db.read() as session:
        return not await factor.is_on(session, who.staff_id or 0)
