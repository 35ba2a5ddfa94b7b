"""Routes of the accounts that read accusations, and of what is proposed of them."""

from typing import Annotated

from fastapi import Depends, Path

from api.accounts import two
from api.deps import Ctx, Read, Write, having
from api.listing import Rows
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import (
    AccountDecided,
    AccountDecision,
    AccountProposals,
    AccountProposalView,
    AccountProposed,
    AccountView,
    Items,
)

router = v1("", tags=["accounts"])
Reader = Annotated[Caller, having(Right.READ_HOLDERS)]
NOT_NOW = ("proposed_already", "not_a_holder", "login_taken", "factor_not_begun", "to_whom", "cannot_take")
MEANWHILE = ("decided_already", "login_taken", "to_whom", "cannot_take", "last_admin")


@router.get("/holders")
async def read_by(_who: Reader, session: Read) -> Items[AccountView]:
    """The accounts that read accusations; those switched off last. With fewer than two none are taken."""
    return Items(items=await two.read_by(session))


@router.get("/account-proposals")
async def proposals(who: Reader, session: Read, asked: Annotated[Rows, Depends()]) -> AccountProposals:
    """What was proposed of accounts that read accusations, the newest first."""
    return await two.page(session, who, asked)


@router.post("/account-proposals", status_code=201, openapi_extra=refuses({409: NOT_NOW}))
async def propose(
    given: AccountProposed, ctx: Ctx, who: Annotated[Caller, having(Right.PROPOSE_HOLDER)], session: Write
) -> AccountProposalView:
    """Proposes to make such an account, to change its name and roles, to switch it off or on, to give it a new
    password, or to take a lost second factor away. Another holder decides, and all holders are told."""
    return await two.propose(session, ctx, who, given)


@router.post(
    "/account-proposals/{id}/decide",
    openapi_extra=refuses({403: ("forbidden", "another_decides"), 409: MEANWHILE}),
)
async def decide(
    id: Annotated[int, Path(ge=1, le=2**53)],
    given: AccountDecision,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.DECIDE_HOLDER)],
    session: Write,
) -> AccountDecided:
    """Agrees, and it is done at once; or declines. Not by who proposed it, nor by the one whose account it is."""
    return await two.decide(session, ctx, who, id, given)
