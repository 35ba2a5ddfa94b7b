"""Telephone numbers inside what we say: they are called by a tap. The page's script parts text by the same pattern."""

import re
from collections.abc import Iterator

from models.hotlines import hotlines, shipped


def phones() -> str:
    """A pattern: what stands before a number, and the number. Without a look-behind, which no old phone understands."""
    lines = "|".join(re.escape(number) for number in {line.number: line for line in (*shipped(), *hotlines())})
    return rf"(^|[^0-9A-Za-z-])({lines}|1[3-9][0-9]{{9}}|0[0-9]{{2,3}}-[0-9]{{3,4}}-?[0-9]{{4}})(?![0-9A-Za-z-])"


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """(words, number): the number is what the words call, or empty."""
    at = 0
    for found in re.finditer(phones(), text):
        yield text[at : found.start(2)], ""
        yield found[2], found[2].replace("-", "")
        at = found.end(2)
    yield text[at:], ""


def listed(text: str) -> list[str]:
    """Numbers that a line begins with, as those of a list of help lines do: they get a button of their own."""
    found, before = list[str](), "\n"
    for words, number in pieces(text):
        if number and before.endswith("\n"):
            found.append(number)
        before = words or before
    return list(dict.fromkeys(found))
