"""Screens cut to what one Telegram message holds. Nothing is changed: the parts, joined, are the text."""

LONGEST = 4096
"""UTF-16 units of one message, as Telegram counts."""
BREAKS = ("\n\n", "\n", "。", "！", "？", ". ", "；", "，", " ")
"""Where a text is cut, best first."""
JOINS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""Characters that hang on the one before: emoji would fall apart."""


def units(text: str) -> int:
    """Length in UTF-16 units: a character outside the basic plane counts twice."""
    return len(text) + sum(c > "\uffff" for c in text)


def parts(text: str, longest: int = LONGEST) -> list[str]:
    """`text` in pieces of at most `longest` units, cut after a paragraph, a sentence or a word where there is one."""
    out = []
    while units(text) > longest:
        most = _fitting(text, longest)
        cut = _nice(text[:most]) or _whole(text, most)
        out.append(text[:cut])
        text = text[cut:]
    return [*out, text] if text or not out else out


def _fitting(text: str, longest: int) -> int:
    """How many characters of `text` fit."""
    room = longest
    for i, c in enumerate(text):
        room -= 2 if c > "\uffff" else 1
        if room < 0:
            return i
    return len(text)


def _nice(window: str) -> int:
    """Just behind the last good break in the second half of the window; 0 when there is none."""
    for mark in BREAKS:
        at = window.rfind(mark, len(window) // 2)
        if at >= 0 and window[: at + len(mark)].strip():
            return at + len(mark)
    return 0


def _whole(text: str, most: int) -> int:
    """`most`, or a little less where that would cut through one drawn character."""
    for cut in range(most, max(most - 16, 1), -1):
        after, before = text[cut], text[cut - 1]
        if after not in JOINS and before != "\u200d" and not "\U0001f3fb" <= after <= "\U0001f3ff":
            return cut
    return most
