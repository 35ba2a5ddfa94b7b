"""The desk acts for whoever came, rang or wrote: every act of a resident, and visits, with the record of it."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import person_queries
from api.cases import queries as cases
from api.console.outcome import Outcome
from api.console.pages import numbered, render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.console.uploads import keep
from api.errors import NotFound, Refusal, Unprocessable
from api.idempotency import once
from api.intake import behalf, views
from api.intake.behalf import Hand, taken_down
from api.intake.step import ResidentStep
from api.intake.steps import addition, anonymity, complain, rating, reopen, resume, review, urge, withdraw
from api.people.find import masked
from api.security import need
from api.visits import behalf as visits
from api.visits import days
from api.visits.service import view as visit_view
from models.clock import local_date
from models.law.visits import AppointmentState
from models.rights import Right
from models.tables import Case
from models.wire import AppointmentView, CancelOnBehalf, MoveOnBehalf, TakenDown, VisitOnBehalf

router = APIRouter(prefix="/on-behalf", include_in_schema=False, route_class=Page)
UPLOAD_BYTES = 200_000_000
DEEDS: Mapping[str, ResidentStep[Any]] = {
    "addition": addition.STEP,
    "urge": urge.STEP,
    "rating": rating.STEP,
    "reopen": reopen.STEP,
    "review": review.STEP,
    "anonymity": anonymity.STEP,
    "complain": complain.STEP,
    "withdraw": withdraw.STEP,
    "resume": resume.STEP,
}
"""By the name of the form."""
BOOK, VISIT = "book", "visit"


@dataclass(frozen=True)
class Sheet:
    """What the page shows of the case: the acts that are possible, its visit, the places that can be had."""

    case_no: str
    state: str
    name: str | None
    phone: str | None
    excerpt: str
    offers: list[str]
    visit: AppointmentView | None
    places: list[tuple[Any, list[Any]]]


async def _sheet(session: AsyncSession, at: Signed, case: Case) -> Sheet:
    seen = await views.for_resident(session, at.ctx, case)
    booked = [visit_view(at.ctx, b) for b in await person_queries.visits_of(session, [case])]
    visit = next((v for v in booked if v.state is AppointmentState.BOOKED), None)
    places = [(day, await days.slots(session, at.ctx, day.id)) for day in await days.days(session, at.ctx)]
    name, phone = masked(at.ctx, case.person)
    return Sheet(
        case_no=case.case_no,
        state=case.state,
        name=name,
        phone=phone,
        excerpt=seen.excerpt,
        offers=[name for name, step in DEEDS.items() if step.fits(seen)] + [VISIT if visit else BOOK],
        visit=visit,
        places=[(d, [s for s in free if s.free]) for d, free in places if not visit or d.official == visit.official],
    )


async def _page(at: Signed, number: str, act: str, outcome: Outcome, held: list[str]) -> Response:
    async with at.ctx.db.read() as session:
        case = await cases.see(session, at.who, number)
        need(at.who, Right.ON_BEHALF, case)
        sheet = await _sheet(session, at, case)
    return render(
        "behalf.html", outcome.status, at=at, here="cases", sheet=sheet, act=act, held=held, key=secrets.token_hex(8),
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


@router.get("/{case_no}")
async def form(case_no: str, at: Annotated[Signed, page_of(Right.ON_BEHALF)]) -> Response:
    """One act at a time: what is asked for, and how it was."""
    act = at.request.query_params.get("act", "addition")
    act = act if act in DEEDS or act in (BOOK, VISIT) else "addition"
    return await _page(at, numbered(case_no), act, Outcome.asked(at), [])


@router.post("/{case_no}/{act}", max_body_size=UPLOAD_BYTES)
async def do(case_no: str, act: str, post: Annotated[Posted, form_of(Right.ON_BEHALF)]) -> Response:
    """Done once, or shown again with what was typed and the files that came."""
    number, at = numbered(case_no), post.signed
    if act not in DEEDS and act not in (BOOK, VISIT):
        raise NotFound
    kept = await keep(post)
    try:
        if kept.wrong:
            return await _page(at, number, act, Outcome(status=422, typed=post.fields, wrong=kept.wrong), kept.tokens)
        taken = _taken(post, kept.tokens)
        given, run = _visit(post, number, act, taken) if act in (BOOK, VISIT) else _deed(post, number, act, taken)
        async with writing(at) as session:
            hand = Hand(session, at.ctx, at.who, given.taken)
            body = json.dumps([act, _typed(post), kept.digests], ensure_ascii=False)
            await once(session, at.ctx, at.who, post.key, f"staff.behalf.{act}", body, lambda: run(hand))
    except (Refusal, ValidationError) as why:
        refused = Outcome.refused(post, why, act)
        return await _page(at, number, act, replace(refused, typed=post.fields), kept.tokens)
    return see_other(f"/staff/cases/{number}?done=behalf")


def _typed(post: Posted) -> dict[str, str]:
    """By which a form that is sent twice is known: its files have other tokens then."""
    return {name: value for name, value in sorted(post.fields.items()) if name not in ("csrf", "key", "held")}


Given = Any
"""What an act takes, with `taken`."""
Run = Callable[[Hand], Any]


def _taken(post: Posted, files: list[str]) -> TakenDown:
    fields = post.filled("how", "said_on", "by")
    told = "told" in post.fields and fields.get("how") != "letter"
    return TakenDown.model_validate({**fields, "told": told, "files": files})


def _deed(post: Posted, number: str, act: str, taken: TakenDown) -> tuple[Given, Run]:
    """The resident's own class, from the fields of its form."""
    step = DEEDS[act]
    fields: dict[str, object] = dict(post.filled("text", "rating", "desk", "pressed", "name", "phone"))
    for tick in ("anonymous", "retaliation"):
        if tick in post.fields:
            fields[tick] = True
    if act == "addition":
        text = fields.pop("text", None)
        fields["parts"] = [*([{"text": text}] if text else []), *({"file": f} for f in taken.files)]
        taken = taken.model_copy(update={"files": []})
    model = taken_down(cast(Any, step.given))
    known = {name: value for name, value in fields.items() if name in model.model_fields}
    given = model.model_validate({**known, "case_no": number, "taken": taken.model_dump()})
    return given, lambda hand: behalf.act(step, hand, given)


def _visit(post: Posted, number: str, act: str, taken: TakenDown) -> tuple[Given, Run]:
    fields = {**post.filled("slot"), "taken": taken.model_dump()}
    if act == BOOK:
        people = post.get("people") or "1"
        place = VisitOnBehalf.model_validate({**fields, "case_no": number, "people": people})
        return place, lambda hand: visits.book(hand, place)
    booking = post.get("booking_no") or ""
    if post.fields.get("step") == "cancel":
        cancelled = CancelOnBehalf.model_validate({"taken": taken.model_dump()})
        return cancelled, lambda hand: visits.cancel(hand, booking)
    if not booking:
        raise Unprocessable(field="booking_no")
    moved = MoveOnBehalf.model_validate(fields)
    return moved, lambda hand: visits.move(hand, booking, moved)
