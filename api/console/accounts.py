"""Accounts of staff, for those who manage them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.accounts import alone, service
from api.catalogue import queries as catalogue
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, writing
from api.errors import Refusal
from api.staff import holders
from models.clock import local_date
from models.rights import Right
from models.wire import AccountChange, AccountChanged, AccountMade, AccountView, AccountWanted, HandOn, Login
from models.words import labels, wording

router = APIRouter(prefix="/accounts", include_in_schema=False, route_class=Page)
ROWS = 3
"""Empty rows for roles of a new account."""
MOST_ROWS = 40
Whose = Annotated[Login, Path()]
Form = Annotated[Posted, form_of(Right.MANAGE_STAFF)]


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_ACCOUNTS)]) -> Response:
    """Everybody with their roles, and the form for somebody new."""
    return await _list(at, Outcome.asked(at))


async def _list(at: Signed, outcome: Outcome, made: AccountMade | None = None) -> Response:
    """`made`: a login and its new password, shown this once."""
    sought = at.request.query_params.get("q", "").strip()[:50]
    async with at.ctx.db.read() as session:
        units = await catalogue.units(session)
        everybody = await service.listed(session)
    people = [(p, roles_said(p)) for p in everybody]
    return render(
        "accounts.html", outcome.status, at=at, here="accounts", rows=range(1, ROWS + 1), made=made, sought=sought,
        units=[(u.code, u.name) for u in units], total=len(people),
        people=[(p, roles) for p, roles in people if any(sought in words for words in (p.login, p.name, *roles))],
        **outcome.facts,
    )  # fmt: skip


def roles_said(person: AccountView) -> list[str]:
    names = labels("role")
    return [
        wording("page.role", role=names[r.role], unit=r.unit.name) if r.unit else names[r.role] for r in person.roles
    ]


@router.post("")
async def add(post: Form) -> Response:
    """A new account. Its password is made up and shown on this answer only."""
    at = post.signed
    try:
        given = AccountWanted.model_validate(
            {"login": post.get("login"), "name": post.get("name"), "roles": _roles(post)}
        )
        async with writing(at) as session:
            made = await alone.add(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _list(at, Outcome.refused(post, why))
    return await _list(at, Outcome(status=201), made)


def _roles(post: Posted) -> list[dict[str, str | None]]:
    rows = [(post.get(f"role{n}"), post.get(f"unit{n}")) for n in range(1, MOST_ROWS + 1)]
    return [{"role": role, "unit": unit} for role, unit in rows if role is not None]


# --- one account


@router.get("/{login}")
async def one(login: Whose, at: Annotated[Signed, page_of(Right.READ_ACCOUNTS)]) -> Response:
    """Name and roles, what the account holds, and what can be done with it."""
    return await _one(at, login, Outcome.asked(at))


async def _one(
    at: Signed, login: str, outcome: Outcome, made: AccountMade | None = None, moved: AccountChanged | None = None
) -> Response:
    """`moved`: what was handed over just now, by number; `two`: most of what is done to it takes two."""
    async with at.ctx.db.read() as session:
        units = await catalogue.units(session)
        person = await service.one(session, login)
        held = await service.holdings(session, login)
        sessions = await service.sessions(session, at.ctx, login)
        factor = await service.has_factor(session, login)
    facts: dict[str, Any] = {
        "made": made,
        "moved": moved,
        "person": person,
        "held": held,
        "sessions": sessions,
        "factor": factor,
        "two": holders.reads(r.role for r in person.roles),
        **outcome.facts,
    }
    return render(
        "account.html", outcome.status, at=at, here="accounts", units=[(u.code, u.name) for u in units],
        takers=[(p.code, p.name) for p in held.takers], rows=_rows(person, outcome), roles=roles_said(person),
        today=local_date(at.ctx.clock.now()), **facts,
    )  # fmt: skip


def _rows(person: AccountView, outcome: Outcome) -> list[tuple[int, str, str]]:
    """(number, role, unit) of the rows of the form: as typed, or as they are, and one that is empty."""
    if outcome.form == "change":
        given = [
            (outcome.typed.get(f"role{n}", ""), outcome.typed.get(f"unit{n}", "")) for n in range(1, MOST_ROWS + 1)
        ]
    else:
        given = [(str(r.role), r.unit.code if r.unit else "") for r in person.roles]
    return [(n, *row) for n, row in enumerate([*(row for row in given if row[0]), ("", "")], 1)]


@router.post("/{login}/change")
async def change(login: Whose, post: Form) -> Response:
    """Name and roles; what these give no right to any longer is handed over."""
    at = post.signed
    try:
        given = AccountChange.model_validate({"name": post.get("name"), "roles": _roles(post), "to": post.get("to")})
        async with writing(at) as session:
            moved = await alone.change(session, at.ctx, at.who, login, given)
    except (Refusal, ValidationError) as why:
        return await _one(at, login, Outcome.refused(post, why, "change"))
    return await _one(at, login, Outcome(done="account_changed"), moved=moved)


@router.post("/{login}/off")
async def off(login: Whose, post: Form) -> Response:
    """Switches it off; all that it holds is handed over."""
    at = post.signed
    try:
        given = HandOn.model_validate({"to": post.get("to")})
        async with writing(at) as session:
            moved = await alone.switch_off(session, at.ctx, at.who, login, given)
    except (Refusal, ValidationError) as why:
        return await _one(at, login, Outcome.refused(post, why, "off"))
    return await _one(at, login, Outcome(done="switched"), moved=moved)


@router.post("/{login}/on")
async def on(login: Whose, post: Form) -> Response:
    """Switches it on again."""
    at = post.signed
    try:
        async with writing(at) as session:
            await alone.switch_on(session, at.ctx, at.who, login)
    except Refusal as why:
        return await _one(at, login, Outcome.refused(post, why, "on"))
    return see_other(f"/staff/accounts/{login}?done=switched")


@router.post("/{login}/password")
async def password(login: Whose, post: Form) -> Response:
    """A new password, shown on this answer only; the sessions end."""
    at = post.signed
    try:
        async with writing(at) as session:
            made = await alone.reset(session, at.ctx, at.who, login)
    except Refusal as why:
        return await _one(at, login, Outcome.refused(post, why, "password"))
    return await _one(at, login, Outcome(), made)


@router.post("/{login}/sessions")
async def end_sessions(login: Whose, post: Form) -> Response:
    """Ends all its sessions, and revokes its tokens."""
    at = post.signed
    async with writing(at) as session:
        await service.end_sessions(session, at.ctx, at.who, login)
    return see_other(f"/staff/accounts/{login}?done=session_ended")


@router.post("/{login}/factor")
async def factor(login: Whose, post: Form) -> Response:
    """Takes the second factor away; the sessions end."""
    at = post.signed
    try:
        async with writing(at) as session:
            await alone.forget_factor(session, at.ctx, at.who, login)
    except Refusal as why:
        return await _one(at, login, Outcome.refused(post, why, "factor"))
    return see_other(f"/staff/accounts/{login}?done=factor_off")
