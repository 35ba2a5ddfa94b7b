"""What senders call their files: cleaned, bounded, and with the ending of what is really in them."""

import re
import unicodedata
from mimetypes import guess_extension, guess_type

from models.visible import is_seen, visible

LONGEST = 100
"""Characters that are kept of a name, its ending among them."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_UNSAFE = re.compile(r'[\\/:*?"<>|\n\r\t]+')
_NONE = frozenset({"file", "blob", "image.jpg", "image.jpeg", "unnamed"})
"""What programs say where a file has no name."""


def clean(given: str | None) -> str | None:
    """The name without folders, without what is not drawn and what file systems do not take; None where it says
    nothing."""
    said = unicodedata.normalize("NFC", (given or "").encode("utf-8", "replace").decode()[:2000])
    last = re.split(r"[\\/]", said)[-1]
    name = " ".join(_UNSAFE.sub(" ", visible(last)).split()).strip(" .")
    if not is_seen(name) or name.casefold() in _NONE:
        return None
    ending = match[0] if (match := _ENDING.search(name)) else ""
    return name.removesuffix(ending)[: LONGEST - len(ending)].rstrip(" .") + ending


def saved_as(name: str, kind: str) -> str:
    """What it is saved as: a picture that was drawn anew, say, ends as what it is now."""
    if guess_type(name)[0] == kind or (ending := guess_extension(kind)) is None:
        return name
    return _ENDING.sub("", name) + ending
