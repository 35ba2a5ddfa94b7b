"""A chat's conversation as it is stored: the talk, and what the desk has still to do for it. Plain JSON."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from bot.post import tokens
from bot.store import Held
from bot.stored import Doc
from conversations.engine.session import Session, Talk
from conversations.questions.plain import File, Reply
from conversations.screens import Screen

PATIENCE = timedelta(seconds=20)
"""How long a turn has for posting before the sweeper takes it for dead."""
SOON = timedelta(seconds=5)
"""When words that could not be heard are heard again."""
MANY, MINUTE, QUIET = 30, 60_000, 5_000
"""More messages than these in a minute are answered together, once it is quiet (milliseconds)."""


@dataclass
class Conversation:
    """`pending`: what came when nothing could be answered; it is heard first. `tries`: posts that failed.

    `came`: when the last messages came, in milliseconds; `flood`: how many have not been answered one by one.

    `origin`: a mark of the address that it was last written from.

    `due`: when to try again. `reminded`: drafts spoken of once. `offered`: buttons last shown, press to label.
    """

    talk: Talk = field(default_factory=Talk)
    pending: list[Reply] = field(default_factory=list)
    tries: int = 0
    due: datetime | None = None
    reminded: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)
    forgetting: bool = False
    came: list[int] = field(default_factory=list)
    flood: int = 0
    origin: str | None = None
    rev: int = 0
    """Of the stored row that this is, for compare-and-set. It is no part of the JSON."""

    @classmethod
    def load(cls, held: Held, locale: str = "zh_Hans") -> Self:
        """Takes over what was read from the store. `locale` is for a chat that is new."""
        doc = held.doc
        if doc is None or doc["talk"] is None:
            return cls(Talk(locale), rev=held.rev)
        pending = [_reply(r) for r in doc["pending"]]
        due = doc["due"] and datetime.fromisoformat(doc["due"])
        read: Any = {**doc, "talk": Talk.adopt(doc["talk"]), "pending": pending, "due": due, "rev": held.rev}
        return cls(**read)

    def dump(self) -> Doc:
        """To be written at once: it shares what it holds with this conversation."""
        return {
            "tries": self.tries,
            "reminded": self.reminded,
            "offered": self.offered,
            "forgetting": self.forgetting,
            "came": self.came,
            "flood": self.flood,
            "origin": self.origin,
            "talk": self.talk.body(),
            "pending": [asdict(r) for r in self.pending],
            "due": self.due.isoformat() if self.due else None,
        }

    def knows(self, id: str) -> bool:
        return id in self.talk.heard or any(r.id == id for r in self.pending)

    def postpone(self, replies: Iterable[Reply]) -> None:
        """Keeps what can't be heard now. A button that is pressed again while it waits is pressed once."""
        for reply in replies:
            if reply.press is None or all(reply.press != waiting.press for waiting in self.pending):
                self.pending.append(reply)

    @property
    def sealed(self) -> list[Session]:
        """Confirmed and not yet posted, oldest first."""
        return [s for s in self.talk.sessions if s.state == "sealed"]

    @property
    def busy(self) -> bool:
        """There is something that must not wait for the person to write again."""
        return bool(self.sealed or self.pending or self.forgetting or self.flood)

    def crowd(self, now: int) -> bool:
        """One more message has come. True when there are too many a minute to answer each."""
        self.came = [*[at for at in self.came if now - at < MINUTE][-MANY:], now]
        return len(self.came) > MANY

    def calm(self, now: int) -> bool:
        """Nothing more has come for a while."""
        return not self.came or now - self.came[-1] >= QUIET

    def offer(self, screens: Iterable[Screen]) -> None:
        self.offered = {press: label for screen in screens for row in screen.rows for label, press in row}

    def tokens(self) -> set[str]:
        """The received files that anything here speaks of."""
        waiting = {f.file for r in self.pending for f in r.files}
        return waiting.union(*(tokens(s) for s in self.talk.sessions))

    def care_at(self, remind: timedelta, expire: timedelta) -> datetime | None:
        """When the next draft wants a reminder or has to go."""
        return min((self.cares(s, remind, expire) for s in self.talk.drafts), default=None)

    def cares(self, draft: Session, remind: timedelta, expire: timedelta) -> datetime:
        wait = expire if draft.id in self.reminded or draft.state == "set_aside" else min(remind, expire)
        return datetime.fromisoformat(draft.touched_at) + wait


def _reply(held: dict[str, Any]) -> Reply:
    files = tuple(File(**f) for f in held["files"])
    location = tuple(held["location"]) if held["location"] else None
    return Reply(**{**held, "files": files, "location": location})
