"""The responsibility list, and what it suggests."""

from typing import Literal

from pydantic import Field

from models.wire.base import Code, Named, Wire


class Suggestion(Wire):
    """`why`: `list`, an entry for this topic and area or for what is above them; `place`, the unit of the grid, village
    or township; `desk`, neither is known; `elsewhere`, another county's matter, which the desk passes on;
    `wall`, an accusation, which stays where it is."""

    unit: Named
    why: Literal["list", "place", "desk", "elsewhere", "wall"]
    topic: Named | None = Field(description="of the entry")
    area: Named | None = Field(description="of the entry, or of the unit")


class ResponsibilityWanted(Wire):
    """`unit` null: no entry of its own for that topic in that area."""

    topic: Code
    area: Code
    unit: Code | None


class ResponsibilityEntry(Wire):
    topic: Named
    area: Named
    unit: Named | None
