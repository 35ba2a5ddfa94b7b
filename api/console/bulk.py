"""One act on many cases, from the list: first what would become of each, then what did."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import bulk, queries, views
from api.cases.bulk import STEPS
from api.catalogue import queries as catalogue
from api.console import errors, sheet
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.service import Group, Option
from api.console.session import Page, Posted, Signed, form_of, inside
from api.errors import Refusal, Unprocessable
from models.clock import local_date
from models.rights import Relation, Right
from models.wire import MOST_AT_ONCE, BulkDone, BulkLine, BulkWanted, CaseRow
from models.words import labels, wording

router = APIRouter(include_in_schema=False, route_class=Page)


@dataclass(frozen=True)
class Choices:
    """What the form below the list offers; nothing of an act that the caller never has."""

    acts: list[str]
    people: list[Group]
    units: list[Option]


RIGHTS: Mapping[str, Right] = {name: step.right for name, step in STEPS.items() if step.right is not None}


async def choices(session: AsyncSession, at: Signed) -> Choices:
    acts = [name for name, right in RIGHTS.items() if at.who.may(right)]
    people, units = [], []
    if "assign" in acts:
        reach = at.who.reach(Right.ASSIGN_TO)
        walled = Relation.WALL in reach
        people = await sheet.everyone(session, None if walled else reach.inside, walled=walled)
    if "forward" in acts:
        found = await catalogue.units(session)
        units = [(u.code, u.name) for u in found if u.active and not u.discipline]
    return Choices(acts, people, units)


@dataclass(frozen=True)
class Line:
    """A case of the page: as it stands, what becomes of it, and why not, in words."""

    number: str
    row: CaseRow | None
    said: BulkLine | None = None
    why: str = ""


@router.post("/bulk")
async def many(post: Annotated[Posted, form_of(Right.ACT_ON_MANY)]) -> Response:
    """A preview, until what was previewed is sent to be done. What is missing stands beside the form."""
    chosen = _chosen(post)
    numbers = [one.partition(":")[0] for one in chosen]
    try:
        wanted = _wanted(post, chosen)
        if post.fields.get("step") == "do":
            done, _ = await bulk.act(post.signed.ctx, post.signed.who, post.key, wanted, "staff.bulk")
        else:
            done = await bulk.preview(post.signed.ctx, post.signed.who, wanted)
    except (Refusal, ValidationError) as why:
        return await _page(post.signed, numbers, Outcome.refused(post, why, "bulk"), None)
    return await _page(post.signed, numbers, Outcome(typed=post.fields), done)


def _chosen(post: Posted) -> list[str]:
    """The ticked cases: a number, and after a preview the version that was seen."""
    given = [value for value in post.form.getlist("case") if isinstance(value, str)]
    return list(dict.fromkeys(given))


def _wanted(post: Posted, chosen: Sequence[str]) -> BulkWanted:
    """Raises Unprocessable, or ValidationError, as the form of the single act does."""
    act = post.fields.get("act", "")
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise Unprocessable(field="cases")
    if act not in STEPS:
        raise Unprocessable(field="act")
    cases = []
    for one in chosen:
        number, _, version = one.partition(":")
        cases.append({"case_no": number, "version": int(version[:9]) if version.isdecimal() else None})
    read = STEPS[act].form
    assert read is not None
    given = read(post)
    return BulkWanted.model_validate({"cases": cases, act: given.model_dump()})


async def _page(at: Signed, numbers: Sequence[str], outcome: Outcome, done: BulkDone | None) -> Response:
    async with at.ctx.db.read() as session:
        found = await queries.numbered(session, at.who, numbers[:MOST_AT_ONCE])
        rows = {row.case_no: row for row in await views.rows(session, at.ctx, found)}
        offered = await choices(session, at)
    said = {line.case_no: line for line in done.items} if done else {}
    shown = list(said) or numbers[:MOST_AT_ONCE]
    lines = [Line(n, rows.get(n), said.get(n), _why(said.get(n))) for n in shown]
    return render(
        "bulk.html", outcome.status, at=at, here="cases", lines=lines, bulk=offered, key=secrets.token_hex(8),
        previewed=done is not None and done.dry_run, finished=done is not None and not done.dry_run,
        good=sum(line.ok for line in said.values()), back=inside(outcome.typed.get("back") or "/staff/cases"),
        today=local_date(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


def _why(line: BulkLine | None) -> str:
    """Why a case is refused, as the form of the single act says it."""
    if line is None or line.ok:
        return ""
    if line.code == "invalid" and line.field:
        return wording("wrong.choice", name=labels("field").get(line.field, line.field))
    return errors.refused(line.code or "", 409)
