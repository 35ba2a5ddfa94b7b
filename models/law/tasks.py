"""Tasks: work for the receiving desk that is not a move of a case."""

from dataclasses import dataclass

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`of_notice`: a person is to be told of a notice, and the task ends with it. `first`: before all other work.
    `calls`: somebody wants a person: one such task is open for each of them, and danger raises it."""

    of_notice: bool = False
    first: bool = False
    calls: bool = False


PLAIN = Job()


class TaskKind(Rows):
    """Job for the receiving desk that is not a move of a case."""

    row: Job
    CALL_RESIDENT = "call_resident", Job(of_notice=True, calls=True)
    UNDELIVERED = "undelivered", Job(of_notice=True)
    CRISIS = "crisis", Job(first=True, calls=True)
    ERASURE = "erasure", PLAIN
    MANY_CASES = "many_cases", PLAIN
    CALL_BACK = "call_back", PLAIN
