"""About me: who stands in for the caller, when they are away, where they are told."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render, stamp
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal, Unprocessable
from api.staff import presence
from api.staff import service as colleagues
from models.clock import ZONE, local_date
from models.rights import Right
from models.wire import AwayWanted, ChatCode, DeputyWanted

router = APIRouter(include_in_schema=False, route_class=Page)


def _today(at: Signed) -> date:
    return local_date(at.ctx.clock.now())


@router.get("/me")
async def me(at: Annotated[Signed, page_of(Right.SEE_OWN)]) -> Response:
    """Who stands in for the caller, when they are away, where they are told."""
    return await _me(at, Outcome.asked(at))


async def _me(at: Signed, outcome: Outcome, code: ChatCode | None = None) -> Response:
    async with at.ctx.db.read() as session:
        found = await presence.of(session, at.who)
        others = [(p.login, p.name) for p in await colleagues.colleagues(session, None) if p.login != at.who.login]
    return render(
        "me.html", outcome.status, at=at, here="me", found=found, others=others, code=code, today=_today(at),
        now_stamp=stamp(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


def _moment(value: str | None, field: str) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZONE)
    except ValueError:
        raise Unprocessable(field=field) from None


@router.post("/me/deputy")
async def deputy(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """Who stands in for the caller."""
    at = post.signed
    try:
        given = DeputyWanted.model_validate({"deputy": post.get("deputy")})
        async with writing(at) as session:
            await presence.name_deputy(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _me(at, Outcome.refused(post, why, "deputy"))
    return see_other("/staff/me?done=deputy")


@router.post("/me/away")
async def away(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """From when until when; or back again, when both are left empty."""
    at = post.signed
    try:
        since, until = (None, None) if "back" in post.fields else (_moment(post.get(f), f) for f in ("from", "until"))
        if "back" not in post.fields and (since is None or until is None or until <= since):
            raise Unprocessable(field="from" if since is None else "until")
        given = AwayWanted.model_validate({"from": since, "until": until})
        async with writing(at) as session:
            made = await presence.go_away(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _me(at, Outcome.refused(post, why, "away"))
    return see_other(f"/staff/me?done={'away_handed' if made.handed_over else 'away'}")


@router.post("/me/chat")
async def chat(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """A code for one use, shown on this answer only."""
    at = post.signed
    async with writing(at) as session:
        code = await presence.offer_chat(session, at.ctx, at.who)
    return await _me(at, Outcome(status=201), code)


@router.post("/me/unlink")
async def unlink(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """Messages wait in the inbox from now on."""
    at = post.signed
    async with writing(at) as session:
        await presence.unlink_mine(session, at.ctx, at.who)
    return see_other("/staff/me?done=unlinked")
