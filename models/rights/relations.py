"""Relations of whoever holds a role to a case, a unit, a task or a proposal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto


class Relation(Flag):
    """How whoever holds a role stands to a case, or to the unit, visit, task or proposal in question.

    What each means stands in `MEANS` of `models.rights.page`. All but `NO_WALL` and `WALL` end at the wall around
    accusations (art. 30).
    """

    EVERYWHERE = auto()
    COUNTY = auto()
    SEEN = auto()
    WALL = auto()
    UNIT = auto()
    ANSWERABLE = auto()
    ASKED = auto()
    CALLED = auto()
    REVIEWING = auto()
    OUTSIDE = auto()
    REVIEWED = auto()
    FORWARDER = auto()
    LINE = auto()
    RECEIVED = auto()
    RECEPTION = auto()
    COMMON = auto()
    HEAD = auto()
    OWNER = auto()
    NAMED = auto()
    TOLD = auto()


ANYWHERE = Relation.FORWARDER | Relation.LINE | Relation.COMMON | Relation.RECEIVED | Relation.RECEPTION
"""Relations in which a role that is held for all units is held in every one."""
PERSONAL = Relation.HEAD | Relation.OWNER | Relation.NAMED | Relation.TOLD
"""Relations of a person, not of a role."""
NO_WALL = Relation.SEEN | Relation.NAMED | Relation.TOLD


@dataclass(frozen=True)
class Subject:
    """What a right is asked of: whether it lies behind the wall, and the ids of the units and of the members of staff
    that stand in each relation to it."""

    walled: bool = False
    units: Mapping[Relation, Collection[int]] = field(default_factory=dict)
    people: Mapping[Relation, Collection[int | None]] = field(default_factory=dict)
    outside: bool = False


def at(*units: int | None, walled: bool = False) -> Subject:
    """What lies with these units."""
    there = [unit for unit in units if unit is not None]
    return Subject(walled, dict.fromkeys((Relation.UNIT, Relation.LINE, Relation.RECEIVED), there))


OUTSIDE_THE_WALL = Subject()
BEHIND_THE_WALL = Subject(walled=True)
