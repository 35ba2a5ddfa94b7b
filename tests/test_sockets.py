"""The guard of `sockets.py` guards. 192.0.2.0/24 is reserved for documentation: nobody lives there."""

import asyncio
import socket

import pytest

from tests import sockets


def _seen() -> list[str]:
    """What was refused so far; taken away, since this test provoked it."""
    seen, sockets.refused[:] = list(sockets.refused), []
    return seen


def test_a_socket_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(OSError, match="loopback"):
        outside.connect(("192.0.2.1", 80))
    assert _seen() == ["socket.connect ('192.0.2.1', 80)"]


async def test_asyncio_is_refused_too() -> None:
    with pytest.raises(OSError, match="loopback"):
        await asyncio.open_connection("192.0.2.1", 80)
    with pytest.raises(OSError, match="loopback"):
        await asyncio.open_connection("name.invalid", 80)
    assert len(_seen()) == 2


async def test_loopback_is_open() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"hello"
        writer.close()
    assert not _seen()
