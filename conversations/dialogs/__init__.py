"""The dialogs by name. `steps` are the sections a person counts ("step 2 of 7"): the first part of each key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations.dialogs.ask_review import above
from conversations.dialogs.book import NEW, book
from conversations.dialogs.bookings import bookings
from conversations.dialogs.concern import CONCERN
from conversations.dialogs.follow import follow
from conversations.dialogs.submit import submit
from conversations.engine.engine import Json, Script

Answers = Mapping[str, Json]
SIDE = {"use.photo": "story", "use.voice": "story", "use.place": "story", "use.here": "place"}
"""Questions that come up beside a section and are counted with it."""


@dataclass(frozen=True)
class Dialog:
    """`version` goes up when held answers no longer mean the same."""

    script: Script
    version: int
    steps: Callable[[Answers], tuple[str, ...]] = lambda answers: ()

    def step(self, key: str, answers: Answers) -> tuple[int, int] | None:
        section, steps = SIDE.get(key, key.split(".", maxsplit=1)[0]), self.steps(answers)
        return (steps.index(section) + 1, len(steps)) if section in steps else None


def _submit(answers: Answers) -> tuple[str, ...]:
    return (*CONCERN, "confirm")


def _book(answers: Answers) -> tuple[str, ...]:
    if answers.get("what") == "mine":
        return ()
    if "matter" not in answers:
        return ()
    told = CONCERN if answers["matter"] == NEW else ()
    return ("matter", *told, "party", "day", "slot", "confirm")


DIALOGS = {
    "submit": Dialog(submit, 1, _submit),
    "book": Dialog(book, 1, _book),
    "bookings": Dialog(bookings, 1),
    "follow": Dialog(follow, 1),
    "above": Dialog(above, 1),
}
