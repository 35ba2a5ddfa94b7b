"""Hears danger in the newest of a chat's last messages, or in what they say together."""

from collections.abc import Sequence

from conversations.danger import rules
from models.law.crisis import Crisis


def find(texts: Sequence[str]) -> Crisis | None:
    """The class to react to first. `texts` are the last messages, oldest first, of which the last is new: what only an
    earlier one says was heard before."""
    *before, new = texts
    found = rules.find(new)
    if found or not before:
        return found
    return rules.find("".join(texts)) if rules.find("".join(before)) is None else None
