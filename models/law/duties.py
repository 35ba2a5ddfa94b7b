"""Duties and rights: what a case owes its resident, and what the resident may do until a day."""

from enum import StrEnum


class Duty(StrEnum):
    """Keys of what a case owes its resident, and of the resident's own rights; lengths are in the profiles."""

    INTAKE_NOTICE = "intake_notice"
    FORWARD = "forward"
    HANDLE = "handle"
    NEWS = "news"
    CALL_BACK = "call_back"
    MUSTER = "muster"
    IMPROVEMENT = "improvement"
    REVIEW_REQUEST = "review_request"
    REVIEW_DECISION = "review_decision"
    REREVIEW_REQUEST = "rereview_request"
    REREVIEW_DECISION = "rereview_decision"
    EVALUATION = "evaluation"
    REOPEN = "reopen"
    WITHDRAW_UNDO = "withdraw_undo"


RIGHTS = frozenset({Duty.REVIEW_REQUEST, Duty.REREVIEW_REQUEST, Duty.EVALUATION, Duty.REOPEN, Duty.WITHDRAW_UNDO})
"""The resident's own: they lapse at the rolled date, nobody is late with them."""
REMINDED = frozenset({Duty.REVIEW_REQUEST, Duty.REREVIEW_REQUEST})
"""Rights of whose end the resident is told before."""
