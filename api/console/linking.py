"""From a case to another that it is merged or linked with: found by a search, linked from the results."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from api.cases import queries, views
from api.console.pages import numbered, render
from api.console.session import Page, Posted, form_of
from api.people import find as finding
from models.clock import local_date
from models.rights import Right
from models.wire import Sought

router = APIRouter(prefix="/cases", include_in_schema=False, route_class=Page)


@router.post("/{case_no}/find-other")
async def find_other(case_no: str, post: Annotated[Posted, form_of(Right.LINK, of_case=True)]) -> Response:
    """What was looked for stands in no address: it may be a name. NotFound as for the case."""
    at, number = post.signed, numbered(case_no)
    try:
        sought: str = TypeAdapter(Sought).validate_python(" ".join((post.get("find") or "").split()))
    except ValidationError:
        sought = ""
    async with at.ctx.db.read() as session:
        case = await queries.see(session, at.who, number)
        (row,) = await views.rows(session, at.ctx, [case])
        found = await finding.find(session, at.ctx, at.who, sought) if sought else None
    others = [f.case for f in found.cases if f.case.case_no != number] if found else []
    return render(
        "linking.html", at=at, here="cases", case=row, others=others, sought=sought, key=secrets.token_hex(8),
        more=bool(found and "cases" in found.more), today=local_date(at.ctx.clock.now()),
    )  # fmt: skip
