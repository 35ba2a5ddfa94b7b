"""Hears danger in the newest of a chat's last messages, or in what they say together."""

from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from typing import cast

from conversations.danger import rules
from conversations.danger.model import Model, model, windows
from conversations.danger.normal import STOP, tighten
from models.law.crisis import CRISES, Crisis

SHORT = 130
"""Characters: whoever writes more is telling a story, in which much only sounds alarming."""
BOUND = {(True, True): -9.0, (True, False): -3.6, (False, True): -2.6, (False, False): -1.3}
"""What the surroundings of a rule's find must score at least, by whether the text is short and the words are plain."""
ALONE = {True: -1.4, False: 0.0}
"""What a text must score at least in which no rule finds anything."""
ALONE_LATIN = 0.5
A_WORD, ALONE_WORD = 5, 0.0
"""A few characters hold little manner, and are much of what is said to a form all day."""
SPLIT = 0.8
"""By how much surer the model must be of two messages together, of which neither says it by itself."""
LIKE: dict[Crisis, str] = {"C5": "C4"}
"""Classes that the model weighs as one."""
OUTRIGHT = 2.0
FIRST: dict[Crisis, float] = {"C1": 1.5, "C2": 0.8, "C5": 0.1}
MARKED = 0.8
"""What plain words, harm to oneself, and the mention of those concerned put a class before the others by."""
SUSPECT = -3.1
"""What a sentence of a long text must score at least for the rules to be tried on it."""
NEIGHBOURS = 24
"""Characters of the sentences beside it."""
MOST_SENTENCES = 20
MOST_SUSPECT = 2
FAR = -4.2
"""A class of which no more is heard in such a sentence is not looked for by the rules."""


def find(texts: Sequence[str]) -> Crisis | None:
    """The class to react to first. `texts` are the last messages, oldest first, of which the last is new: what only an
    earlier one says was heard before."""
    *before, new = texts
    found = _first(new)
    if found or not before:
        return found
    return _first("".join(texts), SPLIT) if _first("".join(before), SPLIT) is None else None


@lru_cache(maxsize=16)  # a turn that has to look something up is made again
def _first(text: str, surer: float = 0.0) -> Crisis | None:
    return next(iter(judged(tighten(text), model(), surer)), None)


def find_all(text: str) -> list[Crisis]:
    """Every class that the text gives cause for, the one to react to first before the others."""
    return judged(tighten(text), model())


def judged(tight: str, by: Model, surer: float = 0.0) -> list[Crisis]:
    """What a rule finds counts unless the model knows its surroundings as ordinary; what no rule finds counts when the
    model is sure of it. `surer`: by how much surer it must be of what is not said outright.
    """
    short = len(tight) <= SHORT
    suspect = _suspect(tight, short, by)
    found: dict[Crisis, float] = {}
    for hit in (hit for _, _, text in suspect for hit in rules.hits(text, CRISES if short else _likely(text, by))):
        scores = dict(zip(by.classes, by.score(hit.around), strict=True))
        if (hit.plain and short) or max(scores.values()) > BOUND[short, hit.plain] + surer * (not hit.plain):
            sounds = scores[LIKE.get(hit.code, hit.code)] + OUTRIGHT * hit.plain + FIRST.get(hit.code, 0.0)
            sounds += MARKED * rules.marked(hit.code, tight)
            found[hit.code] = max(sounds, found.get(hit.code, sounds))
    if not found and suspect:
        _, _, text = max(suspect)
        score, code = _highest(by, rules.meant(text).replace(STOP, ""))
        found = {cast(Crisis, code): score} if score > _alone(tight, short) + surer else {}
    return sorted(found, key=lambda code: -found[code])


def _alone(tight: str, short: bool) -> float:
    """What the model must be sure of: more of a few characters, and of Latin ones, which are names and pinyin."""
    latin = 2 * sum(map(str.isascii, tight)) > len(tight)
    return ALONE_LATIN if latin else ALONE[short] if len(tight) > A_WORD else ALONE_WORD


def _suspect(tight: str, short: bool, by: Model) -> list[tuple[float, str, str]]:
    """The text, if it is short; of a longer one the sentences that may hold danger, with a little of their neighbours:
    score, class, and text."""
    if short:
        return [(*_highest(by, tight.replace(STOP, "")), tight)]
    sentences = [*windows(tight)]
    telling = list(range(len(sentences)))
    if len(sentences) > MOST_SENTENCES:
        telling = nlargest(MOST_SENTENCES, telling, key=lambda n: len(rules.telling().findall(sentences[n])))
    scored = [(*_highest(by, sentences[n]), n) for n in telling]
    worst = sorted((each for each in scored if each[0] > SUSPECT), reverse=True)[:MOST_SUSPECT]
    return [(score, code, _beside(sentences, n)) for score, code, n in worst]


def _beside(sentences: list[str], n: int) -> str:
    before = sentences[n - 1][-NEIGHBOURS:] if n else ""
    return STOP.join(filter(None, (before, sentences[n], "".join(sentences[n + 1 : n + 2])[:NEIGHBOURS])))


def _likely(text: str, by: Model) -> list[Crisis]:
    """The classes that a sentence of a long text may be of: the rules of the others are not tried."""
    scores = dict(zip(by.classes, by.score(text.replace(STOP, "")), strict=True))
    return [code for code in CRISES if scores[LIKE.get(code, code)] > FAR]


def _highest(by: Model, sentence: str) -> tuple[float, str]:
    return max(zip(by.score(sentence), by.classes, strict=True))
