"""Routes of the feed and of the webhooks."""

from typing import Annotated

from fastapi import Path, Query

from api.deps import Ctx, Read, Write, having
from api.events import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import FeedEvent, Items, WebhookMade, WebhookView, WebhookWanted

router = v1(tags=["events"])
Id = Annotated[int, Path(ge=1, le=2**53)]
Manager = Annotated[Caller, having(Right.MANAGE_WEBHOOKS)]


@router.get("/events")
async def events(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_EVENTS)],
    after: Annotated[int, Query(ge=0, le=2**53, description="the `next` of before; 0: all there is")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Items[FeedEvent]:
    """What happened to the cases the caller sees, in the order in which it was committed, leaving out nothing. `next`
    is never null: ask again with it as `after`, and when `items` is empty, ask later. Of accusations only those are
    told who see them."""
    return await service.feed(ctx, who, after, limit)


@router.get("/webhooks")
async def webhooks(_who: Annotated[Caller, having(Right.READ_WEBHOOKS)], session: Read) -> Items[WebhookView]:
    """Where the feed is sent to, how far it got, and what failed."""
    return Items(items=await service.hooks(session))


@router.post("/webhooks", status_code=201)
async def add_webhook(given: WebhookWanted, ctx: Ctx, who: Manager, session: Write) -> WebhookMade:
    """Sends what happens from now on to an address: `POST {"items": [...]}` with `X-Huiyin-Timestamp` and
    `X-Huiyin-Signature`, the hex of HMAC-SHA256(secret, timestamp + "." + body). Anything but 2xx is tried again, after
    15 seconds and then ever later up to an hour; order is kept, and a receiver may get an event twice. The secret is
    said once."""
    return await service.add(session, ctx, who, given)


@router.delete("/webhooks/{id}", status_code=204)
async def remove_webhook(id: Id, ctx: Ctx, who: Manager, session: Write) -> None:
    """Nothing more is sent there."""
    await service.remove(session, ctx, who, id)


@router.post("/webhooks/{id}/retry")
async def retry_webhook(id: Id, ctx: Ctx, _who: Manager, session: Write) -> WebhookView:
    """Tries what waits again in the next round, without waiting longer."""
    return await service.try_now(session, ctx, id)
