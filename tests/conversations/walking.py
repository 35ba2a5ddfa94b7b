"""Walks through a dialog by the names of its questions: a test that wants a question says its key, not its place."""

from typing import Any

from conversations.engine.engine import Asking, Needs
from conversations.play.player import Player
from conversations.play.samples import world
from conversations.screens import Screen
from conversations.turn.talk import DIALOGS

STORY = "我家门口的路灯坏了"
ANSWERS = {
    "consent": "[同意，开始]",
    "story": "[说完了]",
    "kind": "[要解决困难]",
    "topic": "[噪声]",
    "place": "[不在本县]",
    "people": "[3 人]",
    "who": "[我自己的事]",
    "who.self.name": "李雷",
    "who.self.phone": "13800000000",
}
"""How `reached` answers the form; what is not named here is skipped."""


def asked(p: Player) -> str:
    """The key of the current question; "" when there is none."""
    session = p.talk.active
    if session is None or session.dialog not in DIALOGS:
        return ""
    facts: dict[Any, Any] = {}
    while isinstance(outcome := DIALOGS[session.dialog].run(session, facts), Needs):
        facts[outcome.query] = p.world.answer(outcome)
    return outcome.key if isinstance(outcome, Asking) else ""


def do(p: Player, act: str) -> tuple[Screen, ...]:
    return p.presses(act[1:-1]) if act.startswith("[") else p.says(act)


def until(p: Player, key: str, answers: dict[str, str] | None = None) -> tuple[Screen, ...]:
    """Skips, or answers, question after question until `key` is asked (`topic.` is the first that begins so)."""
    for _ in range(40):
        at = asked(p)
        if at == key or (key.endswith(".") and at.startswith(key)):
            return p.shown
        do(p, (answers or {}).get(at, "跳过"))
    raise AssertionError(f"{key} is never asked")


def reached(key: str, *acts: str, name: str = "new") -> Player:
    """Somebody who has told of a broken lamp and is now asked `key` (`confirm.` is the read-back); then `acts`."""
    p = Player(world(name))
    if name != "new":  # with cases on record the first words may be about one of them
        p.says("提交诉求")
        p.presses("同意，开始")
    p.says(STORY)
    until(p, key, ANSWERS)
    for act in acts:
        do(p, act)
    return p
