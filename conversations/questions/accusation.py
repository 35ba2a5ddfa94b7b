"""The one plain question that is asked where words tell of an official's misconduct, before anything is sent."""

from conversations.engine.engine import Again, ask, look
from conversations.engine.facts import Accuses, TheDesk
from conversations.engine.tree import Tree
from conversations.hearing.accusation import accuses
from conversations.questions.plain import Button, Choice, Reply, Say
from models.law.matters import DISCIPLINE, Kind
from models.words.spellings import named

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
    if await ask(key, question) == "no":
        return False
    await taken(key)
    return True


async def taken(key: str) -> None:
    """Where accusations are not taken now it is said where to go, and `key` is asked again: what was written stays as
    it was, and nothing is made an accusation, or anything else, but by an answer."""
    desk = await look(TheDesk())
    if not desk.accusations:
        office = {"name": desk.discipline, "phone": desk.discipline_phone}
        named = Say("accusation.office" if desk.discipline_phone else "accusation.office_plain", office)
        where = named if desk.discipline else Say("accusation.some_office")
        raise Again(key, "accusation.not_taken", office=where, desk=desk.name, place=desk.place)


def walled(accused: bool, kind: str, topic: str | None, topics: Tree) -> bool:
    """Said so, or chosen as what it is or what it is about."""
    return accused or kind == Kind.ACCUSATION or DISCIPLINE in [o.code for o in topics.path(topic or "")]


def meaning() -> Say:
    """Who reads it, that it must be true, with a name or without, and the other way."""
    return Say("accusation.means")


def _heard(reply: Reply) -> str | None:
    text = reply.text or ""
    return "yes" if named("yes.", text) else "no" if named("no.", text) else None
