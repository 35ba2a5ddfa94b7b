"""The question for a phone number, as people write it."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.engine.engine import SKIP_REST, Json, Stale
from conversations.hearing.values.skipping import says_none
from conversations.questions.plain import NotUnderstood, Reply, Rows, Say
from conversations.words.typed import is_phone, phone_in


@dataclass(frozen=True)
class PhoneNumber:
    """One number or several, with the remark beside them; read by `models.phones`."""

    word: str
    skip: Json | None = None
    wants: ClassVar[str] = "contact"

    def read(self, reply: Reply, held: Json) -> Json:
        number = phone_in(reply.text or "")
        if number is None and self.skip is not None and says_none(reply.text or ""):
            return SKIP_REST
        if number is None:
            raise NotUnderstood("again.phone")
        return number

    def load(self, held: Json) -> str | None:
        if held == self.skip:
            return None
        if not isinstance(held, str) or not is_phone(held):
            raise Stale
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return ()
