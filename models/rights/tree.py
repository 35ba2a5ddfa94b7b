"""How the units lie: which stand below which, and for which of them a desk receives."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Place(NamedTuple):
    """A unit: its id, the one above it, its area, whether it is a desk, whether it stands behind the wall."""

    id: int
    parent: int | None
    area: int
    desk: bool = False
    walled: bool = False


@dataclass(frozen=True)
class Tree:
    """The units of the county. An empty tree: every unit stands alone."""

    places: tuple[Place, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.places)

    @cached_property
    def _by_id(self) -> dict[int, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for place in self.places:
            found.setdefault(place.parent, []).append(place.id)
        return found

    @cached_property
    def outside(self) -> frozenset[int]:
        """The units outside the wall."""
        return frozenset(place.id for place in self.places if not place.walled)

    @cached_property
    def reception(self) -> int | None:
        """The desk that receives what residents send."""
        return next((place.id for place in self.places if place.desk), None)

    def above(self, unit: int) -> Iterator[int]:
        """The units above this one, nearest first, without itself."""
        seen, at = {unit}, self._parent(unit)
        while at is not None and at not in seen:
            yield at
            seen.add(at)
            at = self._parent(at)

    def below(self, unit: int) -> frozenset[int]:
        """The unit and all below it."""
        found: set[int] = set()
        waiting = [unit]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting.extend(self._children.get(at, ()))
        return frozenset(found)

    def speaks_for(self, unit: int) -> set[int]:
        """The unit; a desk also for those above it in its area, for which it receives."""
        place = self._by_id.get(unit)
        if place is None or not place.desk:
            return {unit}
        return {unit, *(u for u in self.above(unit) if self._by_id[u].area == place.area)}

    def received(self, unit: int) -> frozenset[int]:
        """What a desk receives for: the units it speaks for and all below them; every one outside the wall for a desk
        that stands below none. None for what is no desk."""
        place = self._by_id.get(unit)
        if place is None or not place.desk:
            return frozenset()
        if place.parent is None:
            return self.outside
        return frozenset[int]().union(*map(self.below, self.speaks_for(unit)))

    def covers(self, units: Collection[int]) -> bool:
        """Whether these are all the units outside the wall."""
        return bool(self.places) and self.outside <= frozenset(units)

    def _parent(self, unit: int) -> int | None:
        place = self._by_id.get(unit)
        return place.parent if place is not None else None


ALONE = Tree()
