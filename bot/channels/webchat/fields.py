"""A short form of plain fields, read with a bound."""

from urllib.parse import parse_qs

from starlette.requests import Request

from bot.channels.webchat.wire import Refusal

BODY = 8192
"""Bytes of the form."""


async def fields(request: Request) -> dict[str, str]:
    """{name: the first value}. Raises `Refusal` 413 or 422."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY:
            raise Refusal(413, "too_large", "a name and a phone number are shorter")
    try:
        held = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        raise Refusal(422, "invalid", "send the form as the page does", "body") from None
    return {name: values[0].replace("\0", "") for name, values in held.items()}
