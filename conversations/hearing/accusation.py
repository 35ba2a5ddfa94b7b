"""Whether words tell of an official's misconduct: built from parts, who × what, in one sentence."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from models.search import normalise
from models.visible import visible

LONGEST = 20_000
"""Characters of one message in which is looked."""
NEAR, CLOSE = 40, 14
"""Characters between who and what, at most."""
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
    offences: re.Pattern[str]
    deeds: re.Pattern[str]
    close: re.Pattern[str]
    reports: re.Pattern[str]


@cache
def _rules() -> _Rules:
    parts = tomllib.loads(_PARTS.read_text("utf-8"))
    return _Rules(
        **{name: re.compile("|".join(parts[name])) for name in ("officials", "offences", "deeds", "close", "reports")}
    )


def accuses(texts: Iterable[str]) -> bool:
    """Whether any of these messages tells of it."""
    return any(_accuses(text[:LONGEST]) for text in texts)


@lru_cache(maxsize=512)
def _accuses(text: str) -> bool:
    return any(_sentence(said) for said in _SENTENCE.split(normalise(visible(text))) if said)


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
