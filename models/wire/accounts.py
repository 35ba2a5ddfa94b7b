"""Accounts of staff: their roles, what they hold, and to whom it goes."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from models.law.accounts import AccountAct
from models.law.people import Role
from models.wire.base import CaseNo, Code, Line, Named, Wire, wrong_field

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


class AccountProposed(Wire):
    """What is proposed of an account that reads accusations, or is to: made with name and roles, given others, switched
    off (`to` takes what it holds) or on, given a new password, or freed of a second factor that was lost. `reason`: for
    who decides and for the audit."""

    act: AccountAct
    login: Login
    name: Line | None = None
    roles: Annotated[list[RoleWanted], Field(max_length=40)] = []
    to: Login | None = None
    reason: Annotated[Line, Field(max_length=200)]

    @model_validator(mode="after")
    def whole(self) -> Self:
        if self.act in (AccountAct.ADD, AccountAct.CHANGE) and not (self.name and self.roles):
            raise wrong_field("such an act takes a name and roles", "name" if self.roles else "roles")
        return self


class AccountProposalView(Wire):
    """`mine`: the caller may decide it. `approved`: null until another has decided."""

    id: int
    act: AccountAct
    login: str
    name: str
    roles: list[RoleHeld] = Field(description="to be held, where they are to change")
    to: str | None
    reason: str
    proposed_by: Named
    proposed_at: AwareDatetime
    decided_by: Named | None
    decided_at: AwareDatetime | None
    approved: bool | None
    mine: bool


class AccountProposals(Wire):
    items: list[AccountProposalView]
    next: str | None


class AccountDecision(Wire):
    approve: bool


class AccountDecided(Wire):
    """`made`: the password that was made up, for who decided to hand over; said this once."""

    proposal: AccountProposalView
    made: AccountMade | None = None
