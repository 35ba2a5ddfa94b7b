"""A number of people, in digits or in Chinese numerals."""

import re
import unicodedata
from dataclasses import dataclass

from conversations.engine.engine import Json, Stale
from conversations.questions.plain import Button, NotUnderstood, Reply, Rows, Say, by_two

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_AROUND_A_NUMBER = re.compile(r"[\s个個人名位户戶大约約左右多共有,]|people|persons?|about")


def number_in(text: str) -> int | None:
    """`3`, `３个人`, `十二`, `两百`, `一百二`, `一万`: a number of people as typed; None when it is none."""
    folded = _AROUND_A_NUMBER.sub("", unicodedata.normalize("NFKC", text[:40]).lower()).replace("萬", "万")
    if re.fullmatch("[0-9]{1,7}", folded):
        return int(folded)
    head, found, tail = folded.rpartition("万")
    if not found:
        return _below_10000(folded)
    high, low = _below_10000(head), _below_10000(tail) if tail else 0
    if high is None or low is None:
        return None
    return high * 10_000 + (low * 1000 if tail in _DIGITS and low else low)


def _below_10000(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,4}", text):
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    total, digit, unit = 0, -1, 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            unit = 1 if digit == 0 else unit
        else:
            unit = _UNITS[c]
            total += (1 if digit < 0 else digit) * unit
            digit = -1
    if digit < 0:
        return total
    return total + digit * (unit // 10 if unit > 10 else 1)  # 一百二 is 120, 一百零二 is 102


@dataclass(frozen=True)
class Number:
    """A number of people from 1 to `most`; buttons for the usual ones."""

    word: str
    most: int
    skip: Json | None = None
    offer: tuple[int, ...] = (1, 2, 3, 5)
    over: str = "again.number_most"

    def read(self, reply: Reply, held: Json) -> Json:
        value = number_in(reply.press or reply.text or "")
        if value is None or value < 1:
            raise NotUnderstood("again.number", aside=value is None)
        if value > self.most:
            raise NotUnderstood(self.over, aside=False, most=self.most)
        return value

    def load(self, held: Json) -> int:
        if not isinstance(held, int) or isinstance(held, bool) or not 1 <= held <= self.most:
            raise Stale
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word, {"most": self.most}),)

    def rows(self, held: Json) -> Rows:
        return by_two(tuple(_people(n) for n in self.offer if n <= self.most))


def _people(n: int) -> Button:
    return Button(str(n), "button.person" if n == 1 else "button.people", facts={"n": n})
