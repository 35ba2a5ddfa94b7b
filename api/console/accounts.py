"""Accounts of staff, for role admin. An administrator sees no case by being one."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.catalogue import queries as catalogue
from api.console import queries
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.errors import Conflict, NotFound, Refusal, Unprocessable
from api.security import hasher
from api.staff import queries as staff
from api.staff.account_queries import add_staff
from models.clock import local_date
from models.law.people import Role
from models.rights import ROLES, Right
from models.tables import Staff
from models.wire import Line, Wire
from models.words import labels, wording

router = APIRouter(prefix="/accounts", include_in_schema=False, route_class=Page)
ROWS = 3
LOGIN = r"^[A-Za-z0-9_.-]{2,50}$"


class NewStaff(Wire):
    login: Annotated[str, Field(pattern=LOGIN)]
    name: Line
    roles: Annotated[list[tuple[Role, str | None]], Field(min_length=1)]


@router.get("")
async def listed(at: Annotated[Signed, page_of(Right.READ_ACCOUNTS)]) -> Response:
    """Everybody with their roles, and the form for somebody new."""
    return await _page(at, Outcome.asked(at))


async def _page(at: Signed, outcome: Outcome, made: tuple[str, str] | None = None) -> Response:
    """`made`: a login and its new password, shown this once."""
    async with at.ctx.db.read() as session:
        units = await catalogue.units(session)
        people = await queries.accounts(session)
    names = {u.id: u.name for u in units}
    return render(
        "accounts.html", outcome.status, at=at, here="accounts", rows=range(1, ROWS + 1), made=made, **outcome.facts,
        units=[(u.code, u.name) for u in units],
        people=[(p, [_role(r.role, names.get(r.unit_id or 0)) for r in p.roles]) for p in people],
        today=local_date(at.ctx.clock.now()),
    )  # fmt: skip


def _role(role: str, unit: str | None) -> str:
    return wording("page.role", role=labels("role")[role], unit=unit) if unit else labels("role")[role]


@router.post("")
async def add(post: Annotated[Posted, form_of(Right.MANAGE_STAFF)]) -> Response:
    """A new account. Its password is made up and shown on this answer only."""
    at = post.signed
    password = secrets.token_urlsafe(9)
    try:
        given = NewStaff.model_validate({"login": post.get("login"), "name": post.get("name"), "roles": _roles(post)})
        async with writing(at) as session:
            await _add(session, at, given, password)
    except IntegrityError:
        wrong = {"login": labels("refused")["login_taken"]}
        return await _page(at, Outcome(status=409, typed=post.fields, wrong=wrong))
    except (Refusal, ValidationError) as why:
        return await _page(at, Outcome.refused(post, why))
    return await _page(at, Outcome(status=201), (given.login, password))


def _roles(post: Posted) -> list[tuple[str, str | None]]:
    rows = [(post.get(f"role{n}"), post.get(f"unit{n}")) for n in range(1, ROWS + 1)]
    return [(role, unit) for role, unit in rows if role is not None]


async def _add(session: AsyncSession, at: Signed, given: NewStaff, password: str) -> None:
    units = {u.code: u for u in await catalogue.units(session)}
    roles: list[tuple[Role, int | None]] = []
    for role, code in given.roles:
        unit = units.get(code or "")
        post = ROLES[role]
        if code is None and (post.countywide or post.below):
            roles.append((role, None))
        elif post.countywide or unit is None or unit.discipline != post.walled:
            raise Unprocessable(field="roles")
        else:
            roles.append((role, unit.id))
    now = at.ctx.clock.now()
    await add_staff(session, given.login, given.name, password, list(dict.fromkeys(roles)), now)
    held = ",".join(f"{role}:{code or '-'}" for role, code in given.roles)
    await audit(session, at.who, "add_staff", given.login, now, held[:200])


@router.post("/{login}/{what}")
async def change(
    login: Annotated[str, Path(pattern=LOGIN)], what: str, post: Annotated[Posted, form_of(Right.MANAGE_STAFF)]
) -> Response:
    """`off` and `on` switch an account; `password` gives a new one. Sessions end with `off` and `password`."""
    at = post.signed
    try:
        async with writing(at) as session:
            made = await _change(session, at, login, what)
    except Conflict as why:
        status, _, words = spoken(why)
        return await _page(at, Outcome(status=status, wrong={"": words}))
    return await _page(at, Outcome(), made) if made else see_other("/staff/accounts?done=switched")


async def _change(session: AsyncSession, at: Signed, login: str, what: str) -> tuple[str, str] | None:
    """The login and its password where a new one was made."""
    person: Staff | None = await staff.by_login(session, login)
    if person is None or what not in ("off", "on", "password"):
        raise NotFound
    if what == "off" and person.id == at.who.staff_id:
        raise Conflict(code="own_account")
    now = at.ctx.clock.now()
    made = None
    if what == "password":
        password = secrets.token_urlsafe(9)
        person.password_hash = hasher().hash(password)
        made = (login, password)
    else:
        person.active = what == "on"
    if what != "on":
        await queries.revoke_all(session, person.id, now)
    await audit(session, at.who, f"account_{what}", login, now)
    return made
