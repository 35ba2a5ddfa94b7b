"""Questions after something that has a form of its own: a phone number, a number of people, a place, a case."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.engine import Json, Stale, Unfinished
from conversations.facts import Tree
from conversations.questions import Button, NotUnderstood, Reply, Rows, Say, by_two, meaningful, one_line
from models.numbers import valid_case_no

_PHONE = re.compile(r"^(?:(\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|[0-9]{7,8})|\+[0-9]{8,15})\Z")
_AROUND_A_PHONE = re.compile(r"[\s\-()（）—–:：,，。.]|我的|电话|電話|手机|手機|号码|號碼|联系|聯繫|是")


@dataclass(frozen=True)
class PhoneNumber:
    """A mainland mobile or landline, or an international number with +; blanks and dashes are dropped."""

    word: str
    skip: Json | None = None
    wants: ClassVar[str] = "contact"

    def read(self, reply: Reply, held: Json) -> Json:
        text = _AROUND_A_PHONE.sub("", unicodedata.normalize("NFKC", reply.text or ""))
        if not _PHONE.match(text):
            raise NotUnderstood("again.phone")
        return text

    def load(self, held: Json) -> str | None:
        if held == self.skip:
            return None
        if not isinstance(held, str) or not _PHONE.match(held):
            raise Stale
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return ()


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


@dataclass(frozen=True)
class Place:
    """Where it is: a township's button, typed words, a shared location, "elsewhere" or skipped."""

    word: str
    areas: Tree
    skip: Json | None = None
    wants: ClassVar[str] = "location"

    def read(self, reply: Reply, held: Json) -> Json:
        if (at := location(reply)) is not None:
            return {"at": at}
        if reply.press == "elsewhere":
            return {"elsewhere": True}
        if reply.press and self.areas.get(reply.press):
            return {"area": reply.press}
        text = one_line(reply.text or "")
        if not meaningful(text):
            raise NotUnderstood("again.place")
        if len(text) > 200:
            raise NotUnderstood("again.line_long", most=200)
        exact = self.areas.named(text)
        return {"area": exact.code} if exact else {"text": text}

    def load(self, held: Json) -> dict[str, Any]:
        if not isinstance(held, dict):
            raise Stale
        if "area" in held and self.areas.get(held["area"]) is None:
            raise Stale("again.gone")
        return dict(held)

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        towns = tuple(Button(o.code, option=o) for o in self.areas.under(None))
        return (*by_two(towns), (Button("elsewhere", "button.elsewhere"),))


def location(reply: Reply) -> list[float] | None:
    """Latitude and longitude as sent, if they lie on the Earth."""
    if reply.location is None:
        return None
    latitude, longitude = (float(x) for x in reply.location)
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    return [latitude, longitude] if abs(latitude) <= 90 and abs(longitude) <= 180 else None


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
