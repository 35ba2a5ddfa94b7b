"""The steps of the procedure that staff take, each in a file of its own. A new one is named here."""

from typing import Any

from api.cases.step import Step
from api.cases.steps import (
    accept,
    assign,
    attach,
    call,
    close,
    correct,
    forward,
    hearing,
    improve,
    lead_official,
    link,
    look,
    muster,
    new_code,
    new_date,
    note,
    notify,
    question,
    remind,
    reply,
    review,
    supervise,
    take,
    take_back,
    unlink,
    writeup,
)

Steps = tuple[Step[Any], ...]
STEPS: Steps = (
    notify.STEP,
    forward.STEP,
    take.STEP,
    accept.STEP,
    assign.STEP,
    correct.STEP,
    note.STEP,
    attach.STEP,
    writeup.STEP,
    new_code.STEP,
    question.STEP,
    reply.STEP,
    take_back.STEP,
    look.STEP,
    new_date.STEP,
    review.STEP,
    hearing.STEP,
    close.STEP,
)
"""In the order of the procedure."""
JOINT: Steps = (call.STEP, muster.STEP, lead_official.STEP, improve.STEP)
LINKS: Steps = (link.STEP, unlink.STEP)
SUPERVISION: Steps = (supervise.STEP, remind.STEP)
