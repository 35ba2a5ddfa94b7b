"""A role as somebody holds it, and the units it counts for."""

from dataclasses import dataclass

from models.law.people import Role
from models.rights.posts import ROLES
from models.rights.relations import ANYWHERE, Relation
from models.rights.tree import ALONE, Tree


@dataclass(frozen=True)
class Seat:
    """A role, held in a unit or for all units (None); `tree` says what lies below that unit."""

    role: Role
    unit: int | None = None
    tree: Tree = ALONE

    def units(self, one: Relation) -> frozenset[int]:
        """The units that the relation is held in by this seat. None for a seat that is held for all units."""
        if self.unit is None:
            return frozenset()
        if one is Relation.RECEIVED:
            return self.tree.received(self.unit)
        return self.tree.below(self.unit) if ROLES[self.role].below else frozenset((self.unit,))

    def countywide(self, one: Relation) -> bool:
        """Whether the relation is held in every unit by this seat."""
        return self.unit is None and one in ANYWHERE

    @property
    def at_the_reception(self) -> bool:
        """Held at the receiving desk, above it, or for all units."""
        return self.unit is None or self.tree.reception in self.units(Relation.UNIT)
