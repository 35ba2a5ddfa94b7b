"""The read-back before something is sent."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.engine.engine import Json, Stale
from conversations.hearing.values.corrections import agrees, correction_in, later
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say, by_two
from models.words.spellings import named

VAGUE = 4
"""Characters of "wrong" or "change", which say nothing that could be lost."""
ELSEWHERE = {"people": "party", "slot": "day", "place": "venue"}
"""Where a part is called otherwise in the read-back of a booking."""


@dataclass(frozen=True)
class Review:
    """Read-back before sending: every line, an edit button for each, and one button that sends.

    `edits`: the section to go back to, and the word of its button.
    """

    word: str
    lines: tuple[Say, ...]
    edits: tuple[tuple[str, str], ...] = ()
    send: str = "button.confirm"
    again: str = "again.confirm"
    skip: None = None
    reads_back: ClassVar[bool] = True

    def read(self, reply: Reply, held: Json) -> Json:
        text = reply.text or ""
        if reply.press == "yes" or named("yes.", text) or named("send.", text) or agrees(text):
            return True
        found = correction_in(text)
        if found is None and later(text):
            raise NotUnderstood("again.later", aside=False)
        if found is not None and found.section is None and len(text) <= VAGUE:
            raise NotUnderstood("again.which_part", aside=False)
        if found is None or found.section is None:
            raise NotUnderstood(self.again)
        section = self._section(found.section)
        if section is None:
            raise NotUnderstood(self.again)
        return f"edit:{section}:{found.words}" if found.words else f"edit:{section}"

    def _section(self, name: str) -> str | None:
        """The part of the read-back that can be changed under this name."""
        there = [key for key, _ in self.edits]
        return next((one for one in (name, ELSEWHERE.get(name, "")) if one in there), None)

    def load(self, held: Json) -> bool:
        if held is not True:
            raise Stale
        return True

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word), *self.lines)

    def rows(self, held: Json) -> Rows:
        edits = tuple(Button(f"edit:{key}", word) for key, word in self.edits)
        return ((Button("yes", self.send),), *by_two(edits))
