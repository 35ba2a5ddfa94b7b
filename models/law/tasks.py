"""Tasks: work for the receiving desk that is not a move of a case."""

from enum import StrEnum


class TaskKind(StrEnum):
    """Work for the receiving desk that is not a move of a case."""

    CALL_RESIDENT = "call_resident"
    UNDELIVERED = "undelivered"
    CRISIS = "crisis"
    ERASURE = "erasure"
    MANY_CASES = "many_cases"
    CALL_BACK = "call_back"
