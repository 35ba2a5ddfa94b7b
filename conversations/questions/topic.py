"""The question for the topic: the common ones first, then level by level; or in any words, at every level."""

from conversations.engine.engine import ask
from conversations.engine.tree import Tree
from conversations.hearing.values.topics import topic_in
from conversations.questions.plain import UNSURE, Button, Choice, Reply

LONGEST = 200
"""Characters of words that answer the question; more is a story."""


async def topic_of(topics: Tree) -> str | None:
    """The code of a topic, or None. Every level can be left at "not sure"; then the level above it counts."""
    common = tuple(Button(o.code, option=o) for o in topics if o.common)
    code = await ask("topic", _question("submit.topic", (*common, Button("all", "button.all_topics")), topics))
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
