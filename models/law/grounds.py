"""Grounds (理由): why a case is refused or guided elsewhere (R22 art. 19–23, 31), and what takes two persons."""

from enum import StrEnum


class Refusal(StrEnum):
    """Grounds on which a case ends without being accepted. R3 only where the area's profile has such a rule."""

    R1_IN_PROGRESS = "R1_in_progress"
    R2_FINAL = "R2_final"
    R3_MISSED_REVIEW = "R3_missed_review"


class Guidance(StrEnum):
    """Grounds to transfer or guide; the case stays registered and owes its notice."""

    R4_LITIGATION = "R4_litigation"
    R5_STATUTORY = "R5_statutory"
    R7_OTHER_UNIT = "R7_other_unit"
    R8_DISCIPLINE = "R8_discipline"


class ProposalKind(StrEnum):
    """What takes two persons: one proposes with a reason, another decides."""

    REFUSE = "refuse"
    RETURN = "return"
    EXTEND = "extend"
    RECLASS = "reclass"
    RETIER = "retier"
    DESIGNATE = "designate"
    GUIDE = "guide"
