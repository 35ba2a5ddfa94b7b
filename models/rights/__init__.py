"""Permissions: who may do and read what, in one table of role × right × relation to the case.

`models.rights.table` is the table, `docs/rights.md` is made from it (`python -m models.rights > docs/rights.md`). Pure:
the caller asks `allowed` with the roles they hold and with what stands in which relation to the case (`Subject`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from models.law.people import Role, Scope
from models.rights.posts import ROLES, TWO_STEPS
from models.rights.relations import NO_WALL, PERSONAL, Relation, Subject, at
from models.rights.seats import Seat
from models.rights.table import RIGHTS, Grant, Right
from models.rights.tree import Place, Tree

__all__ = [
    "RIGHTS",
    "ROLES",
    "TWO_STEPS",
    "Grant",
    "Held",
    "Place",
    "Reach",
    "Relation",
    "Right",
    "Seat",
    "Subject",
    "Tree",
    "allowed",
    "at",
    "reach",
    "read_only",
    "relation",
    "relations",
    "roles",
]

Held = Iterable[Seat]
"""Roles, each in a unit or for all units."""
LYING = Relation.UNIT | Relation.LINE | Relation.RECEIVED
"""Relations to where something lies: with a unit."""


@dataclass(frozen=True)
class Reach:
    """How far a right reaches: the relations in which it is held, each with its units; and the units of which it gives
    all that lies there, None for every one outside the wall."""

    relations: Relation
    units: Mapping[Relation, frozenset[int]]
    inside: frozenset[int] | None

    def __contains__(self, one: Relation) -> bool:
        return one in self.relations

    def has(self, unit: int) -> bool:
        """Whether it gives what lies with that unit."""
        return self.inside is None or unit in self.inside


def relation(right: Right, role: Role) -> Relation:
    """In which relations a role has a right; none of them when it has not."""
    grant, post = RIGHTS[right], ROLES[role]
    if grant.writes:
        return Relation(0) if post.read_only else grant.to.get(role, Relation(0))
    return grant.to.get(role, Relation(0)) | (post.reads or Relation(0))


def relations(right: Right) -> Relation:
    """Every relation that the right asks of."""
    grant = RIGHTS[right]
    return reduce(or_, (*grant.to.values(), grant.never or Relation(0)))


def roles(right: Right, walled: bool = False) -> tuple[Role, ...]:
    """The roles that have a right on this side of the wall, in the order of the table."""
    there = Relation.WALL if walled else ~Relation.WALL
    named = [r for r in (*RIGHTS[right].to, *ROLES) if isinstance(r, Role) and relation(right, r) & there]
    return tuple(dict.fromkeys(named))


def read_only(held: Held) -> bool:
    """Every role that is held changes nothing."""
    posts = [ROLES[seat.role] for seat in held]
    return bool(posts) and all(post.read_only for post in posts)


def reach(right: Right, held: Held, scopes: Iterable[Scope] = ()) -> Reach:
    """How far the roles, or the scopes of a service, give the right."""
    given = reduce(or_, (RIGHTS[right].to.get(scope, Relation(0)) for scope in scopes), Relation(0))
    units, everywhere = dict[Relation, frozenset[int]](), Relation.EVERYWHERE in given
    covered = False
    for seat in held:
        for one in relation(right, seat.role):
            given |= one
            units[one] = units.get(one, frozenset()) | seat.units(one)
            everywhere = everywhere or one is Relation.EVERYWHERE or (one in LYING and seat.countywide(one))
        covered = covered or seat.tree.covers(_inside(units))
    return Reach(given, units, None if everywhere or covered else _inside(units))


def _inside(units: Mapping[Relation, frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*(units.get(one, ()) for one in LYING))


def allowed(right: Right, held: Held, scopes: Iterable[Scope], staff_id: int | None, of: Subject | None = None) -> bool:
    """Whether the roles or scopes give the right; `of` a subject: in its relation. Without one: in any relation."""
    grant, held = RIGHTS[right], list(held)
    if staff_id is None:
        return any(scope in grant.to for scope in scopes)
    if grant.writes and read_only(held):
        return False
    if of is not None and _barred(grant, held, of):
        return False
    if None in grant.to and (of is None or _stands(grant.to[None], None, of, staff_id)):
        return True
    return any(_applies(relation(right, seat.role), seat, of, staff_id) for seat in held)


def _barred(grant: Grant, held: Held, of: Subject) -> bool:
    if grant.never is None or of.walled:
        return False
    shut = of.units.get(grant.never, ())
    return any(seat.role in grant.to and seat.unit in shut for seat in held)


def _applies(relations: Relation, seat: Seat, of: Subject | None, staff_id: int) -> bool:
    if of is not None:
        return _stands(relations, seat, of, staff_id)
    tied = Relation.COUNTY | Relation.RECEPTION
    return (
        bool(relations & ~tied)
        or (Relation.COUNTY in relations and seat.unit is None)
        or (Relation.RECEPTION in relations and seat.at_the_reception)
    )


def _stands(relations: Relation, seat: Seat | None, of: Subject, staff_id: int) -> bool:
    return any(_stands_in(one, seat, of, staff_id) for one in relations)


def _stands_in(one: Relation, seat: Seat | None, of: Subject, staff_id: int) -> bool:
    """Whether the one relation holds for the seat; None: for a member of staff, whatever their roles."""
    if one is Relation.WALL:
        return of.walled
    if of.walled and one not in NO_WALL:
        return False
    if one in PERSONAL:
        return staff_id in of.people.get(one, ())
    if one in Relation.EVERYWHERE | Relation.SEEN:
        return True
    if one is Relation.OUTSIDE:
        return of.outside
    return seat is not None and _lies(one, seat, of)


def _lies(one: Relation, seat: Seat, of: Subject) -> bool:
    """Whether the subject lies where the seat has the relation."""
    if one is Relation.COUNTY:
        return seat.unit is None
    if one is Relation.RECEPTION:
        return seat.at_the_reception
    return seat.countywide(one) or not seat.units(one).isdisjoint(of.units.get(one, ()))
