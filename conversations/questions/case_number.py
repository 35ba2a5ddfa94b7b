"""The question for a case number and its query code, in one message or in two."""

import re
import unicodedata
from dataclasses import dataclass

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say
from models.numbers import valid_case_no

_BESIDE_A_NUMBER = re.compile(r"\b(?:NUMBER|QUERY|CODE|CASE|NO)\b|我的|编号|編號|查询码|查詢碼|[是和号號码碼]")


def case_in(text: str) -> tuple[str | None, str | None]:
    """A case number and a query code as typed, with blanks, full width, lower case or words around them."""
    folded = _BESIDE_A_NUMBER.sub(" ", unicodedata.normalize("NFKC", text[:200]).upper())
    bare = "".join(c for c in folded if c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for start in range(max(len(bare) - 19, 0)):
        for end in range(start + 20, min(start + 23, len(bare) + 1)):
            rest = bare[:start] + bare[end:]
            if len(rest) in (0, 8) and valid_case_no(bare[start:end]):
                return bare[start:end], rest or None
    return None, bare if len(bare) == 8 and only_case(text) else None


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
