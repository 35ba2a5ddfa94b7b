"""Routes of the ledger."""

from typing import Annotated

from fastapi import Path, Request, Response

from api.deps import Ctx, Deliver, Resident, Write, having
from api.files import answer
from api.files.routes import BYTES
from api.notifications import reach, service
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import FileId, Leased, LeaseWanted, ManualRecord, NoticeView, Reach, Receipt

router = v1("/notifications", tags=["notifications"])
Id = Path(ge=1, le=2**53)


@router.post("/lease")
async def lease(wanted: LeaseWanted, ctx: Ctx, _who: Deliver, session: Write) -> Leased:
    """Takes up to `limit` notices that are due, in order per case, for 60 s."""
    words = ctx.spoken.version if ctx.spoken is not None else ""
    return Leased(items=await service.lease(session, ctx, wanted), words=words)


@router.put("/reach", status_code=204)
async def tell_reach(given: Reach, ctx: Ctx, _who: Deliver, resident: Resident, session: Write) -> None:
    """Whether the chat in the headers can be reached: what is due to a blocked one goes to the desk at once, what was
    not told meanwhile is due again when it is back. May be said again; staff see it with the chat's cases."""
    await reach.tell(session, ctx, resident, given.reachable)


@router.post("/{id}/receipt", status_code=204, openapi_extra=refuses({409: ("lease_lost",)}))
async def receipt(given: Receipt, ctx: Ctx, _who: Deliver, session: Write, id: int = Id) -> None:
    """What became of a leased notice. `delivered` may follow `sent` with the same lease token, at any time."""
    await service.receipt(session, ctx, id, given)


@router.get(
    "/{id}/files/{file}",
    response_class=Response,
    responses={200: {"content": BYTES}},
    openapi_extra=refuses({404: ("not_found", "file_lost"), 422: ("invalid", "picture")}),
)
async def file(request: Request, ctx: Ctx, _who: Deliver, file: Annotated[FileId, Path()], id: int = Id) -> Response:
    """What is shown of a file that comes with the words of a notice, for the chat that gets it and for no other."""
    return answer.shown(request, await service.file(ctx, id, file))


@router.post("/{id}/record", openapi_extra=refuses({409: ("settled",)}))
async def record(
    given: ManualRecord, ctx: Ctx, who: Annotated[Caller, having(Right.RECORD_DELIVERY)], session: Write, id: int = Id
) -> NoticeView:
    """A named clerk's record: whom they spoke to and when; or signed, refused, returned."""
    return await service.record_manual(session, ctx, who, id, given)
