"""A question that is answered on our own page: what is entered there never passes the channel."""

from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.questions.phone import PhoneNumber
from conversations.questions.plain import Button, Line, NotUnderstood, Reply, Rows, Say

PAGE = "page"
"""`Screen.wants` of this question; with it stand the session and the key, so that the channel can make a link."""
NAME = Line("page.name", 50, example="again.name")
PHONE = PhoneNumber("page.phone")


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
        raise NotUnderstood("again.page", aside=not _phone(reply.text or ""))

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


def _phone(text: str) -> bool:
    try:
        PHONE.read(Reply("", "", text), None)
    except NotUnderstood:
        return False
    return True


def _given(held: Json) -> dict[str, str]:
    if not isinstance(held, dict):
        return {}
    return {k: v for k in ("name", "phone") if isinstance(v := held.get(k), str) and v}


def entered(name: str, phone: str) -> tuple[dict[str, str], dict[str, Say]]:
    """What was typed into the page's two fields: what is good of it, and what is wrong with which."""
    good: dict[str, str] = {}
    wrong: dict[str, Say] = {}
    for field, question, text in (("name", NAME, name), ("phone", PHONE, phone)):
        if not text.strip():
            continue
        try:
            read = question.read(Reply("", "", text), None)
        except NotUnderstood as why:
            wrong[field] = Say(why.word, why.facts)
        else:
            good[field] = read["text"] if isinstance(read, dict) else read
    return good, wrong
