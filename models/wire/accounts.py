"""Accounts of staff: their roles, what they hold, and to whom it goes."""

from typing import Annotated

from pydantic import Field

from models.law.people import Role
from models.wire.base import CaseNo, Code, Line, Named, Wire

Login = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{2,50}$")]


class RoleWanted(Wire):
    """A role, in a unit or (without one) for the whole county."""

    role: Role
    unit: Code | None = None


Roles = Annotated[list[RoleWanted], Field(min_length=1, max_length=40)]


class AccountWanted(Wire):
    login: Login
    name: Line
    roles: Roles


class AccountChange(Wire):
    """Name and roles anew. `to`: who takes the cases that the account has no right to any longer."""

    name: Line
    roles: Roles
    to: Login | None = None


class HandOn(Wire):
    """Who takes what the account holds."""

    to: Login | None = None


class RoleHeld(Wire):
    role: Role
    unit: Named | None = Field(description="null: the whole county")


class AccountView(Wire):
    login: str
    name: str
    active: bool
    roles: list[RoleHeld]


class AccountMade(Wire):
    login: str
    password: str = Field(description="made up, said this once")


class Holdings(Wire):
    """What an account holds: open cases it answers for or handles, and what of supervision waits for it, by number;
    units it heads; chats it has taken; colleagues it stands in for; turns of crisis duty."""

    cases: list[CaseNo]
    walled: bool = Field(description="also cases behind the wall, which are not listed")
    steps: list[CaseNo]
    heads: list[Named]
    stands_in_for: list[Named]
    chats: int
    duties: int
    takers: list[Named] = Field(description="who could take all of it")


class AccountChanged(Wire):
    """`handed_over`: the numbers of the cases that went to `to`; `left`: of those the account holds now."""

    account: AccountView
    to: Named | None
    handed_over: list[CaseNo]
    left: list[CaseNo]
