"""A dialog: its script, the version of its answers, and the steps that a person counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conversations.engine.engine import Asking, Done, Json, Needs, Script, run
from conversations.engine.facts import Accuses, Coming, Located
from conversations.engine.session import Session
from conversations.hearing.accusation import accuses

Answers = Mapping[str, Json]
SIDE = {"use.photo": "story", "use.voice": "story", "use.place": "story", "use.here": "place"}
"""Questions that come up beside a section and are counted with it."""


@dataclass(frozen=True)
class Dialog:
    """`version` goes up when held answers no longer mean the same. `steps` are the sections a person counts ("step 2 of
    7"): the first part of each key."""

    script: Script
    version: int = 1
    steps: Callable[[Answers], tuple[str, ...]] = lambda answers: ()

    def run(self, session: Session, facts: Mapping[Any, Any]) -> Asking | Needs | Done:
        """Replays the script over the answers of the session."""
        return run(self.script, session.answers, {**facts, **known(session)}, session.focus)

    def step(self, key: str, answers: Answers) -> tuple[int, int] | None:
        section, steps = SIDE.get(key, key.split(".", maxsplit=1)[0]), self.steps(answers)
        return (steps.index(section) + 1, len(steps)) if section in steps else None


def known(session: Session) -> dict[Any, Any]:
    """Answers to what a dialog asks of the conversation itself."""
    place = session.answers.get("place")
    return {
        Coming(): tuple(session.coming.values()),
        Located(): isinstance(place, dict) and "at" in place,
        Accuses(): accuses(p["text"] for p in session.parts if "text" in p),
    }
