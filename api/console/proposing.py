"""Forms of what takes two persons, and the page of those that wait for a decision."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.proposals import service as proposals
from api.console.gate import Page, Posted, Signed, page_of
from api.console.pages import render
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from models.clock import local_date
from models.law.grounds import NAMED_BESIDE, ProposalKind, Refusal
from models.rights import Right
from models.wire import Decision, Moved, ProposalWanted

router = APIRouter(include_in_schema=False, route_class=Page)
ROWS = 50
NEEDS: dict[ProposalKind, tuple[str, ...]] = {
    ProposalKind.REFUSE: ("ground", "text", "place", "objection", "reason"),
    ProposalKind.GUIDE: ("ground", "text", "place", "objection", "reason"),
    ProposalKind.RETURN: ("reason",),
    ProposalKind.DESIGNATE: ("handler", "by", "reason"),
    ProposalKind.EXTEND: ("days", "text", "reason"),
    ProposalKind.RECLASS: ("case_class", "reason"),
    ProposalKind.RETIER: ("tier", "reason"),
}
"""Fields of the form of each kind that are never blank."""
FLAW = {"unit": "other_case"}
"""What the field that a ground lacks is called, where it is not its own name."""


def proposed(kind: ProposalKind) -> Callable[[Posted], ProposalWanted]:
    """How the form of that kind is read."""

    def says(post: Posted) -> ProposalWanted:
        given: dict[str, Any] = post.filled(*NEEDS[kind])
        for name in NEEDS[kind]:
            if name not in given:
                raise Unprocessable(field=name)
        if kind is ProposalKind.REFUSE:
            given |= _grounded(post, given["ground"])
        if kind is ProposalKind.GUIDE:
            given |= post.filled("route")
        if kind is ProposalKind.DESIGNATE:
            given["unit"], _, given["handler"] = given["handler"].partition("|")
        return ProposalWanted.model_validate(given | {"kind": kind})

    return says


def _grounded(post: Posted, ground: str) -> dict[str, Any]:
    if ground not in {*Refusal}:
        raise Unprocessable(field="ground")
    row = Refusal(ground).row
    beside: dict[str, Any] = post.filled(*NAMED_BESIDE & row.fields)
    if lacking := row.lacks(beside.keys()):
        raise Unprocessable(field=FLAW.get(lacking[-1], lacking[-1]))
    if "other" in beside:
        beside["other"] = "".join(beside["other"].split())
    return beside


class Ruled(Decision):
    """`proposal`: the id of the one that is decided."""

    proposal: int = Field(ge=1, le=2**53)


def ruling(post: Posted) -> Ruled:
    given: dict[str, Any] = post.filled("proposal", "answer")
    approve = {"yes": True, "no": False}.get(post.get("approve") or "")
    if approve is None:
        raise Unprocessable(field="approve")
    if not approve and "answer" not in given:
        raise Unprocessable(field="answer")
    return Ruled.model_validate(given | {"approve": approve})


async def ruled(session: AsyncSession, ctx: Context, who: Caller, number: str, version: int, given: Ruled) -> Moved:
    return await proposals.decide(session, ctx, who, number, given.proposal, version, given)


Does = Callable[..., Awaitable[Any]]
PROPOSE: Does = proposals.propose


@router.get("/proposals")
async def waiting(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Those that the caller may decide now, or those that they have proposed."""
    given = at.request.query_params
    after = given.get("after", "")
    mine = "mine" in given
    async with at.ctx.db.read() as session:
        found = await proposals.page(
            session,
            at.ctx,
            at.who,
            waiting=not mine,
            mine=mine,
            after=int(after[:15]) if after.isdecimal() and after.isascii() else 0,
            limit=ROWS,
        )
    return render(
        "deciding.html", at=at, here="proposals", found=found, mine=mine, today=local_date(at.ctx.clock.now())
    )
