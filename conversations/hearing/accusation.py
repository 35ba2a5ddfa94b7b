"""Whether words tell of an official's misconduct: built from parts, who × what, in one sentence; and where an official
is named, by how it sounds."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from conversations.hearing.lexicon import signs, tidy
from conversations.hearing.manner import MISCONDUCT, features, manner
from models.search import normalise
from models.visible import visible

LONGEST = 20_000
"""Characters of one message in which is looked."""
NEAR, CLOSE = 40, 14
"""Characters between who and what, at most."""
SOUNDS, BEHIND = {True: -2.5, False: -1.0}, {True: 2.5, False: 0.5}
"""What the words around an official, or an office, must score at least, and how far behind all else they may be."""
AROUND, MOST_HEARD, LISTENED = (16, 30), 8, 2_000
"""Characters before and behind an official, and how many sentences of a message of so many characters, that are
listened to."""
MOST = 100
"""Officials and deeds of a sentence that are looked at."""
_SENTENCE = re.compile(r"[。！？!?；;\n]+|(?<=[a-z])\.(?= )")
_ADDRESS = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的|请|求|麻烦|希望|恳请|望|各位|感谢|谢谢)(?:各位|[一-龥]{0,6}?)(?:领导|书记|[市县镇区乡局]长|干部|工作人员|警察|民警|政府)(?:们)?"
)
_PARTS = Path(__file__).with_name("accusation.toml")


@dataclass(frozen=True)
class _Rules:
    officials: re.Pattern[str]
    offices: re.Pattern[str]
    offences: re.Pattern[str]
    deeds: re.Pattern[str]
    close: re.Pattern[str]
    reports: re.Pattern[str]


@cache
def _rules() -> _Rules:
    parts = tomllib.loads(_PARTS.read_text("utf-8"))
    return _Rules(
        **{
            name: re.compile("|".join(parts[name]))
            for name in ("officials", "offices", "offences", "deeds", "close", "reports")
        }
    )


def accuses(texts: Iterable[str]) -> bool:
    """Whether any of these messages tells of it."""
    return any(_accuses(text[:LONGEST]) for text in texts)


@lru_cache(maxsize=512)
def _accuses(text: str) -> bool:
    sentences = [said for said in _SENTENCE.split(normalise(visible(text))) if said]
    if any(_sentence(said) for said in sentences):
        return True
    if len(text) > LISTENED:
        return False
    return any(_sounds(*who) for who in islice(filter(None, map(_named, sentences)), MOST_HEARD))


def _named(said: str) -> tuple[re.Match[str], bool] | None:
    """An official, or else an office, and which of them it is."""
    rules, said = _rules(), _ADDRESS.sub(" ", said)
    official = rules.officials.search(said)
    who = official or rules.offices.search(said)
    return (who, official is not None) if who else None


def _sounds(who: re.Match[str], official: bool) -> bool:
    """Whether the words around sound like misconduct, and hardly like anything else."""
    before, behind = AROUND
    plain = tidy(who.string[max(0, who.start() - before) : who.end() + behind])
    scores = manner().scores(features(plain, (), signs(plain)))
    first = scores.pop(MISCONDUCT)
    return first > SOUNDS[official] and first > max(scores.values()) - BEHIND[official]


def _sentence(said: str) -> bool:
    rules, said = _rules(), _ADDRESS.sub(" ", said)
    if rules.offences.search(said):
        return True
    who = _found(rules.officials, said)
    if any(_between(one, deed) <= NEAR for deed in _found(rules.deeds, said) for one in who):
        return True
    if any(0 <= deed.start() - one.end() <= CLOSE for deed in _found(rules.close, said) for one in who):
        return True
    return any(0 <= one.start() - report.end() <= CLOSE for report in _found(rules.reports, said) for one in who)


def _found(rule: re.Pattern[str], said: str) -> list[re.Match[str]]:
    return list(islice(rule.finditer(said), MOST))


def _between(one: re.Match[str], other: re.Match[str]) -> int:
    first, second = sorted((one, other), key=lambda m: m.start())
    return second.start() - first.end()
