"""Today: what waits for the member of staff at the page, each thing once; kept up by a script of its own."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import two
from api.cases import list as listed
from api.cases import queues, words_queries
from api.cases import views as cases
from api.cases.proposals import service as proposals
from api.cases.proposals.queries import Proposals
from api.cases.queues import View
from api.console import walk
from api.console.errors import FIRST
from api.console.outcome import Outcome
from api.console.pages import left, render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.errors import Refusal
from api.listing import Rows
from api.office import demonstration, doctor
from api.supervision import board, inbox_queries, views
from api.today import queries, service
from api.visits import days
from models.clock import local_date
from models.rights import Right

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
Mine = Annotated[Signed, page_of(Right.SEE_OWN)]
Bare = Annotated[Signed, page_of(Right.SEE_OWN, bare=True)]
Mark = Annotated[Posted, form_of(Right.CHANGE_OWN)]
ROWS = 20
"""Of each sort; the rest is a page further."""
FEW = 5
"""Of what is late below; the rest is on the board."""


async def today(at: Mine) -> Response:
    """What waits, by sort: the page at /staff itself; where no county is set up, the way to one."""
    if at.who.may(Right.MANAGE_OFFICE) and not await demonstration.there(at.ctx):
        return see_other(FIRST["not_set_up"])
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome) -> Response:
    facts = await _facts(at)
    return render("today.html", outcome.status, at=at, here="today", **facts, **outcome.facts)


@router.get("/today/part")
async def alone(at: Bare) -> Response:
    """What waits, without the page around it."""
    return render("today_part.html", at=at, here="today", **await _facts(at))


async def _facts(at: Signed) -> dict[str, Any]:
    ctx, who, now = at.ctx, at.who, at.ctx.clock.now()
    me = who.staff_id or 0
    async with ctx.db.read() as session:
        due = await queries.dates(session, me, now, ROWS)
        first = await words_queries.first_words(session, due)
        waiting = await service.page(session, ctx, who, Rows(cursor=at.cursor, limit=ROWS))
        asked = await proposals.page(session, ctx, who, Proposals(waiting="me", limit=ROWS))
        numbers = (*(w.case_no for w in waiting.items), *(p.case_no for p in asked.items), *(c.case_no for c in due))
        return {
            "waiting": waiting,
            "proposals": asked,
            "onward": walk.among(at, "today", numbers, "/staff"),
            "steps": await views.several(session, ctx, await inbox_queries.to_acknowledge(session, me, ROWS)),
            **await _above(session, at),
            "due": [(c, cases.opening(ctx, c, first), left(c.due_at, now)) for c in due],
            "messages": await queries.messages(session, me, ROWS),
            "holders": await two.waiting(session, who),
            "missing": len(await doctor.missing(session, ctx)) if who.may(Right.MANAGE_OFFICE) else 0,
            "counts": at.counts or await service.counts(session, ctx, who),
            "today": local_date(now),
        }


async def _above(session: AsyncSession, at: Signed) -> dict[str, Any]:
    """For whoever receives on visit days, leads matters or watches units: their days, the matters, what is late."""
    ctx, who, now = at.ctx, at.who, at.ctx.clock.now()
    facts: dict[str, Any] = {"own_days": await days.own(session, ctx, who), "led": [], "below": [], "watched": None}
    if who.may(View.LED.row.right):
        led = await listed.page(session, ctx, who, listed.Filters(view=View.LED, limit=ROWS))
        facts["led"] = [(case, left(case.due_at, now)) for case in led.items]
        facts["led_onward"] = walk.among(at, "today", (case.case_no for case in led.items), "/staff")
    if who.may(Right.READ_BOARD):
        late = await board.late(session, ctx, who, board.Late(limit=FEW).filters)
        facts["below"] = [(line, left(line.due_at, now)) for line in late.items]
        facts["watched"] = await queues.watched_totals(session, who, now)
    return facts


@router.get("/today/watch")
async def watch(at: Bare) -> Response:
    """The counts of the navigation."""
    async with at.ctx.db.read() as session:
        counts = await service.counts(session, at.ctx, at.who)
    shown = {"today": counts.all, "supervision": counts.to_acknowledge, "calls": counts.tasks}
    return JSONResponse({"counts": shown, "newest": counts.newest})


@router.post("/today/seen")
async def seen(post: Mark) -> Response:
    """What was on the page was seen; what came meanwhile was not."""
    at, now = post.signed, post.signed.ctx.clock.now()
    async with writing(at) as session:
        await queries.seen(session, at.who, _number(post, "until"), now)
        if messages := _number(post, "messages"):
            await inbox_queries.read(session, at.who.staff_id or 0, messages, now)
    return see_other("/staff?done=read")


def _number(post: Posted, name: str) -> int:
    given = post.fields.get(name, "")
    return int(given[:15]) if given.isascii() and given.isdecimal() else 0


@router.post("/today/{id}/done")
async def put_aside(id: Id, post: Mark) -> Response:
    """It was dealt with, though nothing was done on the case."""
    at = post.signed
    try:
        async with writing(at) as session:
            await service.put_aside(session, at.ctx, at.who, id)
    except Refusal as why:
        status, _, words = spoken(why)
        return await _page(at, Outcome(status=status, words=words))
    return see_other("/staff?done=put_aside")


@router.get("/inbox")
async def inbox(at: Bare) -> Response:
    """Where it stood before."""
    return see_other("/staff")
