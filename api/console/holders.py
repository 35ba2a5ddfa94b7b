"""The accounts that read accusations: who they are, what is proposed of them, and another's decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.accounts import service, two
from api.catalogue import queries as catalogue
from api.console.accounts import roles_said
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal, Unprocessable
from api.listing import Rows
from api.staff import holders
from models.clock import local_date
from models.law.accounts import HOLDERS, AccountAct
from models.rights import Right
from models.wire import AccountDecision, AccountMade, AccountProposalView, AccountProposed, AccountView

router = APIRouter(prefix="/holders", include_in_schema=False, route_class=Page)
Form = Annotated[Posted, form_of(Right.PROPOSE_HOLDER)]
GIVE, TAKE = "give", "take"
"""Of the forms: an account that is there reads accusations from now on, or no longer; both change its roles."""
ROWS = 50


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_HOLDERS)]) -> Response:
    """Who reads accusations, what waits for a decision, and what was decided."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome, made: AccountMade | None = None) -> Response:
    """`made`: a login and its new password, shown this once."""
    async with at.ctx.db.read() as session:
        everybody = await service.listed(session)
        proposals = (await two.page(session, at.who, Rows(cursor=at.cursor, limit=ROWS))).model_copy()
        units = [(u.code, u.name) for u in await catalogue.units(session) if u.discipline and u.active]
    readers = [p for p in everybody if _reads(p)]
    open_ = [p for p in proposals.items if p.approved is None]
    facts: dict[str, Any] = {
        "readers": [(p, roles_said(p), _acts(p)) for p in readers],
        "others": [(p.login, p.name) for p in everybody if p.active and not _reads(p)],
        "takers": [(p.login, p.name) for p in readers if p.active],
        "enough": sum(p.active for p in readers) >= HOLDERS,
        "open": open_,
        "decided": [p for p in proposals.items if p.approved is not None],
        "more": proposals.next,
        **outcome.facts,
    }
    return render(
        "holders.html", outcome.status, at=at, here="accounts", made=made, units=units, said=_said,
        today=local_date(at.ctx.clock.now()), **facts,
    )  # fmt: skip


def _reads(person: AccountView) -> bool:
    return holders.reads(r.role for r in person.roles)


def _acts(person: AccountView) -> list[str]:
    """What may be proposed of an account that reads accusations."""
    if not person.active:
        return [AccountAct.ON]
    beside = any(not holders.reads([r.role]) for r in person.roles)
    return [AccountAct.PASSWORD, AccountAct.FACTOR, AccountAct.OFF, *([TAKE] if beside else [])]


def _said(one: AccountProposalView) -> str:
    """Which act it is, as the forms name it: of roles that are changed, whether they read accusations afterwards."""
    if one.act is not AccountAct.CHANGE:
        return str(one.act)
    return GIVE if holders.reads(r.role for r in one.roles) else TAKE


@router.post("")
async def propose(post: Form) -> Response:
    """Another decides it, and all are told."""
    at = post.signed
    try:
        async with writing(at) as session:
            given = await _given(post, await service.listed(session))
            await two.propose(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why, post.fields.get("form", "")))
    return see_other("/staff/holders?done=holder_proposed")


async def _given(post: Posted, everybody: list[AccountView]) -> AccountProposed:
    act, login = post.get("act"), post.get("login")
    asked: dict[str, Any] = {"act": act, **post.filled("login", "name", "to", "reason")}
    reading = [{"role": role, "unit": post.get("unit")} for role in holders.READS]
    if act in (GIVE, TAKE):
        person = next((p for p in everybody if p.login == login), None)
        if person is None:
            raise Unprocessable("there is no such account", field="login")
        kept = [{"role": r.role, "unit": r.unit.code if r.unit else None} for r in person.roles]
        beside = [one for one in kept if not holders.reads([one["role"] or ""])]
        asked |= {"act": AccountAct.CHANGE, "name": person.name, "roles": beside + (reading if act == GIVE else [])}
    elif act == AccountAct.ADD:
        asked["roles"] = reading
    return AccountProposed.model_validate(asked)


@router.post("/{id}/decide")
async def decide(
    id: Annotated[int, Path(ge=1, le=2**53)], post: Annotated[Posted, form_of(Right.DECIDE_HOLDER)]
) -> Response:
    """Agreed: it is done. A password that was made up is shown on this answer only."""
    at = post.signed
    try:
        given = AccountDecision(approve=post.fields.get("approve") == "yes")
        async with writing(at) as session:
            done = await two.decide(session, at.ctx, at.who, id, given)
    except Refusal as why:
        return await _page(at, Outcome.refused(post, why, "decide"))
    return await _page(at, Outcome(done="holder_agreed" if given.approve else "holder_declined"), done.made)
