"""The find field in the head of every page, and the page of a person.

What was looked for is sealed into the address of the results: they can be loaded again and come back to, and no name
or phone stands in an address, a history or a log.
"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from api.console import walk
from api.console.pages import numbered, render
from api.console.sealed import sealed, unsealed
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other
from api.errors import NotFound
from api.people import find as finding
from api.people import service as people
from models.clock import local_date
from models.numbers import clean_number, valid_case_no
from models.rights import Right
from models.wire import Found, Sought

router = APIRouter(include_in_schema=False, route_class=Page)
PURPOSE = "find"


@router.post("/find")
async def find(post: Annotated[Posted, form_of(Right.READ_LISTS)]) -> Response:
    """A whole case number leads to its case, everything else to the results."""
    at = post.signed
    try:
        sought: str = TypeAdapter(Sought).validate_python(" ".join((post.get("find") or "").split()))
    except ValidationError:
        return _results(at, "", None)
    number = clean_number(sought)
    if valid_case_no(number):
        return see_other(f"/staff/cases/{number}")
    return see_other(f"/staff/find?s={sealed(at, sought, PURPOSE)}")


@router.get("/find")
async def found(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Cases, people and visits."""
    sought = unsealed(at, at.request.query_params.get("s", ""), PURPOSE)
    if not sought:
        return _results(at, "", None)
    async with at.ctx.db.read() as session:
        results = await finding.find(session, at.ctx, at.who, sought)
    return _results(at, sought, results)


def _results(at: Signed, sought: str, results: Found | None) -> Response:
    today = local_date(at.ctx.clock.now())
    here = f"/staff/find?s={sealed(at, sought, PURPOSE)}"
    onward = walk.among(at, "find", (hit.case.case_no for hit in results.cases), here) if results else ""
    return render("find.html", at=at, here="find", sought=sought, found=results, onward=onward, today=today)


@router.get("/people/{case_no}")
async def person(case_no: str, at: Annotated[Signed, page_of(Right.SEE_CASE, of_case=True)]) -> Response:
    """Whoever brought this case: all their cases, visits and calls."""
    number = numbered(case_no)
    async with at.ctx.db.read() as session:
        view = await people.person(session, at.ctx, at.who, number)
    if not view.cases:
        raise NotFound
    today = local_date(at.ctx.clock.now())
    return render("person.html", at=at, here="find", person=view, case_no=number, today=today)
