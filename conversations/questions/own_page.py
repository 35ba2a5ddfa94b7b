"""A question that is answered on our own web page, so that the answer never passes through the channel."""

from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.questions.plain import PAGE, Button, Line, NotUnderstood, Reply, Rows, Say
from conversations.words.typed import phone_in
from models.phones import numbers, remark

NAME = Line("page.name", 50, example="again.name")


@dataclass(frozen=True)
class OnOurPage:
    """A name, a phone number, or both: `{"name": …, "phone": …}`, put in by `conversations.turn.own_page`; or skipped.

    The value holds what was given. A press on the button asks for the link once more: it lives for a short time.
    """

    word: str
    skip: Json = "none"
    wants: ClassVar[str] = PAGE

    def read(self, reply: Reply, held: Json) -> Json:
        if reply.press == "link":
            return held if _given(held) else {}
        raise NotUnderstood("again.page", aside=not _phone_only(reply.text or ""))

    def load(self, held: Json) -> dict[str, Any]:
        if held == self.skip:
            return {}
        if not isinstance(held, dict):
            raise Stale
        if not _given(held):
            raise Unfinished
        return _given(held)

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say("page.left"), Say(self.word)) if _given(held) else (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return ((Button("link", "button.new_link"),),)


def _phone_only(text: str) -> bool:
    """A number with no more than a short remark is not kept where it was typed; a story with a number in it is."""
    return bool(numbers(text)) and len(remark(text)) <= 20


def _given(held: Json) -> dict[str, str]:
    if not isinstance(held, dict):
        return {}
    return {k: v for k in ("name", "phone") if isinstance(v := held.get(k), str) and v}


def entered(name: str, phone: str) -> tuple[dict[str, str], dict[str, Say]]:
    """What was typed into the page's two fields: what is good of it, and what is wrong with which."""
    good: dict[str, str] = {}
    wrong: dict[str, Say] = {}
    if name.strip():
        try:
            good["name"] = NAME.read(Reply("", "", name), None)["text"]
        except NotUnderstood as why:
            wrong["name"] = Say(why.word, why.facts)
    if phone.strip():
        if number := phone_in(phone):
            good["phone"] = number
        else:
            wrong["phone"] = Say("again.phone")
    return good, wrong
