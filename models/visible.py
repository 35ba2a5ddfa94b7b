"""What can be seen of a text: Unicode's invisible characters dropped, and whether any words are left.

One definition for the wire's types, the dialogs, and the comparison of answers.
"""

import unicodedata

_LIKE_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")
"""Letters and symbols by category, yet nothing is drawn: grapheme joiner, Hangul fillers, the empty Braille cell, the
place of a picture that was not pasted along (dictation on an iPhone leaves it too), the null notehead."""


def _is_variation(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or "\u180b" <= c <= "\u180f"


def _draws(c: str) -> bool:
    return c not in _LIKE_BLANKS and not _is_variation(c) and unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Cn")


class _Seen(dict[int, str | None]):
    """What becomes of each character that was met: itself, a space, or nothing."""

    def __missing__(self, code: int) -> str | None:
        c = chr(code)
        self[code] = found = c if c == "\n" else " " if c.isspace() else c if _draws(c) else None
        return found


_SEEN = _Seen()


def visible(text: str) -> str:
    """`text` without the characters that draw nothing; blanks of any kind become spaces, line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_SEEN)


def is_seen(text: str) -> bool:
    """Whether anything of it is drawn: an emoji or a question mark is, zero-width characters and blanks are not, nor
    accents that stand on nothing."""
    return any(_draws(c) and not c.isspace() and unicodedata.category(c)[0] != "M" for c in text)


def has_words(text: str) -> bool:
    """Whether a letter, a character or a digit is drawn: not marks, emoji, punctuation or blanks alone."""
    return any(unicodedata.category(c)[0] in "LN" and c not in _LIKE_BLANKS for c in text)


def bare_words(text: str) -> str:
    """The letters, characters and digits alone, of one width and case: what makes two answers the same answer."""
    folded = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode()).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN" and c not in _LIKE_BLANKS)
