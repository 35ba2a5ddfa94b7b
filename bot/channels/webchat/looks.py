"""How the buttons of a screen look on the page: answers outlined, one main button below them, ways out small."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.screens import Row

MAIN = ("yes", "agree", "done", "use", "ready", "m.resume", "m.submit")
"""What leads on, the likeliest first: at most one of a screen."""
SMALL = frozenset({"back", "skip", "rest", "keep", "last", "m.more", "m.menu", "m.lang", "m.cancel", "m.erase"})
"""What leads aside or back."""
CHANGE = "not_that"
"""Says that what is offered is wrong: an answer where it stands alone, aside where the right ones stand beside it."""
EDIT = "edit:"
"""Leads back to a question from the review, where one usually sends."""
SHORT = 12
"""Columns of a label that leaves room for another one beside it; a Chinese character takes two."""


@dataclass(frozen=True)
class Drawn:
    """A button as it is drawn. `look`: main, small, or nothing for an answer."""

    label: str
    press: str
    look: str = ""


def arranged(rows: Sequence[Row]) -> list[list[Drawn]]:
    """Answers in their rows, edits in one, then the main button where the thumb is, then the ways out in one."""
    buttons = [button for row in rows for button in row]
    main = _main([press for _, press in buttons])
    answers = [[Drawn(*button) for button in row if button[1] != main and not _aside(button[1])] for row in rows]
    changes = [button for row in answers for button in row if code(button.press) == CHANGE]
    if sum(map(len, answers)) > len(changes):
        answers = [[button for button in row if button not in changes] for row in answers]
    else:
        changes = []
    edits = [Drawn(label, press, "small") for label, press in buttons if code(press).startswith(EDIT)]
    leading = [Drawn(label, press, "main") for label, press in buttons if press == main]
    aside = [Drawn(button.label, button.press, "small") for button in changes]
    aside += [Drawn(label, press, "small") for label, press in buttons if press != main and code(press) in SMALL]
    return [row for row in (*_joined(answers), edits, leading, aside) if row]


def code(press: str) -> str:
    """What a press means, whatever the session and its revision: `agree`, `m.more`."""
    parts = press.split(".", 3)
    return parts[-1] if parts[0] == "s" else ".".join(parts[:2])


def _main(presses: Sequence[str]) -> str | None:
    codes = {code(press): press for press in reversed(presses)}
    return next((codes[name] for name in MAIN if name in codes), None)


def _aside(press: str) -> bool:
    return code(press) in SMALL or code(press).startswith(EDIT)


def _joined(rows: Sequence[list[Drawn]]) -> list[list[Drawn]]:
    """Two rows of one short label each are one row of two."""
    out: list[list[Drawn]] = []
    for row in filter(None, rows):
        if out and len(out[-1]) == len(row) == 1 and _is_short(out[-1][0].label) and _is_short(row[0].label):
            out[-1].append(row[0])
        else:
            out.append(list(row))
    return out


def _is_short(label: str) -> bool:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in label) <= SHORT
