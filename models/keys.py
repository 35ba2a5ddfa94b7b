"""Numbered keys: what is personal is sealed before it reaches a table, a session or a file.

The key file lies outside the data folder (`HUIYIN_KEYS_FILE`), so a copied database alone tells nothing.
Sealed values are bytes `k<number>:` + 12-byte nonce + AES-256-GCM text; the purpose is bound as associated data.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class KeyMissing(Exception):
    """A value is sealed with a key number that the key file does not hold."""


class Keys:
    """Numbered master keys (32 bytes each) and the current number. Each purpose has its own derived key."""

    def __init__(self, masters: dict[int, bytes], current: int) -> None:
        if current not in masters or any(len(m) != 32 for m in masters.values()):
            raise ValueError("keys are 32 bytes each and the current number is one of them")
        self._masters = masters
        self.current = current
        self._key = lru_cache(maxsize=256)(self._derive)

    def __repr__(self) -> str:
        return f"Keys(numbers={sorted(self._masters)}, current={self.current})"

    @property
    def numbers(self) -> list[int]:
        """Newest first: the order in which look-ups try them."""
        return sorted(self._masters, reverse=True)

    def _derive(self, number: int, purpose: str) -> bytes:
        try:
            master = self._masters[number]
        except KeyError:
            raise KeyMissing(f"no key number {number}") from None
        return HKDF(SHA256(), 32, salt=None, info=b"huiyin:" + purpose.encode()).derive(master)

    def key(self, purpose: str, number: int | None = None) -> bytes:
        """The 32-byte key of a purpose, for code that seals streams itself."""
        return self._key(self.current if number is None else number, purpose)

    def seal(self, value: str | bytes, purpose: str) -> bytes:
        nonce = os.urandom(NONCE)
        raw = value.encode() if isinstance(value, str) else value
        return b"k%d:" % self.current + nonce + AESGCM(self.key(purpose)).encrypt(nonce, raw, purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Raises `KeyMissing`, or `cryptography.exceptions.InvalidTag` when the value was altered."""
        head, _, rest = sealed.partition(b":")
        key = self._key(int(head[1:]), purpose)
        return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], purpose.encode())

    def text(self, sealed: bytes, purpose: str) -> str:
        return self.unseal(sealed, purpose).decode()

    def mark(self, value: str, purpose: str, number: int | None = None) -> str:
        """A keyed hash (hex) to look a value up by, without holding the value."""
        return hmac.new(self.key(purpose, number), value.encode(), hashlib.sha256).hexdigest()

    def marks(self, value: str, purpose: str) -> list[str]:
        """The marks under every key, newest first."""
        return [self.mark(value, purpose, n) for n in self.numbers]


def load_keys(path: Path) -> Keys:
    """Reads the key file; makes it (mode 0600) with one new key if it is missing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, {1: secrets.token_bytes(32)}, 1)
    held = json.loads(path.read_text())
    return Keys({int(n): base64.b64decode(k) for n, k in held["keys"].items()}, int(held["current"]))


def rotate_keys(path: Path) -> Keys:
    """Adds a new current key; old values stay readable by their number."""
    keys = load_keys(path)
    masters = {n: keys._masters[n] for n in keys.numbers}
    number = max(masters) + 1
    _write(path, {**masters, number: secrets.token_bytes(32)}, number)
    return load_keys(path)


def _write(path: Path, masters: dict[int, bytes], current: int) -> None:
    held = {"current": current, "keys": {str(n): base64.b64encode(k).decode() for n, k in masters.items()}}
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        json.dump(held, f, indent=1)
        f.flush()
        os.fsync(f.fileno())
    part.replace(path)
