"""Grounds (理由): why a case is refused or guided elsewhere (R22 art. 19–23, 31), and what takes two persons."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from models.law.matters import OWN_CLOCK, Route
from models.law.rows import Rows
from models.law.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`needs`: what has to be named beside it; of several names in one group any will do. `ends`: the state in which
    the case ends. The wire, the form and its labels, and the refusal read it here."""

    needs: tuple[tuple[str, ...], ...] = ()
    ends: State = State.NOT_ACCEPTED

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(name for group in self.needs for name in group)

    def lacks(self, given: Set[str]) -> tuple[str, ...] | None:
        """The first group of which nothing is given."""
        return next((group for group in self.needs if not given & {*group}), None)


class Refusal(Rows):
    """Grounds on which a case ends without being accepted. R3 only where the area's profile has such a rule."""

    row: Ground
    R1_IN_PROGRESS = "R1_in_progress", Ground(needs=(("other", "unit"),))
    R2_FINAL = (
        "R2_final",
        Ground(needs=(("other", "document"), ("no_new_facts",)), ends=State.NO_LONGER_ACCEPTED),
    )
    R3_MISSED_REVIEW = "R3_missed_review", Ground(needs=(("other", "document"),))

    @property
    def short(self) -> str:
        """R1, R2 and so on."""
        return self.split("_")[0]


NAMED_BESIDE = frozenset(name for g in Refusal for name in g.row.fields)


def needing(field: str) -> str:
    """`R2, R3`: the grounds of a refusal beside which that field stands; for labels and descriptions."""
    return ", ".join(g.short for g in Refusal if field in g.row.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """`routes`: one of them has to be named, where there are any."""

    routes: frozenset[Route] = frozenset()


class Guidance(Rows):
    """Grounds to transfer or guide; the case stays registered and owes its notice."""

    row: Elsewhere
    R4_LITIGATION = "R4_litigation", Elsewhere(routes=frozenset({Route.LITIGATION, Route.PROCURATORATE}))
    R5_STATUTORY = "R5_statutory", Elsewhere(routes=OWN_CLOCK)
    R7_OTHER_UNIT = "R7_other_unit", Elsewhere()
    R8_DISCIPLINE = "R8_discipline", Elsewhere()


class ProposalKind(StrEnum):
    """What takes two persons: one proposes with a reason, another decides."""

    REFUSE = "refuse"
    RETURN = "return"
    EXTEND = "extend"
    RECLASS = "reclass"
    RETIER = "retier"
    DESIGNATE = "designate"
    GUIDE = "guide"
