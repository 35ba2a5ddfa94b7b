"""`huiyin play submit`: plays a dialog in the terminal, with the people and places of the samples; nothing is sent."""

import sys
from collections.abc import Callable, Iterable
from typing import Annotated

import typer

from conversations.engine.session import Talk
from conversations.play import samples
from conversations.play.player import Player, acted
from conversations.play.samples import WORLDS
from conversations.turn.talk import DIALOGS
from models.words.languages import LOCALES


def _among(known: Iterable[str]) -> Callable[[str], str]:
    """Only one of these is taken; the answer to another names them."""

    def checked(value: str) -> str:
        if value not in known:
            raise typer.BadParameter(", ".join(known))
        return value

    return checked


def play(
    dialog: Annotated[str, typer.Argument(callback=_among(DIALOGS), help=", ".join(DIALOGS))],
    locale: Annotated[str, typer.Option(callback=_among(LOCALES), help=", ".join(LOCALES))] = "zh_Hans",
    world: Annotated[
        str, typer.Option(callback=_among(WORLDS), help=f"cases, bookings, visit days: {', '.join(WORLDS)}")
    ] = "full",
    golden: Annotated[bool, typer.Option("--golden", help="print a transcript for tests/conversations/golden")] = False,
) -> None:
    """Plays a dialog in the terminal, with the people and places of the samples.

    A number presses that button; `=3` says "3". Words, `(photo)` and commands work as in a chat; an empty line ends.
    """
    player = Player(samples.world(world), Talk(locale))
    if golden:
        print(f"# world: {world}\n# locale: {locale}")
    act = f"/{dialog}"
    while act:
        print(f"\n> {act}" if golden else "")
        print(*acted(player, act), sep="\n")
        act = _next(player, quiet=golden)


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
