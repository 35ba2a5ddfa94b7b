"""The acts of residents on a case that stands, each in a file of its own. A new one is named here."""

from typing import Any

from api.intake.step import ResidentStep
from api.intake.steps import addition, anonymity, complain, rating, reopen, resume, review, urge, withdraw

STEPS: tuple[ResidentStep[Any], ...] = (
    addition.STEP,
    rating.STEP,
    urge.STEP,
    anonymity.STEP,
    reopen.STEP,
    review.STEP,
    withdraw.STEP,
    resume.STEP,
    complain.STEP,
)
