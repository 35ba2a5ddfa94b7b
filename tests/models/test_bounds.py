"""Requests that are refused before anything of them is read."""

from typing import Any

import pytest

from models.bounds import Bounded


async def asked(**headers: str) -> tuple[int, dict[bytes, bytes]] | None:
    """Status and headers of the refusal; None if the application was asked."""
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        return

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await Bounded(app)({"type": "http", "path": "/v1/status", "headers": given}, receive, send)
    return (sent[0]["status"], dict(sent[0]["headers"])) if sent else None


@pytest.mark.parametrize("length", ["5", "0", "+5"])
async def test_two_lengths_end_the_connection(length: str) -> None:
    """What a proxy took for the body would be the next request to us."""
    refused = await asked(content_length=length, transfer_encoding="chunked")
    assert refused is not None and (refused[0], refused[1][b"connection"]) == (400, b"close")
    assert await asked(content_length=length) is None and await asked(transfer_encoding="chunked") is None
