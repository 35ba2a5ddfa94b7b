"""Text made fit to be stored, and folded into one line."""

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def legible(text: str) -> str:
    """What can be stored and sent: half characters and NUL become U+FFFD; everything else stays as it is."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def one_line(text: str) -> str:
    """Blanks folded; control characters, and marks that turn the direction of what follows, dropped."""
    return " ".join("".join(" " if c.isspace() else c for c in text if _shows(c)).split())


def _shows(c: str) -> bool:
    return c.isspace() or (unicodedata.category(c) != "Cc" and c not in _BIDI)
