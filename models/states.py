"""`docs/states.md`, made from the one table of moves: `python -m models.states > docs/states.md`."""

import sys
from collections.abc import Iterator

from models.law.states import BY_RESIDENT, BY_TWO, ENDED, MOVES, OPEN_STATES, UNANSWERED, Action, State
from models.words import labels

HEAD = """\
# States and moves

Made by `python -m models.states > docs/states.md`; a test says when it is out of date. The table stands in
`models/law/states.py`. The API refuses every other move with 409 `move_not_allowed`, and a trigger in the database
refuses every other change of a state.

"""


def page() -> str:
    return "\n".join([HEAD.rstrip(), "", *_chart(), "", *_states(), "", *_moves(), ""])


def _chart() -> Iterator[str]:
    """Moves that change the state; the moves between the same two states share an arrow."""
    arrows: dict[tuple[State, State], list[Action]] = {}
    for (before, action), ends in MOVES.items():
        for after in ends:
            if after is not before:
                arrows.setdefault((before, after), []).append(action)
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {State.REGISTERED}"
    for (before, after), actions in arrows.items():
        yield f"    {before} --> {after}: {', '.join(actions)}"
    for state in State:
        if state in ENDED:
            yield f"    {state} --> [*]"
    yield "```"


def _states() -> Iterator[str]:
    yield "| state | | |"
    yield "|---|---|---|"
    for state in State:
        kind = "open" if state in OPEN_STATES else "ended"
        owes = ", staff owe the next step" if state in UNANSWERED else ""
        yield f"| `{state}` | {labels('state')[state]} | {kind}{owes} |"


def _moves() -> Iterator[str]:
    yield "| move | from | to | by |"
    yield "|---|---|---|---|"
    for (before, action), ends in MOVES.items():
        who = "the resident" if action in BY_RESIDENT else "two of the staff" if action in BY_TWO else "staff"
        yield f"| `{action}` | `{before}` | {', '.join(f'`{s}`' for s in ends)} | {who} |"


if __name__ == "__main__":
    sys.stdout.write(page())
