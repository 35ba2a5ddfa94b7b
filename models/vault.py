"""Files at rest: sealed in chunks, so that none is ever whole in memory; in a folder or in any store obstore knows.

A sealed file is `k<number>:`, a 7-byte random prefix, then chunks of 64 kB under AES-256-GCM, each with its tag. A
chunk's nonce is the prefix, its number (4 bytes) and 1 if it is the last, so chunks can't be swapped, dropped or cut
off unnoticed; the token is bound as associated data, so one file can't stand in for another.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path

import obstore
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.store import LocalStore, ObjectStore, from_url

from models.keys import Keys

CHUNK = 64 * 1024
TAG = 16
PREFIX = 7
PURPOSE = "file"
PART = 5 * 1024 * 1024
"""The smallest part that S3 takes of a file sent in parts."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Missing(Exception):
    """No file of that token."""


class Altered(Exception):
    """The file is not what was put: changed, cut off, or another one's."""


class Vault:
    """Tokens are the caller's own: random, never used twice."""

    def __init__(self, where: str | Path, keys: Keys) -> None:
        """`where`: a folder, made when missing, or the URL of a bucket (`s3://...`, its credentials from AWS_*)."""
        self._folder = None if "://" in str(where) else Path(where)
        self._store: ObjectStore
        if self._folder is None:
            self._store = from_url(str(where))
        else:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._store = LocalStore(self._folder)
        self._keys = keys

    async def put(self, token: str, content: AsyncIterable[bytes]) -> tuple[str, int]:
        """Keeps `content`, all of it or nothing; SHA-256 (hex) and bytes of the plain content.

        What `content` raises comes through and leaves nothing behind. FileExistsError for a token that was used.
        """
        path = _path(token)
        if await self.holds(token):
            raise FileExistsError(token)
        seal = _Seal(self._keys, token)
        part = PART if self._folder is None else PART // 5
        await obstore.put_async(self._store, path, seal.all(content), chunk_size=part, max_concurrency=2)
        if self._folder is not None:
            await asyncio.to_thread(_flush, self._folder / path)
        return seal.digest.hexdigest(), seal.size

    async def holds(self, token: str) -> bool:
        try:
            await obstore.head_async(self._store, _path(token))
        except FileNotFoundError:
            return False
        return True

    async def read(self, token: str) -> AsyncIterator[bytes]:
        """The content, piece by piece, none before it was verified. Raises `Missing`, `Altered`, `keys.KeyMissing`."""
        try:
            got = await obstore.get_async(self._store, _path(token))
        except FileNotFoundError:
            raise Missing(token) from None
        unseal = _Unseal(self._keys, token)
        async for piece in got.stream(min_chunk_size=CHUNK):
            for plain in unseal.feed(bytes(piece)):
                yield plain
        yield unseal.last()

    async def delete(self, token: str) -> None:
        """Nothing happens when there is none."""
        try:
            await obstore.delete_async(self._store, _path(token))
        except FileNotFoundError:
            return


class _Seal:
    def __init__(self, keys: Keys, token: str) -> None:
        self._key = AESGCM(keys.key(PURPOSE))
        self._bound = token.encode()
        self._prefix = os.urandom(PREFIX)
        self._head = b"k%d:" % keys.current + self._prefix
        self._count = 0
        self.digest = hashlib.sha256()
        self.size = 0

    async def all(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        yield self._head
        held = bytearray()
        async for piece in content:
            self.digest.update(piece)
            self.size += len(piece)
            held += piece
            while len(held) > CHUNK:
                yield self._chunk(bytes(held[:CHUNK]), last=False)
                del held[:CHUNK]
        yield self._chunk(bytes(held), last=True)

    def _chunk(self, plain: bytes, last: bool) -> bytes:
        nonce = _nonce(self._prefix, self._count, last)
        self._count += 1
        return self._key.encrypt(nonce, plain, self._bound)


class _Unseal:
    def __init__(self, keys: Keys, token: str) -> None:
        self._keys = keys
        self._bound = token.encode()
        self._held = bytearray()
        self._key: AESGCM | None = None
        self._prefix = b""
        self._count = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """The chunks that are now known not to be the last."""
        self._held += piece
        plain: list[bytes] = []
        if self._key is None and not self._opened():
            return plain
        while len(self._held) > CHUNK + TAG:
            plain.append(self._chunk(bytes(self._held[: CHUNK + TAG]), last=False))
            del self._held[: CHUNK + TAG]
        return plain

    def last(self) -> bytes:
        return self._chunk(bytes(self._held), last=True)

    def _opened(self) -> bool:
        head, colon, rest = bytes(self._held).partition(b":")
        if not colon or len(rest) < PREFIX:
            return False
        if not re.fullmatch(rb"k\d{1,9}", head):
            raise Altered
        self._key = AESGCM(self._keys.key(PURPOSE, int(head[1:])))
        self._prefix, self._held = rest[:PREFIX], bytearray(rest[PREFIX:])
        return True

    def _chunk(self, sealed: bytes, last: bool) -> bytes:
        if self._key is None:
            raise Altered
        try:
            plain = self._key.decrypt(_nonce(self._prefix, self._count, last), sealed, self._bound)
        except (InvalidTag, ValueError):
            raise Altered from None
        self._count += 1
        return plain


def _nonce(prefix: bytes, count: int, last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([last])


def _path(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError("not a file token")
    return f"{token[:2]}/{token}"


def _flush(path: Path) -> None:
    """To the disk itself: a file that was acknowledged survives a power cut."""
    for name in (path, path.parent):
        handle = os.open(name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
