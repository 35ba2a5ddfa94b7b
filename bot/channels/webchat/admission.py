"""Rate limiter of what anonymous callers cause: new chats and uploaded megabytes, by address and over all addresses.

A chat that has begun is never refused, and danger never waits. What is refused is told when to come again; the page
keeps it and sends it again by itself.
"""

import math
from collections.abc import AsyncIterator
from datetime import UTC
from ipaddress import ip_address

from limits import RateLimitItem, parse
from starlette.requests import Request

from bot.channels.webchat.upload import Take
from bot.channels.webchat.wire import Refusal
from bot.files import NotTaken
from bot.guest import Guest
from bot.settings import BotSettings
from conversations.danger import detector
from conversations.questions.plain import File
from models.clock import Clock
from models.keys import Keys
from models.limits import Limits

ALL = 20
"""Over all addresses so many times the limit of one."""
MEGABYTE = 1024 * 1024
_NETWORK = 64
"""Bits of an IPv6 address that name a household; the rest is the caller's to choose."""


Pair = tuple[RateLimitItem, RateLimitItem]
"""For one address, and over all."""


class TooMany(Refusal):
    def __init__(self) -> None:
        super().__init__(429, "too_many_chats", "too many chats have begun from this address; try again later")


class Admission:
    def __init__(self, limits: Limits, settings: BotSettings, keys: Keys, clock: Clock) -> None:
        self._limits, self._keys, self._clock = limits, keys, clock
        self._unknown = settings.max_file_mb * MEGABYTE
        self._chats, self._uploads = _pair(settings.chats_limit), _pair(settings.uploads_limit)

    def guest(self, request: Request, locale: str) -> Guest:
        """With the mark of the address, which cannot be joined with those of other days."""
        day = self._clock.now().astimezone(UTC).date().isoformat()
        return Guest(locale, self._keys.mark(f"{day} {_household(request)}", "origin")[:16])

    async def chat(self, guest: Guest, words: str | None = None) -> None:
        """One more chat begins, with these words. Raises `TooMany`."""
        if not await self._within(self._chats, "chat", guest) and not (words and detector.find([words])):
            raise TooMany

    async def upload(self, guest: Guest, size: int) -> None:
        """So many bytes of files come. Raises `NotTaken`."""
        if not await self._within(self._uploads, "upload", guest, math.ceil(size / MEGABYTE)):
            raise NotTaken("file.later", 0)

    async def form(self, request: Request, guest: Guest, take: Take) -> Take:
        """For what a form brings: `take`, or one that takes no file, where too much has come."""
        length = request.headers.get("content-length", "")
        size = int(length) if length.isascii() and length.isdigit() else self._unknown
        try:
            if size > MEGABYTE:
                await self.upload(guest, size)
        except NotTaken as no:
            return _none(no)
        return take

    async def _within(self, limit: Pair | None, what: str, who: Guest, n: int = 1) -> bool:
        if limit is None:
            return True
        one, all_ = limit
        return await self._limits.hit(one, f"{what}:{who.origin}", n) and await self._limits.hit(all_, f"{what}:all", n)


def _pair(limit: str) -> Pair | None:
    if not limit:
        return None
    one = parse(limit)
    return one, type(one)(one.amount * ALL, one.multiples)


def _household(request: Request) -> str:
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(address) if address.version == 4 else f"{int(address) >> (128 - _NETWORK):x}"


def _none(no: NotTaken) -> Take:
    async def refuse(content: AsyncIterator[bytes], declared: str, name: str) -> File:
        raise no

    return refuse
