"""Submitting a concern."""

from conversations.dialogs.common import digest
from conversations.dialogs.concern import CONCERN, concern, review_lines
from conversations.engine.dialog import Dialog
from conversations.engine.engine import ask
from conversations.questions.plain import Review
from models.wire.deeds import Filing


async def submit() -> Filing:
    """A resident tells us what is wrong, reads it back and confirms."""
    told = await concern()
    filing = Filing(draft=told.draft)
    await ask(f"confirm.{digest(filing)}", Review("submit.review", *review_lines(told)))
    return filing


SUBMIT = Dialog(submit, steps=lambda answers: (*CONCERN, "confirm"))
