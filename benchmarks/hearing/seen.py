"""What happened when a row was said: the talk before and after, what was shown, what the API took. No judgement."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from benchmarks.hearing.contexts import Place
from benchmarks.hearing.town import Posted
from conversations.engine.session import Session
from conversations.screens import Screen
from conversations.turn.beside import strings
from models.words import phrases
from models.words.languages import LOCALES

LEAST = 3
"""Characters that a phrase must have outside its facts to be recognised in a screen."""
_FACT = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Seen:
    """One row, played. `was` and `shown` are the screens of the turn before and of this one."""

    context: str
    text: str
    before: Place
    after: Place
    was: list[Screen]
    shown: list[Screen]
    posted: list[Posted]
    posted_later: list[Posted] = field(default_factory=list)
    """What was posted when the form was brought to its end afterwards, by somebody in a hurry."""

    @property
    def words(self) -> frozenset[str]:
        """The keys of the phrases that were shown."""
        return frozenset(key for screen in self.shown for key in keys_in(screen.text))

    @property
    def new_words(self) -> frozenset[str]:
        """Those that did not stand in the turn before."""
        return self.words - {key for screen in self.was for key in keys_in(screen.text)}

    @property
    def presses(self) -> list[str]:
        return [press for screen in self.shown for row in screen.rows for _, press in row]

    @property
    def same_screen(self) -> bool:
        """Nothing was shown that was not shown the turn before."""
        return {drawn(s) for s in self.shown} <= {drawn(s) for s in self.was}

    @property
    def refused(self) -> bool:
        """It was read, and told why it cannot be: more than can be, another day or hour than there is; or asked which
        part is to be changed, or told that nothing goes before it is said."""
        return any(re.search(r"^again\.(party|day|slot|which_part|later|[a-z]+_most)$", key) for key in self.words)

    @property
    def put_aside(self) -> bool:
        """A command that puts the draft aside or takes it up again; no outcome is named after it."""
        return any(re.search(r"^(cancel|leave|resume)", key) for key in self.new_words)

    def bodies(self, ending: str) -> list[dict[str, Any]]:
        """What the API took at paths that end so."""
        return [posted.body for posted in self.posted if posted.path.endswith(ending)]

    @property
    def begun(self) -> list[Session]:
        """Sessions that were not there before; of those that need no dialog only what they posted counts."""
        old = {s.id for s in self.before.talk.sessions}
        return [s for s in self.after.talk.sessions if s.id not in old]

    @property
    def kept(self) -> bool:
        """The text is in the talk, where it was not, beside it, or in what was posted."""
        return self.in_talk or self.passed_on or self.beside

    @property
    def beside(self) -> bool:
        """It was answered, and is kept besides."""
        return _times(self.text, self.after.talk.beside) > _times(self.text, self.before.talk.beside)

    @property
    def in_talk(self) -> bool:
        return _times(self.text, _held(self.after.talk.sessions)) > _times(self.text, _held(self.before.talk.sessions))

    @property
    def passed_on(self) -> bool:
        return any(holds(posted.body, self.text) for posted in self.posted)

    @property
    def changed(self) -> dict[str, Any]:
        """The answers of the session that was in hand which are not what they were."""
        old = self.before.session
        new = self.after.talk.session(old.id) if old else None
        if old is None or new is None or new.state not in ("open", "set_aside", "sealed"):
            return {}
        return {key: held for key, held in new.answers.items() if old.answers.get(key) != held}

    def everything(self) -> str:
        """All that is held or was posted, as text."""
        return json.dumps([_held(self.after.talk.sessions), [p.body for p in self.posted]], ensure_ascii=False)


def drawn(screen: Screen) -> tuple[str, tuple[str, ...]]:
    """A screen as a person sees it: its words and the labels of its buttons."""
    return screen.text, tuple(label for row in screen.rows for label, _ in row)


def _held(sessions: Iterable[Session]) -> list[Any]:
    return [[s.answers, s.aside, s.later, s.result] for s in sessions]


def holds(held: Any, text: str) -> bool:
    return _times(text, held) > 0


def _times(text: str, held: Any) -> int:
    wanted = bare(text)
    return sum(wanted in bare(one) for one in strings(held))


def bare(text: str) -> str:
    """Without blanks, which a question may fold."""
    return "".join(text.split())


# --- from what is shown back to its key


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(key, its longest literal piece, the phrase as a pattern), for every phrase that says enough."""
    found = []
    for locale in LOCALES:
        for key, phrase in phrases(locale).items():
            pieces = [piece for piece in _FACT.split(phrase.strip()) if piece]
            longest = max(pieces, key=len, default="")
            if len("".join(pieces).strip()) < LEAST or key.startswith(("staff.", "page.", "command.", "yes.", "done.")):
                continue
            pattern = ".*?".join(re.escape(piece) for piece in _FACT.split(phrase.strip()))
            found.append((key, longest, re.compile(pattern, re.DOTALL)))
    return tuple(found)


@cache
def keys_in(text: str) -> frozenset[str]:
    """The keys of the catalogue whose phrase stands in the text, in any language."""
    return frozenset(key for key, piece, pattern in _patterns() if piece in text and pattern.search(text))
