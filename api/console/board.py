"""The board of supervisors: late and soon late by unit and area, and to remind, ask and reassign from there."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from api.cases.step import Step, StepCall, run
from api.cases.steps import assign, remind, supervise
from api.catalogue import queries as catalogue
from api.console import queries
from api.console.outcome import Outcome
from api.console.pages import left, numbered, render
from api.console.service import Option
from api.console.session import Page, Posted, Signed, form_of, inside, page_of, see_other, spoken, writing
from api.errors import NotFound, Refusal, Unprocessable
from api.idempotency import once
from api.supervision import board
from models.clock import local_date
from models.law.triggers import Trigger
from models.rights import Right, roles
from models.wire import Code, SuperviseWanted

router = APIRouter(include_in_schema=False, route_class=Page)
LINES = 20
Mine = Annotated[Signed, page_of(Right.READ_BOARD)]


def _question(post: Posted) -> SuperviseWanted:
    return SuperviseWanted.model_validate({"trigger": Trigger.QUESTION, "note": post.get("note")})


ACTS: Mapping[str, tuple[Step[Any], Any]] = {
    "remind": (remind.STEP, remind.STEP.form),
    "ask": (supervise.STEP, _question),
    "reassign": (assign.STEP, assign.STEP.form),
}
"""What a line offers: the step, and how its form is read."""


@router.get("/board")
async def shown(at: Mine) -> Response:
    """The figures, and below them the late ones."""
    given = at.request.query_params
    unit, cursor = _code(given.get("unit")), given.get("cursor", "")[:200]
    try:
        return await _page(at, board.Late(unit=unit, cursor=cursor or None, limit=LINES), Outcome.asked(at))
    except Unprocessable as why:
        status, _, words = spoken(why)
        return await _page(at, board.Late(unit=unit, limit=LINES), Outcome(status=status, words=words))


def _code(given: str | None) -> Code | None:
    return given if given and given.isascii() and len(given) <= 20 and given.replace("-", "").isalnum() else None


async def _page(at: Signed, asked: board.Late, outcome: Outcome) -> Response:
    now = at.ctx.clock.now()
    async with at.ctx.db.read() as session:
        figures = await board.board(session, at.ctx, at.who)
        late = await board.late(session, at.ctx, at.who, asked.filters)
        units = {u.code: u for u in await catalogue.units(session)}
        within = frozenset(units[line.unit.code].id for line in late.items if "reassign" in line.acts)
        members = await queries.members(session, roles(Right.HANDLE), False, within) if within else []
    people: dict[str, list[Option]] = {}
    for unit, person in members:
        people.setdefault(unit.code, []).append((f"{unit.code}|{person.login}", person.name))
    lines = [(line, left(line.due_at, now)) for line in late.items]
    only = units.get(asked.unit or "")
    return render(
        "board.html", outcome.status, at=at, here="board", figures=figures, lines=lines, next=late.next, people=people,
        only=only, key=secrets.token_hex(8), back=_back(at), today=local_date(now), **outcome.facts,
    )  # fmt: skip


def _back(at: Signed) -> str:
    return at.link(done=None) if at.request.method == "GET" else "/staff/board"


@router.post("/board/{case_no}/{act}")
async def do(case_no: str, act: str, post: Annotated[Posted, form_of(Right.READ_BOARD)]) -> Response:
    """One of the acts, once, and back to the board."""
    at, number = post.signed, numbered(case_no)
    if act not in ACTS:
        raise NotFound
    step, read = ACTS[act]
    version = int(v[:9]) if (v := post.fields.get("version", "")).isascii() and v.isdecimal() else 0
    try:
        given = read(post)
        body = f"{number}:{version if step.versioned else ''}:{given.model_dump_json()}"
        async with writing(at) as session:
            call = StepCall(
                session=session, ctx=at.ctx, who=at.who, case_no=number, given=given, version=version,
            )  # fmt: skip
            await once(session, at.ctx, at.who, post.key, f"staff.board.{act}", body, lambda: run(step, call))
    except (Refusal, ValidationError) as why:
        return await _page(at, board.Late(limit=LINES), Outcome.refused(post, why, f"{act}-{number}"))
    back = inside(post.fields.get("back"))
    path = back if back.startswith("/staff/board") else "/staff/board"
    return see_other(f"{path}{'&' if '?' in path else '?'}done={act}")
