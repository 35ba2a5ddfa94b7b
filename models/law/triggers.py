"""Triggers: why a case is supervised (督办)."""

from enum import StrEnum


class Trigger(StrEnum):
    """Why a case is supervised (督办). The first ten as usual in the rules on supervision, the others are our own."""

    PAST_LIMIT = "past_limit"
    NOT_FED_BACK = "not_fed_back"
    WRONG_PROCEDURE = "wrong_procedure"
    SHIRKING = "shirking"
    FALSE_REPORT = "false_report"
    NOT_CARRIED_OUT = "not_carried_out"
    PLAINLY_WRONG = "plainly_wrong"
    REFUSES_DUTY = "refuses_duty"
    MANY_UNSOLVED = "many_unsolved"
    KNOWLEDGE = "knowledge"
    THIN_REPLY = "thin_reply"
    IDLE = "idle"
    AGEING = "ageing"
    HOPS = "hops"
    DISPUTE = "dispute"
    NOT_MUSTERED = "not_mustered"
    COMPLAINT = "complaint"
    PRESSED = "pressed"
    RETALIATION = "retaliation"
    URGENT = "urgent"
