"""The question for the topic: the common ones first, then level by level through the classification."""

from conversations.engine.engine import ask
from conversations.engine.tree import Tree
from conversations.questions.plain import UNSURE, Button, Choice


async def topic_of(topics: Tree) -> str | None:
    """The code of a topic, or None. Every level can be left at "not sure"; then the level above it counts."""
    common = tuple(Button(o.code, option=o) for o in topics if o.common)
    code = await ask("topic", Choice("submit.topic", (*common, Button("all", "button.all_topics")), skip=UNSURE))
    parent = None
    while code == "all" or (code != UNSURE and topics.under(code)):
        if code != "all":
            parent = code
        title = topics.get(parent)
        word = "submit.topic_part" if title else "submit.topic_all"
        parts = tuple(Button(o.code, option=o) for o in topics.under(parent))
        chosen = await ask(f"topic.{parent or 'all'}", Choice(word, parts, skip=UNSURE, facts={"of": title}))
        if chosen == UNSURE:
            return parent
        code = chosen
    return None if code == UNSURE else code
