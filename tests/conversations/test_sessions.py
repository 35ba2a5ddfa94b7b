"""Stored talks of earlier days: they load, show where they were, and can be brought to their end."""

import json
from pathlib import Path
from typing import Any

import pytest

from conversations.dialogs.concern import EXTRA_QUESTIONS
from conversations.engine.session import Session, Talk
from conversations.play.player import Player
from conversations.play.samples import world
from conversations.turn import talk
from tests.conversations.walking import asked

FILES = sorted((Path(__file__).parent / "sessions").glob("*.json"))


def load(file: Path) -> tuple[dict[str, Any], Player]:
    held = json.loads(file.read_text("utf-8"))
    player = Player(world(held["world"]), Talk.load(held["talk"]), count=1000)
    facts: dict[Any, Any] = {}
    while (turn := talk.show(player.talk, facts)).needs is not None:
        facts[turn.needs.query] = player.world.answer(turn.needs)
    player.shown = tuple(turn.screens)
    return held, player


NEWER = {q.code for q in EXTRA_QUESTIONS}
"""Questions that no stored talk knows of."""


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_stored_talk_goes_on(file: Path) -> None:
    held, player = load(file)
    assert held["shows"] in player.shown[-1].text
    for act in held["acts"]:
        while asked(player) in NEWER:
            player.presses("跳过")
        player.presses(act[1:-1]) if act.startswith("[") else player.says(act)
    posted = [s for s in player.sent if s["sort"] != "call"]
    assert [s["sort"] for s in posted][: len(held["sent"])] == held["sent"]
    assert "路灯坏了" in json.dumps(posted, ensure_ascii=False) or "draft" not in posted[0] or posted[0]["case_no"]


def test_there_are_stored_talks() -> None:
    assert len(FILES) >= 5


def test_what_a_later_version_added_is_left_out() -> None:
    held = Talk(sessions=[Session("s1", "submit", 1, "", "")]).dump()
    held["mood"] = "fine"
    held["sessions"][0]["colour"] = "red"
    assert Talk.load(held).sessions[0].id == "s1"


def test_a_talk_shares_nothing_with_what_it_was_loaded_from() -> None:
    held = Talk(sessions=[Session("s1", "submit", 1, "", "", {"story": {"parts": [], "done": False}})]).dump()
    loaded = Talk.load(held)
    loaded.sessions[0].answers["story"]["parts"].append({"text": "x"})
    assert held["sessions"][0]["answers"] == {"story": {"parts": [], "done": False}}
    copied = loaded.copy()
    copied.sessions[0].answers["story"]["parts"].clear()
    assert loaded.sessions[0].parts == [{"text": "x"}]
