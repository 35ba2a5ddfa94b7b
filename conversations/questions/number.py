"""The question for a number of people, as people say it."""

import re
from dataclasses import dataclass

from conversations.engine.engine import SKIP_REST, Json, Stale
from conversations.hearing.values.people import People, people_in
from conversations.hearing.values.skipping import says_none
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say, by_two
from models.lines import one_line

_ALL = re.compile(
    "^(?:我们)?(?:全|整个?)(?:村|楼|组|厂|班|小区|单元|家属院)(?:人|的人)?(?:都|一起)?(?:来|去)?$|"
    "^(?:everybody|all of us)$"
)
"""More than can be seated, without a number."""


@dataclass(frozen=True)
class Number:
    """A number of people from 1 to `most`; buttons for the usual ones. Its value is a count with the words it was
    guessed from ("二三十户"), or None with them. `seats`: of a range the upper end counts, so that all have a place.
    """

    word: str
    most: int
    skip: Json | None = None
    offer: tuple[int, ...] = (1, 2, 3, 5)
    over: str = "again.number_most"
    seats: bool = False

    def read(self, reply: Reply, held: Json) -> Json:
        text = one_line(reply.press or reply.text or "")
        value = people_in(text)
        if value is None and self.skip is not None and says_none(text):
            return SKIP_REST
        if value is None and self.seats and _ALL.search(text):
            raise NotUnderstood(self.over, aside=False, most=self.most)
        if value is None or value.n < 1:
            raise NotUnderstood("again.number", aside=value is None)
        n = value.most if self.seats and value.most else value.n
        if n > self.most:
            raise NotUnderstood(self.over, aside=False, most=self.most)
        return {"n": n, "said": text} if value.rough and not self.seats else n

    def load(self, held: Json) -> "Count":
        n, said = (held.get("n"), held.get("said")) if isinstance(held, dict) else (held, None)
        if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= self.most:
            raise Stale
        return Count(n, said if isinstance(said, str) else None)

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word, {"most": self.most}),)

    def rows(self, held: Json) -> Rows:
        return by_two(tuple(_people(n) for n in self.offer if n <= self.most))


@dataclass(frozen=True)
class Count:
    """So many people; `said`: the words, where they were a guess."""

    n: int
    said: str | None = None


def counted(people: People, text: str) -> Json:
    """The answer that stands for what was heard."""
    return {"n": people.n, "said": text} if people.rough else people.n


def _people(n: int) -> Button:
    return Button(str(n), "button.person" if n == 1 else "button.people", facts={"n": n})
