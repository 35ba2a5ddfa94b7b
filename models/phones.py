"""Phone numbers as people write them: the one parser of the chat, the counter and the API.

A number may stand among words ("13800000007（微信同号）", "打这个 138 0000 0007，晚上"), several may stand in one line;
what stands around them is a remark that is kept with them. Canonical forms: a mainland mobile, landline or 400 number
in digits, an extension behind 转 (`057188880000转801`), every other country's with + (`+85291234567`).
"""

import re
import unicodedata
from collections.abc import Iterator

from models.visible import visible

LONGEST = 200
"""Characters of a line that a number is looked for in."""
LONGEST_RUN = 60
"""Characters of digits and separators that are taken apart: three numbers with blanks."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_LOCAL = re.compile(r"[1-9][0-9]{6,7}")
_ABROAD = re.compile(r"[1-9][0-9]{7,14}")
_NEIGHBOURS = (
    ("852", re.compile(r"[2-9][0-9]{7}")),
    ("853", re.compile(r"[268][0-9]{7}")),
    ("886", re.compile(r"0?(9[0-9]{8}|[2-8][0-9]{7,8})")),
)
"""Hong Kong, Macau, Taiwan: dialled from here with 00, written with or without +."""
_RUN = re.compile(r"\(?\+?\(?[0-9](?:[ ()\[\].·\-_/~\u20e3]{0,3}[0-9])*")
_EXTENSION = re.compile(
    r"[ ,;(\[]*(?:转 ?接?|轉 ?接?|分机号?|分機號?|内线|內線|extension|ext|x|#)[ .:]*(?:分机号?|分機號?)?[ .:]*"
    r"([0-9]{1,6})(?![0-9])[)\]]?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"[\s\W_]|我的|我|的|电话|電話|手机|手機|号码|號碼|联系方式|聯繫方式|联系|聯繫|请打|請打|打|是|tel|phone|mobile|number",
    re.IGNORECASE,
)
_SPOKEN = dict(zip("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "0012345678911234567892", strict=True))
_SAID = re.compile(rf"[0-9{''.join(_SPOKEN)}](?:[ \-]?[0-9{''.join(_SPOKEN)}]){{9,14}}")
"""Digits that are written as they are said: 一三八零零…, 幺三八. As long as a mobile or a landline with its area."""
_LETTERS = str.maketrans(dict.fromkeys("Oo\u039f\u03bf\u041e\u043e", "0") | dict.fromkeys("lIi|", "1"))
_LIKE = "[0-9OolIi|\u039f\u03bf\u041e\u043e]"
_TYPED = re.compile(rf"(?<![^\W\d_])(?:{_LIKE}[ \-]?){{9,14}}{_LIKE}(?![^\W\d_])")
"""Letters that stand for the digits they look like; taken only among more digits than letters, and no word's beside."""
_DIGIT = f"[0-9{''.join(_SPOKEN)}]"
_CUT = re.compile(rf"(?<!{_DIGIT})({_DIGIT}{{3}})[,、]({_DIGIT}{{4}})[,、]({_DIGIT}{{4}})(?!{_DIGIT})")
"""A mobile in three pieces with commas between them, as somebody says it."""
_ONE_WIDTH = str.maketrans({**dict.fromkeys("—–‐‑‒−―⁃", "-"), "【": "[", "】": "]", "〜": "~", "\n": " "})


def numbers(line: str) -> list[str]:
    """The numbers that stand in `line`, canonical and in order, each once; empty if there is none.

    Short service numbers (110, 12345, 95598) are nobody's own and are not taken.
    """
    return list(dict.fromkeys(number for _, _, number in _found(visible(line)[:LONGEST])))


def written(line: str) -> str | None:
    """`line` to be kept: the numbers canonical, the remark around them as it stands; None if there is no number."""
    shown = visible(line).strip()
    found = list(_found(shown[:LONGEST]))
    if not found:
        return None
    if not remark(shown):
        return "、".join(dict.fromkeys(number for _, _, number in found))
    for start, end, number in reversed(found):
        shown = shown[:start] + number + shown[end:]
    return " ".join(shown.split())


def remark(line: str) -> str:
    """What stands around the numbers, if it says anything: "我的电话是" and punctuation do not."""
    shown = visible(line)
    for start, end, _ in reversed(list(_found(shown[:LONGEST]))):
        shown = shown[:start] + " " + shown[end:]
    return " ".join(shown.split()) if _FILLER.sub("", shown) else ""


def _found(shown: str) -> Iterator[tuple[int, int, str]]:
    """Where in the text a number stands, and which."""
    folded = "".join(_narrow(c) for c in shown).translate(_ONE_WIDTH)
    folded = _CUT.sub(r"\1-\2-\3", folded)
    folded = _SAID.sub(lambda said: "".join(_SPOKEN.get(c, c) for c in said[0]), folded)
    folded = _TYPED.sub(_digits, folded)
    at = 0
    while run := _RUN.search(folded, at):
        at = run.end()
        place = run.start()
        for token, number in _read(run[0]) or []:
            end = place + len(token.rstrip(" -.·_/~\u20e3"))
            if extension := _EXTENSION.match(folded, end):
                at = end = extension.end()
            yield place, _closed(folded, place, end), f"{number}转{extension[1]}" if extension else number
            place += len(token)


def _digits(typed: re.Match[str]) -> str:
    read = typed[0].translate(_LETTERS)
    letters = sum(a != b for a, b in zip(typed[0], read, strict=True))
    return read if 2 * letters < sum(c.isdigit() for c in read) else typed[0]


def _narrow(c: str) -> str:
    """The same character of one width, so that places in the text stay what they are; digits of any script as ours."""
    folded = str(digit) if (digit := unicodedata.decimal(c, None)) is not None else unicodedata.normalize("NFKC", c)
    return folded if len(folded) == 1 else c


def _closed(text: str, start: int, end: int) -> int:
    """The end with the bracket that was opened before the number's first digit."""
    return end + 1 if text[start] == "(" and text[end : end + 1] == ")" and ")" not in text[start:end] else end


def _read(run: str) -> list[tuple[str, str]] | None:
    """Digits with separators as one number or several, each with its piece of the run; None if they are no numbers."""
    number = _number(run)
    if number is not None:
        return [(run, number)]
    if len(run) > LONGEST_RUN:
        return None
    gaps = [m.end() for m in re.finditer(r"(?<=[0-9)\]])[ .·\-_/~\u20e3]{1,3}(?=[(+0-9])", run)]
    for gap in reversed(gaps):
        head, tail = run[:gap], run[gap:]
        number = _number(head)
        if number is None:
            continue
        if re.fullmatch(r"[0-9]{1,5}", tail) and head.rstrip()[-1] == "-" and not _MOBILE.fullmatch(number):
            return [(run, f"{number}转{tail}")]
        if (rest := _read(tail)) is not None:
            return [(head, number), *rest]
        more = len(re.sub("[^0-9]", "", tail))
        if head.endswith(" ") and more <= 4 and not _LOCAL.fullmatch(number):  # "138 0000 0007 23栋": no part of it,
            return [(head, number)]  # but "139 1234 567" is a mobile with a digit too few
    return None


def _number(run: str) -> str | None:
    """The canonical form, if all the digits are one number."""
    digits = re.sub(r"[^0-9]", "", run)
    with_country = "+" in run
    if digits.startswith("00"):
        digits, with_country = digits[2:], True
    if digits.startswith("86") and (home := _at_home(digits[2:], trunk=False)):
        return f"+86{home}" if with_country and _MOBILE.fullmatch(home) else home
    for code, form in _NEIGHBOURS:
        if digits.startswith(code) and (held := form.fullmatch(digits[3:])):
            return f"+{code}{held[held.lastindex or 0]}"
    if with_country:
        ours = digits.startswith(("0", "86", *(code for code, _ in _NEIGHBOURS)))
        return f"+{digits}" if _ABROAD.fullmatch(digits) and not ours else None
    return _at_home(digits) or (digits if _LOCAL.fullmatch(digits) else None)


def _at_home(digits: str, trunk: bool = True) -> str | None:
    """A mainland mobile, landline or service number; `trunk`: a landline has its 0."""
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    if not trunk and _LANDLINE.fullmatch(f"0{digits}"):
        return f"0{digits}"
    if digits.startswith("01") and _MOBILE.fullmatch(digits[1:]):
        return digits[1:]
    return f"+886{digits[1:]}" if re.fullmatch("09[0-9]{8}", digits) else None


def texted(line: str) -> str | None:
    """The first number of a line that takes SMS, with its country (`+8613800000007`); None if there is none."""
    for number in numbers(line):
        if _MOBILE.fullmatch(number):
            return f"+86{number}"
        if number.startswith("+") and number[1:].isdigit():
            return number
    return None


def marked(line: str) -> str | None:
    """The digits by which a line's first number is known again, however it is spelt; None if there is no number."""
    found = numbers(line)
    return re.sub("[^0-9]", "", found[0].removeprefix("+86")) if found else None
