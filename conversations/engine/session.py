"""The stored state of a chat: sessions as plain JSON. Buttons are `s.<session>.<rev>.<code>`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self, TypedDict

from conversations.engine.engine import Json
from models.law.crisis import Crisis
from models.wire.deeds import Deed, KeptPart, unsealed

MOST_HEARD = 50
MOST_DONE = 20
"""Finished sessions that are remembered, so that an old button can still be told its number."""
State = Literal["open", "set_aside", "sealed", "done"]
_NOT_THEIR_WORK = ("consent", "what", "which", "matter", "booking", "no_booking", "place")
"""Answers that are quickly given again: a draft that holds nothing else is not worth keeping."""


class Receipt(TypedDict, total=False):
    """What is remembered of a posted deed. `case_no` was filed, to `added` something was added, of `about` something
    was said; `messages` are those it was told in; days are ISO dates.
    `over`: the talk with staff has ended."""

    case_no: str
    added: str
    said: list[KeptPart]
    booking_no: str
    about: str
    messages: list[str]
    review_until: str
    review_level: int
    rated: str | None
    rated_desk: str | None
    refused: str
    over: bool


@dataclass
class Session:
    """One run of a dialog. `sealed`: confirmed, waiting in the outbox, no longer edited; `done`: the API has answered.

    `aside`: words said at a question they do not answer. `later`: what came after sealing, becomes an addition.
    `coming`: files on their way here, by their ids, and what sort each is. `unasked`: its words were sent on without
    asking, and can still become a matter of their own.
    """

    id: str
    dialog: str
    version: int
    started_at: str
    touched_at: str
    answers: dict[str, Json] = field(default_factory=dict)
    focus: str | None = None
    rev: int = 0
    misses: int = 0
    aside: list[KeptPart] = field(default_factory=list)
    later: list[KeptPart] = field(default_factory=list)
    coming: dict[str, str] = field(default_factory=dict)
    state: State = "open"
    unasked: bool = False
    result: dict[str, Any] | None = None
    receipt: Receipt | None = None

    @property
    def deed(self) -> Deed | None:
        """What it was sealed with and is to be posted; None also for what could never be posted."""
        try:
            return unsealed(self.result) if self.result is not None else None
        except ValueError:
            return None

    @property
    def answered(self) -> Receipt:
        """What the API answered, as far as it has."""
        return self.receipt or {}

    @property
    def case_no(self) -> str | None:
        """The case that has become of it, or to which it was added."""
        return self.answered.get("case_no") or self.answered.get("added")

    @property
    def stories(self) -> list[list[KeptPart]]:
        """The lists in which the words of the person stand: one for each story, and that of the words said aside."""
        held = (a for k, a in self.answers.items() if k.split(".")[0] == "story" and isinstance(a, dict))
        return [*(story["parts"] for story in held if "parts" in story), self.aside]

    @property
    def parts(self) -> list[KeptPart]:
        """What the person has written or sent in this dialog, in order."""
        return [part for story in self.stories for part in story]

    @property
    def messages(self) -> list[str]:
        """The messages it was told in, where their channel names them."""
        return [p["message"] for story in (*self.stories, self.later) for p in story if "message" in p]

    @property
    def worth_keeping(self) -> bool:
        return bool(self.parts or self.coming) or any(k.split(".")[0] not in _NOT_THEIR_WORK for k in self.answers)


WITH, WAITING, WAITED, PHONE = "with", "waiting", "waited", "phone"
"""Staff have the chat; it waits for them; so, and the first words meanwhile were answered; a phone was asked for."""


@dataclass
class Talk:
    """A chat: its language, its sessions (newest last), the active one, the last messages received (for deduplication).

    `pause`: a crisis was noticed (C1–C5); the form waits until the person goes on. `harm`: harm to a child or at
    home was told, no guardian is asked for. `said`: the last few messages, when and what, which are read together.
    `keeps`: how to come back with number and code was said once.
    `person`: how far it is with staff, below. `agreed`: the version of the notice that was agreed to last.
    `choices`: the buttons last shown outside of a question, label and press. `about`: the case last looked at here.
    `misses`: how often running nothing could be made of what was said outside of a question. `offered`: the language
    that was offered last. `beside`: messages that were answered and stand in no session. `shown`: a mark of what was
    shown last.
    """

    locale: str = "zh_Hans"
    sessions: list[Session] = field(default_factory=list)
    current: str | None = None
    heard: list[str] = field(default_factory=list)
    pause: Crisis | None = None
    harm: bool = False
    said: list[list[str]] = field(default_factory=list)
    keeps: bool = False
    person: str | None = None
    choices: list[list[str]] = field(default_factory=list)
    about: str | None = None
    misses: int = 0
    offered: str | None = None
    agreed: str | None = None
    beside: dict[str, list[KeptPart]] = field(default_factory=dict)
    shown: str | None = None

    @classmethod
    def load(cls, held: Mapping[str, Any] | None) -> Self:
        """From stored JSON, of this version or an older one. Shares nothing with `held`."""
        return cls() if held is None else cls.adopt(json.loads(json.dumps(held)))

    @classmethod
    def adopt(cls, held: Mapping[str, Any]) -> Self:
        """As `load`, but what `held` holds becomes part of the talk: for JSON that was read just now."""
        body = _known(cls, held)
        return cls(**{**body, "sessions": [Session(**_known(Session, s)) for s in body.get("sessions", [])]})

    def dump(self) -> dict[str, Any]:
        """Plain JSON that shares nothing with this talk."""
        held: dict[str, Any] = json.loads(json.dumps(self.body()))
        return held

    def copy(self) -> Self:
        return self.adopt(self.dump())

    def body(self) -> dict[str, Any]:
        """As `dump`, but what it holds is shared with this talk: to be written at once."""
        return {**vars(self), "sessions": [vars(s) for s in self.sessions]}

    def session(self, id: str | None) -> Session | None:
        return next((s for s in self.sessions if s.id == id), None)

    @property
    def active(self) -> Session | None:
        """The active session: open, or sealed and waiting for the API."""
        found = self.session(self.current)
        return found if found and found.state in ("open", "sealed") else None

    @property
    def with_staff(self) -> bool:
        """What is said goes to staff: they have the chat, or it waits for them."""
        return self.person in (WITH, WAITING, WAITED)

    @property
    def drafts(self) -> list[Session]:
        """Unfinished sessions that hold something worth keeping, newest first."""
        return [s for s in reversed(self.sessions) if s.state in ("open", "set_aside") and s.worth_keeping]

    def hear(self, id: str) -> bool:
        """False if this message was heard before."""
        if id in self.heard:
            return False
        self.heard = [*self.heard, id][-MOST_HEARD:]
        return True

    def tidy(self) -> None:
        """Forgets all but the last finished sessions."""
        done = [s.id for s in self.sessions if s.state == "done"]
        self.sessions = [s for s in self.sessions if s.state != "done" or s.id in done[-MOST_DONE:]]


def _known(kind: Any, held: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(kind)}
    return {k: v for k, v in held.items() if k in names}
