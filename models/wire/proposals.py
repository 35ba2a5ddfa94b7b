"""What takes two persons: what is proposed, how it is decided, how it is shown."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import AwareDatetime, Field, RootModel, model_validator

from models.law.grounds import NAMED_BESIDE, Guidance, ProposalKind, Refusal, needing
from models.law.matters import CaseClass, Route, Tier
from models.wire.base import (
    CaseNo,
    Code,
    Items,
    Line,
    Named,
    ToldProposalFacts,
    Wire,
    Written,
    told_elsewhere,
    wrong_field,
)


class _Wanted(Wire):
    reason: Written = Field(description="for whoever decides; the resident does not see it")

    def words(self) -> str | None:
        """What the resident reads, word for word."""
        return None


class RefuseWanted(_Wanted):
    """不予受理, 不再受理 (art. 19, 36). `text`, `place` and `objection` reach the resident word for word.

    The grounds that need a field beside them are named with it; of `other`, `unit` and `document` one will do.
    """

    kind: Literal[ProposalKind.REFUSE]
    ground: Refusal
    text: Written = Field(description="why, in words for the resident")
    place: Line = Field(description="where exactly to go")
    objection: Line = Field(description="how to object, until when if a date runs")
    other: CaseNo | None = Field(None, description="the other case of the same matter")
    unit: Code | None = Field(None, description=f"{needing('unit')}: the unit that handles the matter")
    document: Line | None = Field(
        None, description=f"{needing('document')}: the decision or reply, where the case is not in this system"
    )
    no_new_facts: bool = Field(False, description=f"{needing('no_new_facts')}: with new facts it is a new matter")

    def words(self) -> str:
        return told_elsewhere(self.text, self.place, self.objection)

    @model_validator(mode="after")
    def grounded(self) -> Self:
        beside = {name for name in NAMED_BESIDE if getattr(self, name)}
        if lacking := self.ground.row.lacks(beside):
            raise wrong_field(f"{self.ground.short} has to name it", *lacking)
        return self


class GuideWanted(_Wanted):
    """引导: to another legal route or body. `text`, `place` (where exactly to go) and `objection` reach the resident
    word for word."""

    kind: Literal[ProposalKind.GUIDE]
    ground: Guidance
    text: Written
    place: Line
    objection: Line = Field(description="what to do if the resident disagrees")
    route: Route | None = Field(None, description="whose clock goes on running; needed where the ground has routes")

    def words(self) -> str:
        return told_elsewhere(self.text, self.place, self.objection)

    @model_validator(mode="after")
    def which_way(self) -> Self:
        routes = self.ground.row.routes
        if routes and self.route not in routes:
            raise wrong_field(f"one of {', '.join(sorted(routes))}", "route")
        return self


class ReturnWanted(_Wanted):
    """异议退回 (art. 23): it is not this unit's. The reason is for the unit that passed it on."""

    kind: Literal[ProposalKind.RETURN]


class DesignateWanted(_Wanted):
    """指定 (art. 24): the common superior or the joint meeting names the unit and the person."""

    kind: Literal[ProposalKind.DESIGNATE]
    unit: Code
    handler: Line = Field(description="login of a named person of that unit")
    by: Literal["superior", "joint_meeting"]


class ExtendWanted(_Wanted):
    """延期 (art. 34). `text`: the reason as the resident is told."""

    kind: Literal[ProposalKind.EXTEND]
    days: Annotated[int, Field(ge=1, le=365)]
    text: Written

    def words(self) -> str:
        return self.text


class ReclassWanted(_Wanted):
    """Another class. The earlier date stands."""

    kind: Literal[ProposalKind.RECLASS]
    case_class: CaseClass


class RetierWanted(_Wanted):
    """Another speed. The earlier date stands."""

    kind: Literal[ProposalKind.RETIER]
    tier: Tier


Wanted = RefuseWanted | GuideWanted | ReturnWanted | DesignateWanted | ExtendWanted | ReclassWanted | RetierWanted


WANTED: Mapping[ProposalKind, type[Wanted]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(Wanted)
}
"""What is sent to propose each kind."""


class ProposalWanted(RootModel[Annotated[Wanted, Field(discriminator="kind")]]):
    """What is proposed, by its `kind`."""


class Decision(Wire):
    """By another person than whoever proposed it. `answer` is for staff."""

    approve: bool
    answer: Written | None = None

    @model_validator(mode="after")
    def says_why(self) -> Self:
        if not self.approve and self.answer is None:
            raise wrong_field("say why not", "answer")
        return self


class ProposalView(Wire):
    """`text`: what the resident reads once it is approved. `unit`: whose members decide; null: those above."""

    id: int
    case_no: str
    kind: ProposalKind
    facts: ToldProposalFacts
    reason: str
    text: str | None
    proposed_by: Named
    proposed_at: AwareDatetime
    unit: Named | None
    decided_by: Named | None
    decided_at: AwareDatetime | None
    approved: bool | None
    answer: str | None
    version: int = Field(description="of the case: the next If-Match")


class ProposalPage(Items[ProposalView]):
    pass
