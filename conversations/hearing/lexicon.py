"""The words of `intentions.toml`, and texts as they are compared with them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.search import normalise
from models.visible import visible

_HAN = r"\u3400-\u9fff"
_BLANK = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])|(?<=[{_HAN}]) +(?=[0-9a-z])|(?<=[0-9a-z]) +(?=[{_HAN}])")
_WEIGHED = re.compile(rf"[{_HAN}0-9]|[a-z]+")
STOP = "\n"


@dataclass(frozen=True)
class Intention:
    name: str
    says: re.Pattern[str]
    never: re.Pattern[str] | None

    def spans(self, plain: str) -> list[tuple[int, int]]:
        if self.never is not None and self.never.search(plain):
            return []
        return [m.span() for m in self.says.finditer(plain) if m.end() > m.start()]


@dataclass(frozen=True)
class Lexicon:
    intentions: tuple[Intention, ...]
    fillers: re.Pattern[str]
    small: re.Pattern[str]
    joints: re.Pattern[str]
    matters: re.Pattern[str]
    denials: re.Pattern[str]
    references: re.Pattern[str]
    marks: dict[str, str]
    signs: dict[str, re.Pattern[str]]


def tidy(text: str) -> str:
    """As sentences are compared: Simplified, lower case, without blanks inside Chinese, a line for each clause."""
    seen = normalise(text)
    for word, marks in lexicon().marks.items():
        seen = seen.translate({ord(mark): f"\n{word}\n" for mark in marks})
    seen = visible(seen)
    marked = "".join(c if unicodedata.category(c)[0] in "LNM" or c in " '+" else STOP for c in seen)
    closed = _BLANK.sub(lambda m: STOP if _between(m) else "", marked)
    return re.sub(rf" *{STOP}[{STOP} ]*", STOP, closed).strip(STOP + " ")


def _between(found: re.Match[str]) -> bool:
    """A blank between two Chinese characters ends a clause; beside digits and Latin it is a matter of taste."""
    around = found.string[found.start() - 1] + found.string[found.end()]
    return all(re.match(f"[{_HAN}]", c) for c in around)


def weight(text: str) -> int:
    """How much is said: Chinese characters and digits count one, Latin words two, the smallest words nothing."""
    counted = lexicon().small.sub("", text)
    return sum(2 if len(said) > 1 else 1 for said in _WEIGHED.findall(counted))


def signs(plain: str) -> tuple[str, ...]:
    """What is spoken of, by groups of words, and how much is said."""
    said = weight(plain)
    length = next((f"to {most}" for most in (2, 4, 6, 9, 13, 18, 26) if said <= most), "long")
    return (f"@{length}", *(f"@{name}" for name, words in lexicon().signs.items() if words.search(plain)))


def names_a_matter(text: str) -> bool:
    """Something broken, owed or in the way is named."""
    return bool(lexicon().matters.search(tidy(text)))


def says_no(plain: str) -> bool:
    """Words of dissent, which are a reason by themselves; "申请复查" gives none."""
    return bool(lexicon().denials.search(plain))


def shared(one: str, other: str) -> bool:
    """Two Chinese characters in a row, or a Latin word, stand in both."""
    return bool(set(_pieces(tidy(one))) & set(_pieces(tidy(other))))


def _pieces(plain: str) -> Iterator[str]:
    bare = lexicon().joints.sub(STOP, lexicon().fillers.sub(STOP, plain))
    for run in re.findall(rf"[{_HAN}]+", bare):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
    yield from (word for word in re.findall("[a-z]{4,}", bare))


@cache
def lexicon() -> Lexicon:
    raw = tomllib.loads((files("conversations.hearing") / "intentions.toml").read_text("utf-8"))
    raw.pop("lines")
    signs, _ = raw.pop("signs"), raw.pop("dialect")
    marks = raw.pop("marks")
    parts = {name: _joined(alternatives) for name, alternatives in raw.pop("parts").items()}

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(patterns)
        for name in reversed(parts):
            joined = joined.replace("{" + name + "}", f"(?:{parts[name]})")
        return re.compile(joined)

    parts |= {name: "|".join(raw[name]["says"]) for name in ("matters", "denials", "references")}
    fillers, small, joints, matters, denials, references = (
        compiled(raw.pop(name)["says"]) for name in ("fillers", "small", "joints", "matters", "denials", "references")
    )
    intentions = tuple(
        Intention(name, compiled(row["says"]), compiled(row["never"]) if "never" in row else None)
        for name, row in raw.items()
    )
    return Lexicon(
        intentions,
        fillers,
        small,
        joints,
        matters,
        denials,
        references,
        marks,
        {n: compiled([says]) for n, says in signs.items()},
    )


def _joined(alternatives: str | list[str]) -> str:
    return alternatives if isinstance(alternatives, str) else "|".join(alternatives)
