"""The question for a case number and its query code, in one message or in two."""

import re
import unicodedata
from dataclasses import dataclass

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say
from models.numbers import QUERY_ALPHABET, clean_code, valid_case_no

LONGEST = 1000
"""Characters in which a number and a code are looked for: a whole receipt, with words around it."""
_BESIDE_A_NUMBER = re.compile(r"\b(?:NUMBER|QUERY|CODE|CASE|NO)\b|我的|编号|編號|查询码|查詢碼|[是和号號码碼]")
_DIGITS = re.compile(r"[0-9](?:[\W_]{0,3}[0-9]){19,}")
_LETTER = f"[{QUERY_ALPHABET}]"
_CALLED = r"(?:查询码|查詢碼|QUERY CODE|ACCESS CODE|CODE)\W{0,3}(?:IS|是)?\W{0,3}"
_NAMED = re.compile(rf"{_CALLED}((?:{_LETTER}[ -]?){{7}}{_LETTER})(?![0-9A-Z])")
_ALONE = re.compile(rf"(?<![0-9A-Z])({_LETTER}{{4}}[ -]?{_LETTER}{{4}})(?![0-9A-Z])")


def case_in(text: str) -> tuple[str | None, str | None]:
    """A case number and a query code as typed: in fours, with blanks, dashes, full width or lower case, in a sentence
    or in a receipt that was pasted back."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).upper()
    number, rest = _number(folded)
    code = _code(rest, beside=number is not None)
    if number or code:
        return number, code
    bare = _bare(folded)
    looks = any(c.isdigit() for c in bare) or text == text.upper()  # "is it free?" has eight letters too
    return None, bare if len(bare) == 8 and looks and only_case(text) else None


def _number(folded: str) -> tuple[str | None, str]:
    """The first valid number, and the text without it. Digits that stand close behind it do not spoil it."""
    for run in _DIGITS.finditer(folded):
        at = [i for i in range(*run.span()) if folded[i].isdigit()]
        digits = "".join(folded[i] for i in at)
        for start in range(len(digits) - 19):
            for end in range(start + 20, min(start + 23, len(digits) + 1)):
                if valid_case_no(digits[start:end]):
                    return digits[start:end], folded[: at[start]] + "\n" + folded[at[end - 1] + 1 :]
    return None, folded


def _code(folded: str, *, beside: bool) -> str | None:
    """The code: what is called so; `beside` a number, what is left, or the one word in which letters and digits mix."""
    if found := _NAMED.search(folded):
        return clean_code(found[1])
    if not beside:
        return None
    left = _bare(folded)
    if len(left) == 8:
        return left
    mixed = [clean_code(m[1]) for m in _ALONE.finditer(folded)]
    mixed = [code for code in mixed if not code.isdigit() and not code.isalpha()]
    return mixed[0] if len(mixed) == 1 else None


def _bare(folded: str) -> str:
    around = _BESIDE_A_NUMBER.sub(" ", folded)
    return "".join(c for c in around if c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def only_case(text: str) -> bool:
    """No other words stand around the number and the code, which would be lost."""
    folded = _BESIDE_A_NUMBER.sub(" ", unicodedata.normalize("NFKC", text).upper())
    return all(c.isascii() or not c.isalnum() for c in folded)


@dataclass(frozen=True)
class CaseRef:
    """Which case: one of one's own (`own`; the newest have a button), or number and query code, in one message or two.

    The value is (number, code); the code is None for one's own. What is wrong with either is never told apart.
    """

    word: str
    mine: tuple[Button, ...]
    own: frozenset[str] = frozenset()
    skip: None = None

    def read(self, reply: Reply, held: Json) -> Json:
        codes = [b.code for b in self.mine]
        if reply.press in codes:
            return reply.press
        text = (reply.text or "").strip()
        picked = unicodedata.normalize("NFKC", text)
        if picked.isascii() and picked.isdigit() and len(picked) < 3 and 1 <= int(picked) <= len(codes):
            return codes[int(picked) - 1]
        number, code = case_in(text)
        if number is None and code is None:
            like = sum(c.isdigit() for c in picked) >= 6
            raise NotUnderstood("follow.none" if like else "again.case", aside=not (like and only_case(text)))
        before = held if isinstance(held, dict) else {}
        return {"no": number or before.get("no"), "code": code or before.get("code")}

    def load(self, held: Json) -> tuple[str, str | None]:
        if isinstance(held, str) and valid_case_no(held):
            return held, None
        if not isinstance(held, dict):
            raise Stale
        number, code = held.get("no"), held.get("code")
        if isinstance(number, str) and number in self.own:
            return number, None
        if not isinstance(number, str) or not isinstance(code, str):
            raise Unfinished
        return number, code

    def says(self, held: Json) -> tuple[Say, ...]:
        if isinstance(held, dict) and held.get("no") and not held.get("code"):
            return (Say("follow.code", {"case_no": held["no"]}),)
        if isinstance(held, dict) and held.get("code") and not held.get("no"):
            return (Say("follow.number"),)
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return tuple((b,) for b in self.mine)
