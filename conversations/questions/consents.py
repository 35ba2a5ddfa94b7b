"""The consent to the notice, and separate ones: photos, recordings and locations each need one (PIPL art. 14, 29).

Without it they are left out. Until it is answered, what was sent is kept in the draft only. The consent of the case
names what was agreed to: `2026-11+photo+place`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conversations.engine.engine import Again, Json, Stale, Unfinished, ask
from conversations.questions.plain import Button, Choice, File, NotUnderstood, Reply, Rows, Say
from models.wire.deeds import KeptPart
from models.words.spellings import named

Parts = tuple[KeptPart, ...]
USE, EXCLUDE = "use", "leave"
KINDS = ("photo", "voice", "place")
_BUTTONS = (Button(USE, "button.use"), Button(EXCLUDE, "button.leave_out"))


def kind_of(sort: str) -> str | None:
    """Which consent a sort of file wants; a document wants none."""
    return {"photo": "photo", "video": "photo", "voice": "voice"}.get(sort)


EXCLUDED = ""
"""Takes the place of the sort of a coming file when the person has refused its use."""


def excluded(coming: Mapping[str, str], answers: Mapping[str, Json]) -> dict[str, str]:
    """What is still coming, once nothing can be answered any more."""
    no = refused(answers)
    return {file: EXCLUDED if kind_of(sort) in no else sort for file, sort in coming.items()}


def refused(answers: Mapping[str, Json]) -> set[str]:
    return {key.removeprefix("use.") for key, held in answers.items() if key.startswith("use.") and held == EXCLUDE}


async def consented(parts: Parts, coming: Iterable[str], story: str = "story") -> tuple[Parts, list[str]]:
    """The parts that may be used, and the kinds agreed to. `coming` are the sorts of files still on their way;
    `story` is the key under which it was told."""
    kinds = {_kind(part) for part in parts} | {kind_of(sort) for sort in coming}
    yes = [kind for kind in KINDS if kind in kinds and await may_be_used(kind)]
    used = tuple(p for p in parts if _kind(p) is None or _kind(p) in yes)
    if not used:
        raise Again(story, "again.story_left_out")
    return used, yes


@dataclass(frozen=True)
class Consent:
    """Agreed or not yet; without it nothing is sent. The answer is the version of the notice.

    The whole text and the way without consent are one tap away: `{"shown": "full"}`, `{"shown": "without"}`.
    """

    version: str
    desk: Mapping[str, Any]
    lines: tuple[Say, ...] = ()
    skip: None = None

    def read(self, reply: Reply, held: Json) -> Json:
        text = reply.text or ""
        if reply.press == "agree" or named("yes.", text):
            return self.version
        for code in ("full", "without"):
            if reply.press == code or named(f"consent_{code}.", text):
                return {"shown": code}
        raise NotUnderstood("again.consent")

    def load(self, held: Json) -> str:
        if isinstance(held, dict) and held.get("shown") in ("full", "without"):
            raise Unfinished
        if held != self.version:
            raise Stale("again.consent_changed")
        return self.version

    def says(self, held: Json) -> tuple[Say, ...]:
        shown = held.get("shown") if isinstance(held, dict) else None
        word = {"full": "submit.consent_full", "without": "submit.no_consent"}.get(shown or "", "submit.consent")
        return (Say(word, self.desk), *(() if shown == "without" else self.lines))

    def rows(self, held: Json) -> Rows:
        shown = held.get("shown") if isinstance(held, dict) else None
        more = (Button("full", "button.consent_full"), Button("without", "button.consent_without"))
        return ((Button("agree", "button.agree"),), tuple(b for b in more if b.code != shown))


class YesNo(Choice):
    """A plain yes or no, however it is said."""

    def read(self, reply: Reply, held: Json) -> Json:
        if reply.text and named("yes.", reply.text):
            return USE
        return super().read(reply, held)


async def may_be_used(kind: str, key: str | None = None) -> bool:
    return await ask(key or f"use.{kind}", YesNo(f"use.{kind}", _BUTTONS, synonyms="uses.")) == USE


def _kind(part: KeptPart) -> str | None:
    if part.get("pin"):
        return "place"
    return kind_of(File(part["file"], part.get("type", ""), 0).sort) if "file" in part else None
