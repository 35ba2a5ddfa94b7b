"""Glues real messages to what people want, says them wherever a talk may stand, and looks for what is lost.

    make hearing GLUED=messages.csv N=2000

No text of it is kept. The last line on stdout is one JSON object: `said`, `kept`, `answers` (read as one, and not
kept word for word), `lost`, `dead_ends`; the exit code is 1 when the last two are not 0. Drawn with a fixed seed.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crisis.samples import column
from benchmarks.hearing.phrasings import phrasings
from benchmarks.hearing.seen import drawn, holds
from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import world

SEED = 5
STORY = "我家门口的路灯坏了一个星期"
BETWEEN = ("，", "。", " ", "\n", "")
QUESTIONS = 9
"""The form is brought so many questions on at most."""
LONG = 24
"""Characters: a longer message that was read as an answer stands somewhere word for word as well."""
SHOWN = 20
_PIECE = re.compile(r"[^。！？!?；;\n]{2,}[。！？!?；;]?")


def texts(path: Path, n: int, chance: random.Random) -> Iterator[str]:
    """Pieces of messages beside an intention, in either order."""
    pieces = [p for (text,) in column(path, "text") for p in _PIECE.findall(text[:600])]
    wants = [said for _, said, _ in phrasings(4)]
    for _ in range(n):
        both = [chance.choice(pieces).strip(), chance.choice(wants)]
        chance.shuffle(both)
        yield chance.choice(BETWEEN).join(both)


def brought(chance: random.Random) -> tuple[str, Player]:
    """A talk somewhere: nothing in hand, in one of the forms, or after help was shown."""
    where = chance.choice(("new", "full", "booked", "form", "form", "form", "book", "follow", "crisis"))
    player = Player(world(where if where in ("new", "full", "booked") else "full"), Talk())
    if where == "crisis":
        player.says("我不想活了")
    elif where in ("book", "follow"):
        player.says(f"/{where}")
        _on(player, chance.randrange(3))
    elif where == "form":
        player.says("/submit")
        player.says("同意")
        player.says(STORY)
        _on(player, chance.randrange(QUESTIONS))
    return where, player


def _on(player: Player, steps: int) -> None:
    """Answers so many questions with their first button."""
    for _ in range(steps):
        session = player.talk.active
        presses = [p for s in player.shown for row in s.rows for _, p in row if p.startswith("s.")]
        onward = [p for p in presses if p.rsplit(".", 1)[-1] not in ("back", "keep", "yes")]
        if session is None or session.state != "open" or not onward:
            return
        player.reply(press=next((p for p in onward if p.endswith((".done", ".skip"))), onward[0]))


def judged(player: Player, text: str) -> str:
    """What became of the words: kept, answers, lost; or dead_ends, when the same is shown again."""
    before, session = [drawn(s) for s in player.shown], player.talk.active
    answers, sent = dict(session.answers) if session else {}, len(player.sent)
    player.says(text)
    if [drawn(s) for s in player.shown] == before:
        return "dead_ends"
    held = [player.talk.beside, *[vars(s) for s in player.talk.sessions], player.sent[sent:]]
    if holds(held, text):
        return "kept"
    after = player.talk.session(session.id) if session else None
    changed = after is not None and (after.state != "open" or after.answers != answers)
    return "answers" if changed and len(text) <= LONG else "lost"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hearing.glued", description=__doc__)
    parser.add_argument("--messages", type=Path, required=True, help="a CSV with the column text")
    parser.add_argument("--n", type=int, default=2000)
    given = parser.parse_args()
    chance = random.Random(SEED)
    found: Counter[str] = Counter()
    for text in texts(given.messages, given.n, chance):
        where, player = brought(chance)
        asks = player.talk.active.dialog if player.talk.active else ""
        got = judged(player, text)
        found[got] += 1
        if got in ("lost", "dead_ends") and found[got] <= SHOWN:
            print(got, where, asks, repr(text), file=sys.stderr)
    print(json.dumps({"said": given.n, **{name: found[name] for name in ("kept", "answers", "lost", "dead_ends")}}))
    return 1 if found["lost"] or found["dead_ends"] else 0


if __name__ == "__main__":
    sys.exit(main())
