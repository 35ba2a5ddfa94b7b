"""Hears Telegram by aiogram: asks for updates, or is called. Each update is decoded by itself: none poisons another."""

import asyncio
import hmac
import json
from typing import Any

import aiohttp
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import Update
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.telegram.decode import Decoded, read
from bot.channels.telegram.incoming import Updates
from bot.channels.telegram.records import Records
from bot.channels.telegram.settings import TelegramSettings
from bot.database import Unavailable
from models.wire.base import JsonObject

log = structlog.get_logger("bot.telegram.listen")
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
SECONDS = 25
"""How long Telegram holds a question for updates open."""
LONGEST = 60.0
"""Seconds between two tries while Telegram does not answer."""
BACKLOG = 500
"""Unsaid answers above which no more updates are asked for."""
TRIES = 5
"""Attempts at saving one update before it is set aside."""
SPOKEN = 20.0
"""Seconds for which Telegram's call is held until the answer is said: it slows a flood, and repeats only after 60."""
BODY = 1024 * 1024
SECRET = "x-telegram-bot-api-secret-token"
NUMBERS = 2**52
"""Ids have at most 52 significant bits."""


class NoUpdates(ValueError):
    """`held`: what Telegram answered, of whatever shape."""

    def __init__(self, held: Any) -> None:
        super().__init__("no updates")
        asked = (held.get("parameters") or {}) if isinstance(held, dict) else {}
        given = asked.get("retry_after") if isinstance(asked, dict) else None
        self.retry_after = given if isinstance(given, int) and not isinstance(given, bool) else 0


class Listener:
    def __init__(self, settings: TelegramSettings, updates: Updates, records: Records) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(settings.api))
        self.bot = Bot(settings.token, session=session)
        self._session, self._settings, self._updates, self._records = session, settings, updates, records
        self._failed: dict[int, int] = {}

    async def close(self) -> None:
        await self._session.close()

    def decode(self, raw: Any) -> Decoded | None:
        """None if nobody said anything. Raises ValueError for what is no update."""
        update = Update.model_validate(raw, context={"bot": self.bot})
        said = read(update)
        if said is not None and not (0 <= said.id < NUMBERS and abs(said.chat) < NUMBERS):
            raise ValueError("ids out of range")
        return said

    # --- asking

    async def poll(self) -> None:
        """Until cancelled."""
        offset, pause, free = 0, 1.0, False
        while True:
            while self._updates.backlog > BACKLOG:  # noqa: ASYNC110 - what is said now makes room
                await asyncio.sleep(0.1)
            try:
                if not free:  # an address set before would keep the updates from us
                    await self.bot.delete_webhook()
                    free = True
                batch = await self._ask(offset)
            except (AiogramError, aiohttp.ClientError, TimeoutError, ValueError) as down:
                log.warning("no updates", error=type(down).__name__)
                free = False
                await asyncio.sleep(max(pause, _patience(down)))
                pause = min(pause * 2, LONGEST)
                continue
            reached, all_saved = await self._take_all(batch)
            offset = max(offset, reached)
            pause = 1.0 if all_saved else min(pause * 2, LONGEST)
            if not all_saved:
                await asyncio.sleep(pause / 2)

    async def _ask(self, offset: int) -> list[Any]:
        http = await self._session.create_session()
        wanted = {"offset": offset, "timeout": SECONDS, "limit": 100, "allowed_updates": WANTED}
        url = self._session.api.api_url(self.bot.token, "getUpdates")
        async with http.post(url, json=wanted, timeout=aiohttp.ClientTimeout(total=SECONDS + 10)) as answer:
            held = json.loads(await answer.read())
        if not isinstance(held, dict) or held.get("ok") is not True or not isinstance(held.get("result"), list):
            raise NoUpdates(held)
        return list(held["result"])

    async def _take_all(self, batch: list[Any]) -> tuple[int, bool]:
        """The offset, below which everything is saved or set aside, and whether that is the whole batch."""
        taken: list[tuple[int, asyncio.Future[None]]] = []
        for raw in batch:
            try:
                said = self.decode(raw)
            except Exception as odd:
                aside = self._records.aside(raw, type(odd).__name__)
                taken.append((_id(raw) or 0, asyncio.ensure_future(aside)))
                continue
            if said is not None:
                taken.append((said.id, self._updates.update(said, raw)))
        if taken:
            await asyncio.wait([future for _, future in taken])
        lost = {id: why for id, future in taken if (why := future.exception()) is not None}
        if lost:
            first = min(lost)
            return await self._stuck_at(first, lost[first], batch), False
        ids = [id for raw in batch if (id := _id(raw)) is not None]
        return max(ids, default=-1) + 1, bool(ids) or not batch

    async def _stuck_at(self, id: int, why: BaseException, batch: list[Any]) -> int:
        raw = next((raw for raw in batch if _id(raw) == id), None)
        return id + 1 if await self._given_up(id, why, raw) else id

    async def _given_up(self, id: int, why: BaseException, raw: Any) -> bool:
        """True when an update that can't be saved again and again, though others can, was set aside. While the database
        is away none is: it comes again, however often."""
        if isinstance(why, Unavailable):
            return False
        tries = self._failed.pop(id, 0) + 1
        if tries >= TRIES:
            try:
                await self._records.aside(raw, "not saved")
                return True
            except Exception as down:
                log.error("nothing can be saved", error=type(down).__name__)
        self._failed[id] = tries
        if len(self._failed) > 1000:
            self._failed.pop(next(iter(self._failed)))
        return False

    # --- being called

    async def announce(self) -> None:
        """Tells Telegram where we are, until it has heard."""
        pause = 1.0
        url = (self._settings.telegram_webhook_url or "").rstrip("/") + self._settings.webhook_path
        while True:
            try:
                await self.bot.set_webhook(url, secret_token=self._settings.webhook_secret, allowed_updates=WANTED)
                return
            except (AiogramError, aiohttp.ClientError, TimeoutError) as down:
                log.warning("no webhook yet", error=type(down).__name__)
                await asyncio.sleep(max(pause, _patience(down)))
                pause = min(pause * 2, LONGEST)

    async def called(self, request: Request) -> Response:
        """Save, speak, 200. 503 when it could not be saved: Telegram calls again, and keeps the order."""
        given = request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(), self._settings.webhook_secret.encode()):
            return Response(status_code=403)
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY:
                return Response(status_code=413)
        try:
            said = await self._read(bytes(body))
        except Exception as down:
            log.error("nothing can be saved", error=type(down).__name__)
            return Response(status_code=503)
        if said is not None:
            try:
                await self._updates.update(*said)
            except Exception as why:
                return Response(status_code=200 if await self._given_up(said[0].id, why, said[1]) else 503)
            await self._updates.spoken(said[0].where, SPOKEN)
        return Response(status_code=200)

    async def _read(self, body: bytes) -> tuple[Decoded, JsonObject] | None:
        raw: Any = body.decode("utf-8", "replace")
        try:
            raw = json.loads(body)
            said = self.decode(raw)
        except Exception as odd:
            await self._records.aside(raw, type(odd).__name__)
            return None
        return (said, raw) if said is not None else None


def _patience(down: Exception) -> float:
    """Seconds before which Telegram does not want to be asked again."""
    return float(down.retry_after) if isinstance(down, NoUpdates | TelegramRetryAfter) else 0.0


def _id(raw: Any) -> int | None:
    id = raw.get("update_id") if isinstance(raw, dict) else None
    return id if isinstance(id, int) and not isinstance(id, bool) and 0 <= id < NUMBERS else None
