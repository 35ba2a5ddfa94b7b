"""Our phrasings of what people want, spelt short: `(a|b)` is either, `[a|b]` either or nothing."""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).with_name("phrasings")
SEED = 11
EACH = 24
"""Of one spelling at most so many phrasings are taken."""


def phrasings(each: int = EACH) -> Iterator[tuple[str, str, bool]]:
    """(intention, phrasing, whether it is the only one of its spelling)."""
    drawn = random.Random(SEED)
    for file in sorted(FOLDER.glob("*.toml")):
        for name, table in tomllib.loads(file.read_text("utf-8")).items():
            for spelt in table["phrases"]:
                made = sorted({_said(spelt, drawn) for _ in range(each)} - {""})
                yield from ((name, said, len(made) == 1) for said in made)


def _said(spelt: str, drawn: random.Random) -> str:
    """One of the phrasings."""
    made, left = _alternatives(spelt, 0, drawn)
    assert left == len(spelt), f"unbalanced: {spelt}"
    return made


def _alternatives(spelt: str, at: int, drawn: random.Random) -> tuple[str, int]:
    """One of what `|` parts, up to the closing bracket or the end."""
    found, made = [], ""
    while at < len(spelt) and spelt[at] not in ")]":
        if spelt[at] == "|":
            found.append(made)
            made, at = "", at + 1
        elif spelt[at] in "([":
            inner, end = _alternatives(spelt, at + 1, drawn)
            optional = spelt[at] == "[" or spelt[end + 1 : end + 2] == "?"
            at = end + (2 if spelt[end + 1 : end + 2] == "?" else 1)
            made += "" if optional and drawn.random() < 0.5 else inner
        else:
            made, at = made + spelt[at], at + 1
    return drawn.choice([*found, made]), at
