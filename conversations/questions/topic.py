"""The question for the topic: the common ones first, then level by level; or in any words, at every level."""

from conversations.engine.engine import ask
from conversations.engine.tree import Option, Tree
from conversations.hearing.values.topics import topic_in
from conversations.questions.plain import UNSURE, Button, Choice, Reply, Say, Series, ready

LONGEST = 200
"""Characters of words that answer the question; more is a story."""


async def topic_of(topics: Tree, told: Option | None) -> str | None:
    """The code of a topic, or None. Every level can be left at "not sure"; then the level above it counts. `told`:
    what the story tells of, which is offered."""
    common = tuple(Button(o.code, option=o) for o in topics if o.common)
    path = topics.path(told.code) if told is not None else ()
    said = Say("ready.topic", {"of": Series(path[-2:], " · ")})
    question = _question("submit.topic", (*common, Button("all", "button.all_topics")), topics)
    code = await ask("topic", ready(question, told.code if told is not None else None, said))
    parent = None
    while code == "all" or (code != UNSURE and topics.under(code)):
        if code != "all":
            parent = code
        title = topics.get(parent)
        word = "submit.topic_part" if title else "submit.topic_all"
        parts = tuple(Button(o.code, option=o) for o in topics.under(parent))
        chosen = await ask(f"topic.{parent or 'all'}", _question(word, parts, topics, parent))
        if chosen == UNSURE:
            return parent
        code = chosen
    return None if code == UNSURE else code


def _question(word: str, buttons: tuple[Button, ...], topics: Tree, parent: str | None = None) -> Choice:
    def heard(reply: Reply) -> str | None:
        text = reply.text or ""
        found = (topic_in(topics, text, parent) or topic_in(topics, text)) if len(text) <= LONGEST else None
        return found.code if found is not None and found.code != parent else None

    known = {o.code for o in topics}
    facts = {"of": topics.get(parent)}
    return Choice(word, buttons, skip=UNSURE, facts=facts, valid=known.__contains__, hears=heard)
