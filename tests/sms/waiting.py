"""Waits for what another process, or the other side of a socket, brings about."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T | None]], seconds: float = 60.0) -> T:
    """The first answer that is something; TimeoutError when there is none in time."""
    async with asyncio.timeout(seconds):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.03)
