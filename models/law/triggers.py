"""Triggers: why a case is supervised (督办)."""

from dataclasses import dataclass

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`by_hand`: a supervisor finds it; the others are found by the worker or follow from what people do. `conduct`: it
    is about the conduct of the unit itself, and nobody who works there judges it. `asks`: it is a question to whoever
    answers for the case: nobody above is told, and the answer in writing ends it."""

    by_hand: bool = False
    conduct: bool = False
    asks: bool = False


PLAIN = Alarm()


class Trigger(Rows):
    """Why a case is supervised (督办). The first ten as usual in the rules on supervision, the others are our own."""

    row: Alarm
    PAST_LIMIT = "past_limit", PLAIN
    NOT_FED_BACK = "not_fed_back", PLAIN
    WRONG_PROCEDURE = "wrong_procedure", Alarm(by_hand=True)
    SHIRKING = "shirking", Alarm(by_hand=True)
    FALSE_REPORT = "false_report", Alarm(by_hand=True)
    NOT_CARRIED_OUT = "not_carried_out", Alarm(by_hand=True)
    PLAINLY_WRONG = "plainly_wrong", Alarm(by_hand=True)
    REFUSES_DUTY = "refuses_duty", Alarm(by_hand=True)
    MANY_UNSOLVED = "many_unsolved", Alarm(by_hand=True)
    KNOWLEDGE = "knowledge", Alarm(by_hand=True)
    THIN_REPLY = "thin_reply", PLAIN
    IDLE = "idle", PLAIN
    AGEING = "ageing", PLAIN
    HOPS = "hops", PLAIN
    DISPUTE = "dispute", PLAIN
    NOT_MUSTERED = "not_mustered", PLAIN
    COMPLAINT = "complaint", Alarm(conduct=True)
    PRESSED = "pressed", Alarm(conduct=True)
    RETALIATION = "retaliation", Alarm(conduct=True)
    URGENT = "urgent", Alarm(by_hand=True)
    QUESTION = "question", Alarm(by_hand=True, asks=True)


BY_HAND = frozenset(t for t in Trigger if t.row.by_hand)
