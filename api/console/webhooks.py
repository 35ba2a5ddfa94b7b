"""Webhooks on a page: where the feed of events is sent to, how far it got, what failed; new ones, with their secret."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.events import service
from models.clock import local_date
from models.rights import Right
from models.wire import WebhookMade, WebhookWanted

router = APIRouter(prefix="/webhooks", include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
Given = Annotated[Posted, form_of(Right.MANAGE_WEBHOOKS)]


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_WEBHOOKS)]) -> Response:
    """Each with its state."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome, made: WebhookMade | None = None) -> Response:
    async with at.ctx.db.read() as session:
        hooks = await service.hooks(session)
    return render(
        "webhooks.html", outcome.status, at=at, here="settings", hooks=hooks, made=made,
        may=at.may("manage_webhooks"), today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


@router.post("")
async def add(post: Given) -> Response:
    """A new one; its secret is shown on this answer only."""
    at = post.signed
    try:
        given = WebhookWanted.model_validate(
            {**post.filled("url"), "kinds": [str(kind) for kind in post.form.getlist("kinds")]}
        )
        async with writing(at) as session:
            made = await service.add(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, "new"))
    return await _page(at, Outcome(), made)


@router.post("/{id}/remove")
async def remove(id: Id, post: Given) -> Response:
    """Nothing more is sent there."""
    at = post.signed
    async with writing(at) as session:
        await service.remove(session, at.ctx, at.who, id)
    return see_other("/staff/webhooks?done=webhook_removed")


@router.post("/{id}/retry")
async def retry(id: Id, post: Given) -> Response:
    """What waits is tried again at once."""
    at = post.signed
    async with writing(at) as session:
        await service.try_now(session, at.ctx, id)
    return see_other("/staff/webhooks?done=webhook_retried")
