"""Cases that belong together."""

from pydantic import AwareDatetime, Field

from models.law.matters import LinkKind
from models.wire.base import CaseNo, Wire, Written


class LinkWanted(Wire):
    """`repeat`: the same person and matter as the earlier case `other`. `new_facts`: new facts on that matter, a case
    of its own. `merged`: another person's same matter, which ends with `other` and is answered by itself."""

    other: CaseNo
    kind: LinkKind
    reason: Written = Field(description="for staff")


class Linked(Wire):
    id: int
    kind: LinkKind
    other: str = Field(description="number of the other case")
    earlier: bool = Field(description="the other is the first case, or the one that this is merged into")
    by: str | None
    at: AwareDatetime
    reason: str | None
