"""A rendition handed on with its original: whoever holds the keys has drawn it already, so nobody draws it again."""

from cryptography.exceptions import InvalidTag

from models.keys import KeyMissing, Keys
from models.renditions.drawn import Rendition

PURPOSE = "rendition"


def sealed(keys: Keys, drawn: Rendition, sha256: str, kind: str) -> bytes:
    """Bound to the original's bytes and media type: it stands for no other file."""
    return keys.seal(_original(sha256, kind) + drawn.packed(), PURPOSE)


def opened(keys: Keys, given: bytes, sha256: str, kind: str) -> Rendition | None:
    """None for what was sealed with other keys, for another original, or altered."""
    try:
        held, original = keys.unseal(given, PURPOSE), _original(sha256, kind)
        return Rendition.unpacked(held.removeprefix(original)) if held.startswith(original) else None
    except (KeyMissing, InvalidTag, ValueError, KeyError):
        return None


def _original(sha256: str, kind: str) -> bytes:
    return f"{sha256} {kind}\n".encode()
