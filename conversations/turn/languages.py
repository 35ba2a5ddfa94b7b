"""The writer's language is offered once when it differs from that of the page."""

import re

from conversations import screens
from conversations.questions.plain import Say
from conversations.screens import Screen
from conversations.turn.context import Turn
from models.search import normalise
from models.words import traditional

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[a-z']{2,}")
ENOUGH = 3
"""Latin words, or Chinese characters, that show a language."""
OURS = 2
"""Characters that are written otherwise in the other script."""
_ENGLISH = re.compile(
    r"\b(the|an?|is|are|was|my|our|your|i|you|we|they|it|in|on|at|of|to|for|and|not?|has|have|there|please|help|with|"
    r"this|that|how|what|who|where|when|why|can|do|does|did|been|english)\b"
)


def offer(turn: Turn) -> None:
    """A line and a button below what is shown."""
    talk = turn.talk
    written = language_of(turn.reply.text or "")
    if written == "zh":
        written = "zh_Hans" if talk.locale == "en" else talk.locale
    if written is None or written in (talk.locale, talk.offered) or not turn.screens or talk.pause is not None:
        return
    talk.offered = written
    last = turn.screens[-1]
    text = f"{last.text}\n\n{screens.phrase(written, Say('heard.language'))}"
    row = ((screens.phrase(written, Say("language.name")), f"m.lang.{written}"),)
    turn.screens[-1] = Screen(text, (*last.rows, row), last.step, last.wants)


def language_of(text: str) -> str | None:
    """The language a text is written in, where it shows. Chinese that fits either script is `zh`."""
    han = _HAN.findall(text)
    if not han:
        words = _WORDS.findall(text.lower())
        return "en" if len(words) >= ENOUGH and _ENGLISH.search(text.lower()) else None
    if len(han) < ENOUGH:
        return None
    ours, theirs = _changed(text, normalise(text)), _changed(text, traditional(text))
    return "zh_Hant" if ours >= OURS > theirs else "zh_Hans" if theirs >= OURS > ours else "zh"


def _changed(text: str, other: str) -> int:
    """How many Chinese characters are written otherwise there."""
    return sum(a != b for a, b in zip(text, other, strict=False) if _HAN.match(a)) if len(text) == len(other) else 0
