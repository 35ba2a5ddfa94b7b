"""SMS through a gateway that speaks HTTP: messages are posted to it, it posts what people write and delivery receipts.

Out: POST to `HUIYIN_SMS_URL` with `{"id", "from", "to", "text"}` and `Authorization: Bearer <secret>`. The gateway
knows a message by its id and sends it once. 404 and 410: no such number. Other 4xx: this message never. 401, 403, 408,
425, 429 and 5xx: later, after `Retry-After` if it is given.
In: POST to `/sms` with `{"type": "message", "id", "from", "text"}` or `{"type": "receipt", "id", "status", "reason"}`,
where status is `delivered` or `failed`. Signed: `X-Huiyin-Timestamp` holds seconds since 1970, `X-Huiyin-Signature`
the HMAC-SHA256 in hex, under the secret, of the timestamp, a dot and the body. 503: bring it again.
"""

import hashlib
import hmac
from dataclasses import replace
from typing import Literal

import aiohttp
import structlog
from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.push import Gone, Later, Message, Outcome, Push, Refused, Sent
from bot.channels.push.numbered import chosen, listed, numbered
from bot.desk import Desk
from bot.store import Chat
from conversations.questions.plain import Reply
from conversations.screens import Screen
from models.law.channels import Channel as Name
from models.phones import texted
from models.words import say

log = structlog.get_logger("bot.sms")
WINDOW = 300
"""Seconds for which a signature is good: what is brought later is a replay."""
BODY = 64 * 1024
AGAIN = frozenset({401, 403, 408, 425, 429})
"""Not the message's fault: our secret, or too much at once."""
NO_NUMBER = frozenset({404, 410})


class SmsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIYIN_", extra="ignore")

    sms_url: str | None = Field(None, description="where the SMS gateway takes messages; unset: no SMS")
    sms_secret: SecretStr = Field(SecretStr(""), description="the gateway's bearer secret, which also signs its calls")
    sms_sender: str = Field("", description="the number or name that messages come from")
    sms_length: int = Field(500, ge=70, description="characters of one message; longer ones are split")
    sms_seconds: float = Field(10, gt=0, description="seconds to wait for the gateway")
    redis_url: str | None = Field(None, description="set when several processes share the chats; unset: one process")

    @model_validator(mode="after")
    def _has_a_secret(self) -> "SmsSettings":
        if self.sms_url and not self.sms_secret.get_secret_value():
            raise ValueError("HUIYIN_SMS_URL needs HUIYIN_SMS_SECRET: else anybody could speak for anybody")
        return self


class Heard(BaseModel):
    type: Literal["message"]
    id: str = Field(min_length=1, max_length=64)
    sender: str = Field(alias="from", pattern=r"^\+?[0-9]{3,20}$")
    text: str = Field(max_length=10_000)


class Told(BaseModel):
    type: Literal["receipt"]
    id: str = Field(min_length=1, max_length=64)
    status: Literal["delivered", "failed"]
    reason: str = Field("not delivered", max_length=500)


CALL: TypeAdapter[Heard | Told] = TypeAdapter(Heard | Told)


class Sms(Push):
    name = Name.SMS
    idempotent = True
    receipts = True

    def __init__(self, desk: Desk, settings: SmsSettings) -> None:
        super().__init__(desk, alone=settings.redis_url is None)
        self._settings, self.longest = settings, settings.sms_length
        self._secret = settings.sms_secret.get_secret_value()
        self._http: aiohttp.ClientSession | None = None

    @property
    def routes(self) -> list[Route]:
        return [Route("/sms", self.called, methods=["POST"])]

    async def close(self) -> None:
        await super().close()
        if self._http is not None:
            await self._http.close()
            self._http = None

    # --- out

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """The gateway knows the id: where the line breaks it is safe to send again."""
        body = {"id": message.id, "from": self._settings.sms_sender, "to": chat.address, "text": message.screen.text}
        if self._http is None:
            timeout = aiohttp.ClientTimeout(total=self._settings.sms_seconds)
            self._http = aiohttp.ClientSession(timeout=timeout, headers={"Authorization": f"Bearer {self._secret}"})
        try:
            async with self._http.post(str(self._settings.sms_url), json=body, allow_redirects=False) as answer:
                return _meaning(answer.status, answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as why:
            return Later(type(why).__name__)

    def drawn(self, screen: Screen, locale: str) -> Screen:
        text = screen.text
        if screen.step is not None:
            now, of = screen.step
            text = f"{say(locale, 'sms.step', now=now, of=of)}\n{text}"
        if screen.rows:
            how = say(locale, "sms.by_number" if numbered(screen) else "sms.by_words")
            text = f"{text}\n\n{how}\n{listed(screen)}"
        return replace(screen, text=text)

    # --- in

    async def read(self, chat: Chat, reply: Reply) -> Reply:
        press = await chosen(self.desk.store, chat, reply.text or "")
        return replace(reply, text=None, press=press) if press else reply

    async def called(self, request: Request) -> Response:
        """200 when it is saved; 401 for a signature that is wrong or old, 422 for what is no call."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY:
                return Response(status_code=413)
        if not self._signed(request, bytes(body)):
            return Response(status_code=401)
        try:
            call = CALL.validate_json(bytes(body))
        except ValidationError as odd:
            log.warning("not understood", errors=odd.error_count())
            return Response(status_code=422)
        try:
            await self._take(call)
        except Exception as down:
            log.error("not saved", error=type(down).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    async def _take(self, call: Heard | Told) -> None:
        if isinstance(call, Told):
            await self.receipt(call.id, None if call.status == "delivered" else call.reason)
            return
        reply = Reply(f"sms:{call.id}", self.desk.clock.now().isoformat(), call.text)
        await self.heard(await self._whose(call.sender), reply)

    async def _whose(self, sender: str) -> Chat:
        """One phone is one chat, with or without its country; one that began under another spelling keeps it."""
        chat = Chat(self.name.value, texted(sender) or sender)
        if chat.address != sender and (await self.desk.store.load(held := Chat(self.name.value, sender))).rev:
            return held
        return chat

    def _signed(self, request: Request, body: bytes) -> bool:
        at, given = (request.headers.get(f"x-huiyin-{name}", "") for name in ("timestamp", "signature"))
        if not (at.isascii() and at.isdigit() and len(at) < 13):
            return False
        made = signature(self._secret, at, body)
        fresh = abs(self.desk.clock.now().timestamp() - int(at)) <= WINDOW
        return hmac.compare_digest(made.encode(), given.encode()) and fresh


def signature(secret: str, at: str, body: bytes) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _meaning(status: int, retry_after: str) -> Outcome:
    if status < 300:
        return Sent()
    if status in NO_NUMBER:
        return Gone("no such number")
    if status in AGAIN or status >= 500:
        if status in (401, 403):
            log.error("the gateway does not know our secret", status=status)
        return Later(f"gateway: {status}", float(retry_after) if retry_after.isdecimal() else 0.0)
    return Refused(f"gateway: {status}")
