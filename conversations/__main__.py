"""`python -m conversations submit`: plays a dialog in the terminal, with the people and places of the samples.

A number presses that button; `=3` says "3". Words, `(photo)` and commands work as in a chat; an empty line ends.
With `--golden` what is printed is a transcript that can be put into tests/conversations/golden.
"""

import argparse
import sys

from conversations.engine.session import Talk
from conversations.play.player import Player, acted
from conversations.play.samples import WORLDS, world
from conversations.turn.talk import DIALOGS
from models.words.languages import LOCALES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m conversations", description=__doc__)
    parser.add_argument("dialog", choices=DIALOGS)
    parser.add_argument("--locale", choices=LOCALES, default="zh_Hans")
    parser.add_argument("--world", choices=WORLDS, default="full", help="what there is: cases, bookings, visit days")
    parser.add_argument("--golden", action="store_true", help="print a transcript")
    options = parser.parse_args()
    player = Player(world(options.world), Talk(options.locale))
    if options.golden:
        print(f"# world: {options.world}\n# locale: {options.locale}")
    act = f"/{options.dialog}"
    while act:
        print(f"\n> {act}" if options.golden else "")
        print(*acted(player, act), sep="\n")
        act = _next(player, quiet=options.golden)


def _next(player: Player, quiet: bool) -> str:
    """What is typed next; a number becomes the button it stands for."""
    labels = [label for screen in player.shown for row in screen.rows for label, _ in row]
    if not quiet:
        print("  ".join(f"{n} {label}" for n, label in enumerate(labels, 1)))
    print("? ", end="", file=sys.stderr, flush=True)
    typed = sys.stdin.readline().strip()
    if typed.isdecimal() and 1 <= int(typed) <= len(labels):
        return f"[{labels[int(typed) - 1]}]"
    return typed.removeprefix("=")


if __name__ == "__main__":
    main()
