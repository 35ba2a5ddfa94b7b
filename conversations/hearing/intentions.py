"""What somebody wants of us, heard out of any sentence: `intentions.toml` holds the words.

A sentence may hold several intentions and tell of a matter besides. What no intention accounts for is the rest; a rest
of some length, or one that names a defect, tells of a matter.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from conversations.hearing.lexicon import STOP, lexicon, signs, tidy, weight
from conversations.hearing.manner import MISCONDUCT, NONE, features, manner, standard

LONGEST = 160
"""Characters; whoever writes more is telling of a matter."""
TELLING = 8
"""Characters of a rest that tell of a matter by themselves; Latin words count two."""
BESIDE = 2
"""Characters beside an intention that fills its clause."""
TELLING_OF = 3
"""Characters of a rest that names something broken, owed or in the way."""
SOCIAL = frozenset({"greeting", "thanks"})
TELLING_BESIDE_NOTHING = 5
"""Characters of a rest that tell of a matter where nothing is wanted besides."""
TELLING_OF_ALL = 5
"""Characters of a rest beside which the intention itself names it: "三个月没发"."""
LONGEST_SOUNDING, LONGEST_LATIN = 40, 110
"""Characters: what is longer is heard by the rules alone."""
SOUNDS, RATHER, SURE, AS_RULED = -1.2, 0.3, 1.2, 0.5
"""What an intention must score (log-odds) where no rule heard one, where one heard another, and to be all there is
(the last: where the rules heard it too)."""
FAINTLY, CLEAR = -2.0, 1.5
"""What an intention must score at least that is so far before all others."""
TRUSTED, FIRMLY = 4.0, 6.5
"""By how much an intention that accounts for all that was said may sound less like it than another; where it fills a
clause, so much."""
REORDERED = 1.5
"""By how much another of those that rules heard must sound likelier to go first."""
A_WORD = 3
"""Characters that sound like nothing in particular."""
A_FEW = 10
"""Characters that are said to end something or to pass over it."""
LIKELIER = 1.0
"""What an intention gains where it may be expected."""
APART, CLEARLY, NOTHING, NO_MORE = 0.9, 2.0, 1.0, -1.0
"""How far the likeliest must be before the next, or before "none of all"; what "none of all" must score, and the
intention heard at most, for it to be unheard."""
TELLS_MORE = frozenset({"add", "new", "sign", "person"})
"""Beside these something else is said."""
ONE_TO_US = {"urge", "unsolved"}
"""Which of the two it is depends on how the case stands."""
URGENT = frozenset({"person"})


@dataclass(frozen=True)
class Heard:
    """`names`: the intentions, the one that needs most first. `rest`: what else was said; `tells`: of a matter.

    `plain` is all of it as it was compared: Simplified, lower case, a line for each clause. `firm`: those that fill a
    clause of their own, whatever the others tell. `sure`: all of it sounds like the first; `matter`: like none.
    `left`: what no rule accounts for, whatever the whole sounds like.
    """

    names: tuple[str, ...]
    rest: str
    tells: bool
    plain: str
    firm: frozenset[str] = frozenset()
    sure: bool = False
    matter: bool = False
    left: str = ""

    @property
    def wants(self) -> str | None:
        """What is wanted most."""
        return self.names[0] if self.names else None

    @property
    def refers(self) -> bool:
        """It speaks of something that was brought before."""
        return bool(lexicon().references.search(self.plain))

    @property
    def weight(self) -> int:
        """How much was said beside the intentions."""
        return weight(self.rest)

    @property
    def alone(self) -> bool:
        """It is an intention and no more."""
        return bool(self.names) and not self.tells


@lru_cache(maxsize=64)  # a turn that has to look something up is made again
def hear(text: str, likely: frozenset[str] = frozenset()) -> Heard:
    """What is meant by `text`. `likely`: the intentions that what was just heard of makes likely."""
    if len(text) > LONGEST:
        return Heard((), text, True, text, left=text)
    return _weighed(_found(tidy(text)), likely)


def sounds_like(text: str, name: str) -> bool:
    """Whether a few words, and all of them, sound like that."""
    heard = hear(text)
    return heard.sure and heard.wants == name and weight(heard.plain) <= A_FEW


def _weighed(heard: Heard, expected: frozenset[str]) -> Heard:
    """What the rules heard, as far as it sounds like that; where they heard nothing, or something else than the whole
    sounds like, what it sounds like."""
    latin = heard.plain.isascii()
    if not heard.plain or len(heard.plain) > (LONGEST_LATIN if latin else LONGEST_SOUNDING):
        return heard
    scores = manner().scores(features(heard.plain, _features(heard), signs(heard.plain)))
    scores[NONE] = max(scores[NONE], scores.pop(MISCONDUCT))
    by_score = sorted(((s + LIKELIER * (name in expected), name) for name, s in scores.items()), reverse=True)
    (likely, first), (second, _) = by_score[:2]
    clear = likely > FAINTLY and likely - second > CLEAR
    if scores[NONE] > NOTHING and heard.names and not heard.firm and heard.weight >= TELLING_OF:
        return _unheard(heard)
    whole = heard.alone and not heard.rest
    trusted = FIRMLY if heard.wants in heard.firm else TRUSTED
    whole &= scores.get(heard.wants or "", likely) > likely - trusted
    other = first in heard.names and scores.get(heard.wants or "", likely) < likely - REORDERED
    few = not heard.names and weight(heard.plain) < A_WORD and likely < SURE
    unclear = likely - second < APART and likely - scores[NONE] < CLEARLY
    if (whole and not other) or few or unclear or (first == NONE and likely < NOTHING):
        return heard
    if first == NONE:
        kept = bool(heard.firm) or scores.get(heard.wants or "", likely) > NO_MORE
        return replace(heard, matter=not heard.names) if kept else _unheard(heard)
    like = "official" if first == "book" and "official" in heard.names else first
    if like == heard.wants:
        if like in URGENT and likely > SURE:
            return replace(heard, firm=heard.firm | {like})
        sure = (likely > AS_RULED or clear) and like not in TELLS_MORE
        return replace(heard, tells=False, rest="", sure=True) if sure else heard
    if {like, heard.wants} == ONE_TO_US:
        return heard
    if like in heard.names and scores.get(heard.wants or "", likely) > likely - REORDERED:
        return heard
    faint = likely < (SOUNDS if not heard.names else RATHER) and not clear
    if faint or (heard.wants and heard.wants in heard.firm & URGENT):
        return heard
    names = (like, *(name for name in heard.names if name != like))
    rest = "" if likely > SURE and like not in TELLS_MORE else heard.rest or heard.plain
    return replace(heard, names=names, tells=False, rest=rest, sure=True, firm=heard.firm | {like})


def _unheard(heard: Heard) -> Heard:
    return replace(heard, names=(), matter=True, rest=heard.plain, tells=weight(heard.plain) >= TELLING_BESIDE_NOTHING)


def by_rules(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the rules find in it: the intentions, and the same as features of the model."""
    heard = _found(plain)
    return heard.names, _features(heard)


def _features(heard: Heard) -> tuple[str, ...]:
    first = (f"first {heard.wants}", *(f"firm {name}" for name in heard.firm)) if heard.wants else ()
    return (*heard.names, *first)


def _found(plain: str) -> Heard:
    """What the rules hear; where they hear nothing, in the common language."""
    heard = _ruled(plain)
    common = standard(plain) if not heard.names else plain
    return heard if common == plain else _ruled(common)


def _ruled(plain: str) -> Heard:
    words = lexicon()
    found = [(i.name, spans) for i in words.intentions if (spans := i.spans(plain))]
    rest = words.fillers.sub(STOP, _without(plain, [span for _, spans in found for span in spans]))
    rest = re.sub(rf"{STOP}+", STOP, rest).strip(STOP + " ")
    names = tuple(name for name, _ in found)
    tells = _tells(rest, plain) or (SOCIAL.issuperset(names) and weight(rest) >= TELLING_BESIDE_NOTHING)
    firm = frozenset(name for name, spans in found if _fills(plain, spans))
    return Heard(names, rest, tells, plain, firm, left=rest)


def _fills(plain: str, spans: list[tuple[int, int]]) -> bool:
    """Little else stands in the clause."""
    for start, end in spans:
        before, after = plain[:start].rpartition(STOP)[2], plain[end:].partition(STOP)[0]
        if weight(lexicon().fillers.sub("", f"{before}{STOP}{after}")) <= BESIDE:
            return True
    return False


def _without(plain: str, spans: list[tuple[int, int]]) -> str:
    gone = set().union(*(range(start, end) for start, end in spans))
    return "".join(STOP if n in gone else c for n, c in enumerate(plain))


def _tells(rest: str, plain: str) -> bool:
    said, matters = weight(rest), lexicon().matters
    named = (said >= TELLING_OF and matters.search(rest)) or (said >= TELLING_OF_ALL and matters.search(plain))
    return said >= TELLING or bool(named)
