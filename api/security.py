"""Passwords (Argon2), opaque tokens, and who is calling."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.errors import Forbidden
from models import rights
from models.law.people import Role, Scope
from models.law.states import State
from models.rights import Reach, Relation, Right, Seat, Subject, at
from models.tables import Case, Unit


@cache
def hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _plain_hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))


def first_password() -> tuple[str, str]:
    """A password made up, and its hash. It has 72 bits of chance, which nobody guesses however fast they try: so it is
    hashed fast, and hundreds of accounts are made in a second."""
    made = secrets.token_urlsafe(9)
    return made, _plain_hasher().hash(made)


async def hashed(password: str) -> str:
    """In a thread: it takes a tenth of a second, in which others are served."""
    return await asyncio.to_thread(hasher().hash, password)


@cache
def dummy_hash() -> str:
    """Checked when there is no such login, so that the time tells nothing."""
    return hasher().hash("no such login")


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Caller:
    """A member of staff (with roles, each in a unit or in all: None) or a service (with scopes). `first`: what they
    have to do before anything else; `reading`: by a token that only reads; `lacking`: a role of theirs needs a second
    factor, the grace is over and there is none: the roles are left out, and all but a few rights."""

    owner: str
    name: str
    staff_id: int | None = None
    login: str | None = None
    roles: frozenset[Seat] = frozenset()
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    password_given: bool = False
    reading: bool = False
    lacking: bool = False
    token_id: int | None = field(default=None, compare=False)

    def may(self, right: Right, of: Case | Unit | Subject | None = None) -> bool:
        """Whether the table gives the right to one of the caller's roles: of a case or a unit, in the caller's relation
        to it; without one, in any relation at all."""
        if self.reading and rights.RIGHTS[right].writes:
            return False
        if self.lacking and not rights.RIGHTS[right].unproved:
            return False
        return rights.allowed(right, self.roles, self.scopes, self.staff_id, _subject(of))

    def reach(self, right: Right) -> Reach:
        """How far the caller has the right."""
        return rights.reach(right, self.roles, self.scopes)

    def has(self, *roles: Role) -> bool:
        return any(seat.role in roles for seat in self.roles)

    def units(self, *roles: Role) -> frozenset[int]:
        """Units in which the caller has one of the roles."""
        return frozenset(s.unit for s in self.roles if s.role in roles and s.unit is not None)

    @property
    def read_only(self) -> bool:
        """Every role of the caller's changes nothing, or the token does not."""
        return self.reading or rights.read_only(self.roles)


def need(who: Caller, right: Right, of: Case | Unit | Subject | None = None) -> None:
    """Forbidden (403) for whoever has not the right; `factor_needed` while their second factor is lacking."""
    if who.lacking and not rights.RIGHTS[right].unproved:
        raise Forbidden("turn on your second factor first", code="factor_needed")
    if not who.may(right, of):
        raise Forbidden(f"needs the right {right}")


def _subject(of: Case | Unit | Subject | None) -> Subject | None:
    if isinstance(of, Case):
        return of_case(of)
    if isinstance(of, Unit):
        return at(of.id, walled=of.discipline)
    return of


REVIEWED = (State.REVIEW, State.REREVIEW)


def of_case(case: Case) -> Subject:
    """What a case says of itself. While it is reviewed, whoever handled it is not the named person."""
    named = (case.owner_id,) if case.state in REVIEWED else (case.owner_id, case.handler_id)
    lies = at(case.lead_unit_id).units
    return Subject(
        case.restricted,
        {**lies, Relation.ANSWERABLE: (case.answerable_unit_id,)},
        {Relation.OWNER: (case.owner_id,), Relation.NAMED: named},
    )
