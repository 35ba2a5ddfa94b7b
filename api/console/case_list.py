"""The list of cases: the queues above it, its filters, and those that somebody has saved under a name."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.cases.list import Filters
from api.console import bulk, service, walk
from api.console.counting import counted
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.errors import Refusal
from api.saved import service as saved
from models.clock import local_date
from models.rights import Right
from models.wire import FilterWanted
from models.words import labels

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/cases")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS, bare=True)]) -> Response:
    """The cases the caller may see, filtered."""
    return await _asked(at, dict(at.request.query_params))


async def _asked(at: Signed, given: dict[str, str], why: tuple[int, str] | None = None) -> Response:
    """The list as it was asked for; the whole one, with the reason, where the address says what is none. `why`: the
    status and the words of a form beside it that was refused."""
    try:
        return await _list(at, given, service.filters(given), *(why or ()))
    except Refusal as wrong:
        status, _, words = spoken(wrong)
        return await _list(at, given, service.filters({}), status, words)


async def _list(at: Signed, given: dict[str, str], wanted: Filters, status: int = 200, words: str = "") -> Response:
    async with at.ctx.db.read() as session:
        found = await service.listing(session, at.ctx, at.who, wanted)
        choices = await service.choices(session, at.ctx)
        own = await saved.of(session, at.ctx, at.who)
        many = await bulk.choices(session, at)
        at = await counted(session, at)
    narrowed = sum(1 for name in service.NARROW if given.get(name))
    lines = [(line, walk.address(at, line.row.case_no, given, line.place)) for line in found.lines]
    query = saved.canonical([(name, value) for name in service.FORM if (value := given.get(name, "").strip())])
    facts: dict[str, Any] = {"found": found, "lines": lines, "given": given, "narrowed": narrowed, "words": words}
    facts |= {"view": wanted.view or "", "sort": wanted.order, "saved": own, "query": query}
    linked = [(name, given[name]) for name in service.NARROW if name not in service.FIELDS and given.get(name)]
    facts |= {"bulk": many, "linked": linked, **choices}
    return render("list.html", status, at=at, here="cases", today=local_date(at.ctx.clock.now()), **facts)


@router.post("/me/filters")
async def save(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """The list as it stands, under a name: a tab from now on."""
    at, query = post.signed, post.fields.get("query", "")
    try:
        given = FilterWanted.model_validate({"name": post.get("name"), "query": query})
        async with writing(at) as session:
            made = await saved.save(session, at.ctx, at.who, given)
    except ValidationError:
        return await _asked(at, saved.read(query), (422, labels("list")["unnamed"]))
    except Refusal as why:
        status, _, words = spoken(why)
        return await _asked(at, saved.read(query), (status, words))
    return see_other(f"/staff/cases?{made.query}")


@router.post("/me/filters/{id}/delete")
async def forget(id: Id, post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """The name is gone; the list stays as it is."""
    at = post.signed
    async with writing(at) as session:
        await saved.forget(session, at.who, id)
    return see_other(f"/staff/cases?{urlencode(saved.read(post.fields.get('query', '')))}")
