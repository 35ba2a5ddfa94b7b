"""A word to us while something is in hand: answered in a line, and no part of an answer; what is in hand goes on."""

from collections.abc import Callable, Mapping

from conversations.hearing.intentions import hear
from conversations.hearing.lexicon import signs
from conversations.questions.plain import Say
from conversations.turn.context import Turn

ASKED = frozenset({"costs", "readers", "about", "contact", "no_consent", "help"})
"""Questions to us: asked as such they are answered however they are put."""
LEFT = 1
"""Above this weight of other words it is no mere word to us."""


def _of_the_desk(word: str) -> Callable[[Turn], list[Say]]:
    return lambda turn: [turn.reached(word)]


def _language(locale: str) -> Callable[[Turn], list[Say]]:
    def change(turn: Turn) -> list[Say]:
        turn.talk.locale = locale
        return [Say("languages.done")]

    return change


IN_PASSING: Mapping[str, Callable[[Turn], list[Say]]] = {
    "costs": _of_the_desk("heard.costs"),
    "readers": _of_the_desk("heard.readers"),
    "about": _of_the_desk("heard.about"),
    "contact": _of_the_desk("heard.contact"),
    "no_consent": _of_the_desk("heard.no_consent"),
    "help": _of_the_desk("help"),
    "greeting": lambda turn: [Say("heard.greeting")],
    "thanks": lambda turn: [Say("heard.thanks")],
    "language_zh_Hans": _language("zh_Hans"),
    "language_zh_Hant": _language("zh_Hant"),
    "language_en": _language("en"),
}
PRESSED: Mapping[str, str] = {"person": "m.human", "delete": "m.erase", "withdraw": "m.cancel"}
"""What leads away from what is in hand; it waits."""


def in_passing(turn: Turn) -> list[Say] | None:
    """What is said of such a word; an empty list when it was answered otherwise. None when it is none."""
    text = turn.reply.text
    heard = hear(text) if text and not turn.reply.files else None
    if heard is None or heard.wants is None or not heard.alone:
        return None
    if heard.weight > LEFT and not (heard.sure and heard.wants in ASKED and "@asks" in signs(heard.plain)):
        return None
    if heard.wants in IN_PASSING:
        return IN_PASSING[heard.wants](turn)
    if heard.wants in PRESSED:
        turn.press(PRESSED[heard.wants])
        return []
    return None
