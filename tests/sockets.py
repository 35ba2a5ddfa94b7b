"""No test reaches beyond this machine: loopback and unix sockets are open, everything else is refused and reported.

An audit hook sees every socket that Python code makes, asyncio's too. It does not see sockets made inside a compiled
library (uvloop, obstore) or in a child process.
"""

import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

refused: list[str] = []


def a_free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def free_port() -> int:
    return a_free_port()


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def _is_name(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return True
    return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = arguments
        outside = sock.family in (socket.AF_INET, socket.AF_INET6) and address and not _is_here(address[0])
    elif event == "socket.getaddrinfo":
        address = arguments[:2]
        outside = not _is_here(address[0]) and _is_name(address[0])
    else:
        return
    if outside:
        refused.append(f"{event} {address}")
        raise OSError(errno.ENETUNREACH, "tests reach loopback and unix sockets only")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def _closed_doors() -> Iterator[None]:
    """Fails a test that tried to reach outside, even where the code under test swallowed the refusal."""
    yield
    tried, refused[:] = list(refused), []
    if tried:
        pytest.fail(f"reached beyond this machine: {'; '.join(tried)}")
