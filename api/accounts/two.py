"""What takes two of those who read accusations: proposed by one of them or an administrator, decided by another."""

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import holder_queries, holding, news, queries, service
from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable
from api.listing import Rows
from api.security import Caller
from api.staff import factor, holders
from models.law.accounts import AccountAct, AccountAsked, AccountNews
from models.law.people import Role
from models.rights import Right
from models.tables import AccountProposal, Staff, Unit
from models.wire import (
    AccountChange,
    AccountDecided,
    AccountDecision,
    AccountMade,
    AccountProposals,
    AccountProposalView,
    AccountProposed,
    AccountView,
    AccountWanted,
    HandOn,
    Named,
    RoleHeld,
    RoleWanted,
)

NAMES = (AccountAct.ADD, AccountAct.CHANGE)
"""Acts that take a name and roles."""


async def read_by(session: AsyncSession) -> list[AccountView]:
    """The accounts that read accusations, switched off or not."""
    return [one for one in await service.listed(session) if holders.reads(r.role for r in one.roles)]


async def propose(session: AsyncSession, ctx: Context, who: Caller, given: AccountProposed) -> AccountProposalView:
    """Told to all holders. Conflict `not_a_holder` for what one person may do alone, `proposed_already` while another
    waits, `login_taken`, and what the act itself would meet (`to_whom`, `cannot_take`)."""
    person = await queries.account(session, given.login)
    await _fits(session, given, person)
    asked: AccountAsked = {"to": given.to}
    if given.act in NAMES:
        asked["name"] = given.name or ""
        asked["roles"] = [one.model_dump() for one in given.roles]
    now = ctx.clock.now()
    made = AccountProposal(
        act=given.act, login=given.login, asked=asked, reason=given.reason, proposed_by_id=who.staff_id, proposed_at=now
    )
    if await holder_queries.open_of(session, given.login):
        raise Conflict("something is proposed of this account already", code="proposed_already")
    session.add(made)
    try:
        await session.flush()
    except IntegrityError:
        raise Conflict("something is proposed of this account already", code="proposed_already") from None
    await audit(session, who, f"propose_{given.act}", given.login, now, given.reason)
    await news.tell(session, ctx, AccountNews.PROPOSED, given.act)
    (view,) = await _views(session, who, [made])
    return view


async def _fits(session: AsyncSession, given: AccountProposed, person: Staff | None) -> None:
    """Whether it could be done now."""
    seats = await service.places(session, given.roles)
    if given.act is AccountAct.ADD:
        if person is not None:
            raise Conflict("there is an account of this name", code="login_taken")
        if not holders.reads(seat.role for seat in seats):
            raise Conflict("this takes one person", code="not_a_holder")
        return
    if person is None:
        raise Unprocessable("there is no such account", field="login")
    after = [seat.role for seat in seats] if given.act is AccountAct.CHANGE else []
    if not holders.reads([*(r.role for r in person.roles), *after]):
        raise Conflict("this takes one person", code="not_a_holder")
    if given.act is AccountAct.FACTOR and not await factor.is_on(session, person.id):
        raise Conflict("it has no second factor", code="factor_not_begun")
    if given.act in (AccountAct.CHANGE, AccountAct.OFF) and person.active:
        to = await holding.taker(session, person, given.to)
        await holding.fit(session, person, to, await holding.lost(session, person, seats))


async def decide(session: AsyncSession, ctx: Context, who: Caller, id: int, given: AccountDecision) -> AccountDecided:
    """Done at once when it is agreed to, and told to all holders. Forbidden for whoever proposed it, and for the one
    whose account it is; Conflict `decided_already`."""
    found = await holder_queries.one(session, id)
    if found is None:
        raise NotFound
    if not _decides(who, found):
        raise Forbidden("another holder decides", code="another_decides")
    if found.decided_at is not None:
        raise Conflict("it was decided already", code="decided_already")
    now = ctx.clock.now()
    found.decided_by_id, found.decided_at, found.approved = who.staff_id, now, given.approve
    made = await _do(session, ctx, who, found) if given.approve else None
    said = AccountNews.AGREED if given.approve else AccountNews.DECLINED
    await audit(session, who, f"account_{said}", found.login, now, found.act)
    await news.tell(session, ctx, said, AccountAct(found.act))
    (view,) = await _views(session, who, [found])
    return AccountDecided(proposal=view, made=made)


def _decides(who: Caller, one: AccountProposal) -> bool:
    """Neither who proposed it nor whose account it is."""
    return who.may(Right.DECIDE_HOLDER) and who.staff_id != one.proposed_by_id and who.login != one.login


async def _do(session: AsyncSession, ctx: Context, who: Caller, agreed: AccountProposal) -> AccountMade | None:
    login, asked = agreed.login, agreed.asked
    roles = [RoleWanted.model_validate(r) for r in asked.get("roles", [])]
    match AccountAct(agreed.act):
        case AccountAct.ADD:
            return await service.add(session, ctx, who, AccountWanted(login=login, name=asked["name"], roles=roles))
        case AccountAct.CHANGE:
            change = AccountChange(name=asked["name"], roles=roles, to=asked.get("to"))
            await service.change(session, ctx, who, login, change)
        case AccountAct.OFF:
            await service.switch_off(session, ctx, who, login, HandOn(to=asked.get("to")))
        case AccountAct.ON:
            await service.switch_on(session, ctx, who, login)
        case AccountAct.PASSWORD:
            return await service.reset(session, ctx, who, login)
        case AccountAct.FACTOR:
            await service.forget_factor(session, ctx, who, login)
    return None


async def page(session: AsyncSession, who: Caller, asked: Rows) -> AccountProposals:
    """The newest first."""
    found = await holder_queries.listed(session, asked.after, asked.limit + 1)
    shown, after = asked.page(found, lambda row: row.id)
    return AccountProposals(items=await _views(session, who, shown), next=after)


async def waiting(session: AsyncSession, who: Caller) -> int:
    """How many wait for the caller to decide."""
    if not who.may(Right.DECIDE_HOLDER):
        return 0
    return await holder_queries.to_decide(session, who.staff_id or 0, who.login or "")


async def _views(session: AsyncSession, who: Caller, rows: Sequence[AccountProposal]) -> list[AccountProposalView]:
    ids = {id for row in rows for id in (row.proposed_by_id, row.decided_by_id) if id is not None}
    people = {id: Named(code=p.login, name=p.name) for id, p in (await holder_queries.people(session, ids)).items()}
    units = {u.code: u for u in await catalogue.units(session)}
    named = {p.login: p.name for p in await queries.everybody(session)}
    return [
        AccountProposalView(
            id=row.id,
            act=AccountAct(row.act),
            login=row.login,
            name=row.asked.get("name") or named.get(row.login, row.login),
            roles=_roles(row, units),
            to=row.asked.get("to"),
            reason=row.reason,
            proposed_by=people[row.proposed_by_id],
            proposed_at=row.proposed_at,
            decided_by=people.get(row.decided_by_id or 0),
            decided_at=row.decided_at,
            approved=row.approved,
            mine=row.decided_at is None and _decides(who, row),
        )
        for row in rows
    ]


def _roles(row: AccountProposal, units: Mapping[str, Unit]) -> list[RoleHeld]:
    held = [(Role(r["role"] or ""), units.get(r["unit"] or "")) for r in row.asked.get("roles", [])]
    return [RoleHeld(role=role, unit=Named(code=u.code, name=u.name) if u else None) for role, u in held]
