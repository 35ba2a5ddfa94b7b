"""Permissions: who may do and read what, in one table of role × right × relation to the case.

`models.rights.table` is the table, `docs/rights.md` is made from it (`python -m models.rights > docs/rights.md`). Pure:
the caller asks `allowed` with the roles they hold and with what stands in which relation to the case (`Subject`).
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from models.law.people import Role, Scope
from models.rights.relations import ANYWHERE, NO_WALL, PERSONAL, Relation, Subject
from models.rights.table import RIGHTS, ROLES, Grant, Right

__all__ = [
    "RIGHTS",
    "ROLES",
    "Grant",
    "Held",
    "Relation",
    "Right",
    "Subject",
    "allowed",
    "reach",
    "read_only",
    "relation",
    "relations",
    "roles",
]

Held = Iterable[tuple[Role, int | None]]
"""Roles, each in a unit (its id) or for all units (None)."""


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
    posts = [ROLES[role] for role, _ in held]
    return bool(posts) and all(post.read_only for post in posts)


def reach(right: Right, held: Held) -> dict[Relation, frozenset[int]]:
    """The relations in which the roles give the right, each with the units in which they are held."""
    found: dict[Relation, set[int]] = {}
    for role, unit in held:
        for one in relation(right, role):
            found.setdefault(one, set()).update(() if unit is None else (unit,))
    return {one: frozenset(units) for one, units in found.items()}


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
    return any(_applies(relation(right, role), unit, of, staff_id) for role, unit in held)


def _barred(grant: Grant, held: Held, of: Subject) -> bool:
    if grant.never is None or of.walled:
        return False
    shut = of.units.get(grant.never, ())
    return any(role in grant.to and unit in shut for role, unit in held)


def _applies(relations: Relation, unit: int | None, of: Subject | None, staff_id: int) -> bool:
    if of is not None:
        return _stands(relations, unit, of, staff_id)
    return bool(relations & ~Relation.COUNTY) or (Relation.COUNTY in relations and unit is None)


def _stands(relations: Relation, unit: int | None, of: Subject, staff_id: int) -> bool:
    return any(_stands_in(one, unit, of, staff_id) for one in relations)


def _stands_in(one: Relation, unit: int | None, of: Subject, staff_id: int) -> bool:
    """Whether the one relation holds for a role that is held in the unit."""
    if one is Relation.WALL:
        return of.walled
    if of.walled and one not in NO_WALL:
        return False
    if one in PERSONAL:
        return staff_id in of.people.get(one, ())
    match one:
        case Relation.EVERYWHERE | Relation.SEEN:
            return True
        case Relation.COUNTY:
            return unit is None
        case Relation.OUTSIDE:
            return of.outside
    if unit is None:
        return one in ANYWHERE
    return unit in of.units.get(one, ())
