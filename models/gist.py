"""What a story is about: its first words that tell something. A greeting and who speaks do not."""

import re

from models.lines import one_line
from models.search import fold
from models.words.spellings import named, spellings

BEGINNING = 12
"""Characters of a person's own words that stand for a topic."""
_CLAUSES = (re.compile(r"[，。！？；,!?;:：\s]+"), re.compile(r"[，。！？；,!?;:：\n]+"))
"""Where a clause ends: at a blank too, or, as English has blanks within, at a mark only."""
_LONGEST = 40
"""Characters of a clause that may be an introduction; a longer one tells more than who speaks."""
_MOST = 8
"""Clauses that are left out."""


def gist(words: str) -> str:
    """The beginning, in a few characters: what a matter without a topic is called. Empty when nothing is told."""
    line = _after(one_line(words))
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1] + "…"


def told(words: str) -> str:
    """The words without the greetings and introductions they begin with; all of them when they hold nothing else."""
    left = _after(words)
    return left if left.strip() else words


def _after(words: str) -> str:
    left = words
    for _ in range(_MOST):
        shorter = _without_first(left)
        if shorter is None:
            break
        left = shorter
    return left


def _without_first(words: str) -> str | None:
    """Without the first clause, if it tells nothing."""
    for ends in _CLAUSES:
        first, *rest = ends.split(words, maxsplit=1)
        if rest and len(first) <= _LONGEST and (not first or _idle(first)):
            return rest[0]
    return None


def _idle(clause: str) -> bool:
    """你好; 我叫张三; 我是东门社区的居民. Not 我是想问低保: that is the matter."""
    return named("hello.", clause) is not None or _introduces(fold(clause))


def _introduces(clause: str) -> bool:
    known = spellings("introduces.")
    begins = {known[said] for said in known if clause.startswith(said)}
    if not begins or "wish" in begins:
        return False
    return "name" in begins or any(said in clause for said, kind in known.items() if kind == "who")
