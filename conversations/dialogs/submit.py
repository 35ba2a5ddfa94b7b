"""Submits a concern: the form (`concern.form`), the read-back, the confirmation."""

from conversations.dialogs.common import digest
from conversations.dialogs.concern import SECTIONS, form, review_lines
from conversations.engine.dialog import Dialog
from conversations.engine.engine import ask
from conversations.questions.review import Review
from models.wire.deeds import Filing


async def submit() -> Filing:
    """A resident tells us what is wrong, reads it back and confirms."""
    concern = await form()
    filing = Filing(draft=concern.draft)
    await ask(f"confirm.{digest(filing)}", Review("submit.review", *review_lines(concern)))
    return filing


SUBMIT = Dialog(submit, steps=lambda answers: (*SECTIONS, "confirm"))
