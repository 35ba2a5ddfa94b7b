"""The question for a number of people, in digits or in Chinese numerals."""

from dataclasses import dataclass

from conversations.engine.engine import Json, Stale
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say, by_two
from conversations.words.typed import number_in


@dataclass(frozen=True)
class Number:
    """A number of people from 1 to `most`; buttons for the usual ones."""

    word: str
    most: int
    skip: Json | None = None
    offer: tuple[int, ...] = (1, 2, 3, 5)
    over: str = "again.number_most"

    def read(self, reply: Reply, held: Json) -> Json:
        value = number_in(reply.press or reply.text or "")
        if value is None or value < 1:
            raise NotUnderstood("again.number", aside=value is None)
        if value > self.most:
            raise NotUnderstood(self.over, aside=False, most=self.most)
        return value

    def load(self, held: Json) -> int:
        if not isinstance(held, int) or isinstance(held, bool) or not 1 <= held <= self.most:
            raise Stale
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word, {"most": self.most}),)

    def rows(self, held: Json) -> Rows:
        return by_two(tuple(_people(n) for n in self.offer if n <= self.most))


def _people(n: int) -> Button:
    return Button(str(n), "button.person" if n == 1 else "button.people", facts={"n": n})
