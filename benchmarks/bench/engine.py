"""Dialog replays in a second of CPU, of the longest stored talk, beside a bare generator that is sent as often."""

import json
import time
from collections.abc import Callable, Generator
from typing import Any

from benchmarks.bench.ground import Ground
from benchmarks.bench.measure import Figures, median
from benchmarks.service import ROOT
from conversations.engine.dialog import known as answered_by
from conversations.engine.engine import Asking, Done, Needs, run
from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import world
from conversations.turn import talk
from conversations.turn.talk import DIALOGS

STORED = ROOT / "tests/conversations/sessions/submit_at_review.json"
BATCH = 50


def _whole() -> tuple[Callable[[], object], int]:
    """A replay of the stored form from its beginning to its last question, and how many answers it goes over."""
    held = json.loads(STORED.read_text("utf-8"))
    player = Player(world(held["world"]), Talk.load(held["talk"]), count=1000)
    facts: dict[Any, Any] = {}
    while (turn := talk.show(player.talk, facts)).needs is not None:
        facts[turn.needs.query] = player.world.answer(turn.needs)
    session = player.talk.active
    assert session is not None
    dialog, known = DIALOGS[session.dialog], {**facts, **answered_by(session)}

    def replay() -> Asking | Needs | Done:
        return run(dialog.script, session.answers, known)

    last = replay()
    assert isinstance(last, Asking)
    return replay, len(last.trail)


def _bare(answers: int) -> Callable[[], object]:
    def asked() -> Generator[int, Any, list[Any]]:
        held = []
        for n in range(answers):
            held.append((yield n))
        return held

    def replay() -> object:
        going = asked()
        value: Any = None
        try:
            while True:
                value = {"answer": going.send(value)}
        except StopIteration as end:
            return end.value

    return replay


def _per_second(replay: Callable[[], object], seconds: float) -> float:
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(BATCH):
            replay()
        count += BATCH
    return count / spent


async def engine(ground: Ground) -> Figures:
    here, answers = _whole()
    there = _bare(answers)
    pairs = [(_per_second(here, 1), _per_second(there, 1)) for _ in range(ground.runs)]
    return {
        "answers": answers,
        "replays_per_cpu_second": median([a for a, _ in pairs]),
        "beside": {"replays_per_cpu_second": median([b for _, b in pairs])},
        "ratio": median([a / b for a, b in pairs]),
    }
