"""The one plain question that is asked where words tell of an official's misconduct, before anything is sent."""

from conversations.engine.engine import ask, look
from conversations.engine.facts import Accuses
from conversations.engine.tree import Tree
from conversations.hearing.accusation import accuses
from conversations.questions.plain import Button, Choice, Reply, Say
from conversations.words.typed import named
from models.law.matters import DISCIPLINE, Kind

_BUTTONS = (
    Button("yes", "accusation.yes"),
    Button("no", "accusation.no"),
    Button("unsure", "accusation.unsure"),
)


async def accused(key: str = "accusation", words: str | None = None) -> bool:
    """Whether it is to be kept from all but the discipline office. Whoever is not sure is protected as well. `words`:
    what is looked at instead of all that was said."""
    if not (await look(Accuses()) if words is None else accuses([words])):
        return False
    question = Choice("accusation.ask", _BUTTONS, wide=True, synonyms="accused.", hears=_heard)
    return await ask(key, question) != "no"


def walled(accused: bool, kind: str, topic: str | None, topics: Tree) -> bool:
    """Said so, or chosen as what it is or what it is about."""
    return accused or kind == Kind.ACCUSATION or DISCIPLINE in [o.code for o in topics.path(topic or "")]


def meaning() -> Say:
    """Who reads it, that it must be true, with a name or without, and the other way."""
    return Say("accusation.means")


def _heard(reply: Reply) -> str | None:
    text = reply.text or ""
    return "yes" if named("yes.", text) else "no" if named("no.", text) else None
