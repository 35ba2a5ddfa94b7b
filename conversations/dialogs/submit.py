"""Submitting a concern."""

from conversations.engine import ask
from conversations.parts import concern, digest, review_lines
from conversations.questions import Review
from conversations.results import Filing


async def submit() -> Filing:
    """A resident tells us what is wrong, reads it back and confirms."""
    told = await concern()
    filing = Filing(told.draft)
    await ask(f"confirm.{digest(filing)}", Review("submit.review", *review_lines(told)))
    return filing
