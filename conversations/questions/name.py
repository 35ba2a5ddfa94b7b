"""The question for a person's name, which may bring the phone number with it."""

from dataclasses import dataclass

from conversations.engine.engine import SKIP_REST, Json, Stale
from conversations.hearing.values.names import MOST, Contact, contact_in, may_be_name
from conversations.hearing.values.skipping import says_none
from conversations.questions.plain import UNSURE, Line, NotUnderstood, Reply
from models.lines import one_line


@dataclass(frozen=True)
class Called:
    """`said`: the whole line, where it tells more than name and phone."""

    name: str | None = None
    phone: str | None = None
    said: str | None = None


@dataclass(frozen=True)
class PersonName(Line):
    """A name, split from the number beside it ("李老根，电话138…"): `{"text": …, "phone": …}`."""

    most: int = MOST
    skip: Json | None = UNSURE
    example: str = "again.name"

    def read(self, reply: Reply, held: Json) -> Json:
        text = one_line(reply.text or "")
        if says_none(text):
            return SKIP_REST
        found = contact_in(text)
        if found is None and may_be_name(text):
            found = Contact(text)
        if found is None:
            raise NotUnderstood(self.example if len(text) <= self.most else "again.line_long", most=self.most)
        answer = {"text": found.name or ""}
        if found.phone:
            answer["phone"] = found.phone
        if not found.whole:
            answer["said"] = text
        return answer

    def load(self, held: Json) -> Called:  # type: ignore[override]
        if held == self.skip:
            return Called()
        if not isinstance(held, dict) or not isinstance(held.get("text"), str):
            raise Stale
        phone, said = held.get("phone"), held.get("said")
        return Called(
            held["text"] or None, phone if isinstance(phone, str) else None, said if isinstance(said, str) else None
        )
