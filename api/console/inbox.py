"""The inbox: what waits for the caller, and messages that they have not read."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Unprocessable
from api.supervision import inbox_queries, views
from models.clock import local_date
from models.rights import Right
from models.wire import InboxRead

router = APIRouter(include_in_schema=False, route_class=Page)


def _today(at: Signed) -> date:
    return local_date(at.ctx.clock.now())


@router.get("/inbox")
async def my_inbox(at: Annotated[Signed, page_of(Right.SEE_OWN)]) -> Response:
    """What waits for the caller."""
    async with at.ctx.db.read() as session:
        found = await views.mine(session, at.ctx, at.who)
    done = at.request.query_params.get("done", "")
    return render("inbox.html", at=at, here="inbox", found=found, done=done, today=_today(at))


@router.post("/inbox/read")
async def read(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """The messages that were on the page have been read; what came meanwhile has not."""
    at = post.signed
    try:
        given = InboxRead.model_validate({"until": post.get("until")})
    except ValidationError as why:
        raise Unprocessable(field="until") from why
    async with writing(at) as session:
        await inbox_queries.read(session, at.who.staff_id or 0, given.until, at.ctx.clock.now())
    return see_other("/staff/inbox?done=read")
