"""The age that people say they have."""

import re
import unicodedata

from conversations.words.typed import number_in

OF_AGE = 14
ADULT = 18
_OWN = re.compile(
    r"(?:我|本人)(?:今年|现在|現在|已经|已經|才|刚|剛|只有|还|還|是|满|滿|\s){0,4}"
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*周?[岁歲](?!的|那|时|時)"
    r"|\bi(?:'m| am)(?: only)? ([0-9]{1,2}) years? old"
)

_BARE = re.compile(r"(?:今年|才|刚|剛)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*周?[岁歲]?|([0-9]{1,2}) years? old")


def own_age(text: str) -> int | None:
    """The age in years that people say they have: "我今年12岁", "I am twelve" is too little to go by."""
    return _age(_OWN.search(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _age(found: "re.Match[str] | None") -> int | None:
    return number_in(found[1] or found[2]) if found else None


def age_answered(text: str) -> int | None:
    """As `own_age`, and an age that is the whole answer ("12岁")."""
    age, bare = own_age(text), _plain(text).strip(" 。.!")
    if age is None and ("岁" in bare or "歲" in bare or "years" in bare):
        age = _age(_BARE.fullmatch(bare))
    return age
