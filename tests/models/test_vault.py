"""Files at rest: what was put comes back, what was tampered with does not."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.keys import Keys
from models.vault import CHUNK, TAG, Altered, Missing, Vault

KEYS = Keys({1: b"1" * 32}, 1)
TOKEN = "abcd1234efgh"


async def pieces(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()]


async def whole(vault: Vault, token: str = TOKEN) -> bytes:
    return b"".join([piece async for piece in vault.read(token)])


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
async def test_what_was_put_comes_back(tmp_path: Path, size: int) -> None:
    vault = Vault(tmp_path / "files", KEYS)
    content = os.urandom(size)
    assert await vault.put(TOKEN, pieces(content)) == (hashlib.sha256(content).hexdigest(), size)
    assert await whole(vault) == content


async def test_at_rest_nothing_can_be_read(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEYS)
    await vault.put(TOKEN, pieces("门口的路灯坏了".encode() * 9000))
    (path,) = files(tmp_path)
    assert "路灯".encode() not in path.read_bytes()


async def test_old_files_are_read_after_a_rotation(tmp_path: Path) -> None:
    await Vault(tmp_path, KEYS).put(TOKEN, pieces(b"old"))
    rotated = Vault(tmp_path, Keys({1: b"1" * 32, 2: b"2" * 32}, 2))
    await rotated.put("newer-token", pieces(b"new"))
    assert await whole(rotated) == b"old"
    assert await whole(rotated, "newer-token") == b"new"


@pytest.mark.parametrize("harm", ["flip", "cut a chunk", "cut a byte", "swap", "empty", "head"])
async def test_a_changed_file_is_noticed(tmp_path: Path, harm: str) -> None:
    vault = Vault(tmp_path, KEYS)
    await vault.put(TOKEN, pieces(os.urandom(3 * CHUNK)))
    (path,) = files(tmp_path)
    held = path.read_bytes()
    head, step = len(held) - 3 * (CHUNK + TAG), CHUNK + TAG
    first, second = held[head : head + step], held[head + step : head + 2 * step]
    path.write_bytes(
        {
            "flip": held[:-5] + bytes([held[-5] ^ 1]) + held[-4:],
            "cut a chunk": held[:-step],
            "cut a byte": held[:-1],
            "swap": held[:head] + second + first + held[head + 2 * step :],
            "empty": b"",
            "head": b"x" + held[1:],
        }[harm]
    )
    with pytest.raises(Altered):
        await whole(vault)


async def test_one_file_cannot_stand_in_for_another(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEYS)
    await vault.put(TOKEN, pieces(b"mine"))
    await vault.put("abcd1234other", pieces(b"theirs"))
    (tmp_path / "ab" / TOKEN).replace(tmp_path / "ab" / "abcd1234other")
    with pytest.raises(Altered):
        await whole(vault, "abcd1234other")


async def test_a_broken_upload_leaves_nothing(tmp_path: Path) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"x" * 3_000_000
        raise ConnectionError("gone")

    vault = Vault(tmp_path, KEYS)
    with pytest.raises(ConnectionError):
        await vault.put(TOKEN, breaks())
    assert not files(tmp_path)
    with pytest.raises(Missing):
        await whole(vault)


async def test_a_token_is_used_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEYS)
    await vault.put(TOKEN, pieces(b"first"))
    with pytest.raises(FileExistsError):
        await vault.put(TOKEN, pieces(b"second"))
    assert await whole(vault) == b"first"


@pytest.mark.parametrize("token", ["../../etc/passwd", "a/b/c/d/e", "", "short", "x" * 65])
async def test_a_token_is_no_path(tmp_path: Path, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        await Vault(tmp_path, KEYS).put(token, pieces(b"x"))


async def test_deleting_twice_is_no_error(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEYS)
    await vault.put(TOKEN, pieces(b"x"))
    await vault.delete(TOKEN)
    await vault.delete(TOKEN)
    assert not await vault.holds(TOKEN)
