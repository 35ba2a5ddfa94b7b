"""What is sent, judged by aiogram's typed methods, which python-telegram-bot knows nothing of, and by the limits."""

import json
from typing import Any

from aiogram import methods
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from aiohttp import web

from tests.telegram.people import Sent


class Refusal(Exception):
    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


METHODS: dict[str, type[methods.TelegramMethod[Any]]] = {
    kind.__api_method__.lower(): kind
    for kind in (
        methods.GetMe,
        methods.GetUpdates,
        methods.SetWebhook,
        methods.DeleteWebhook,
        methods.SendMessage,
        methods.SendPhoto,
        methods.SendDocument,
        methods.EditMessageText,
        methods.EditMessageReplyMarkup,
        methods.AnswerCallbackQuery,
        methods.GetFile,
        methods.SetMyCommands,
        methods.SetMyDescription,
    )
}


async def params_of(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        held: dict[str, Any] = await request.json()
        return held
    return {name: _value(value) for name, value in (await request.post()).items()}


def _value(value: Any) -> Any:
    """Forms carry what is no string as JSON, and files, which stand here by their names."""
    if isinstance(value, web.FileField):
        return BufferedInputFile(value.file.read(), value.filename)
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def judged(kind: type[methods.TelegramMethod[Any]], params: dict[str, Any]) -> Any:
    unknown = set(params) - set(kind.model_fields)
    if unknown:
        raise Refusal(400, f"Bad Request: {kind.__name__} has no {sorted(unknown)}")
    try:
        return kind.model_validate(params)
    except ValueError as why:
        raise Refusal(400, f"Bad Request: {why}") from None


def check_limits(text: str, params: dict[str, Any], longest: int) -> None:
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > longest:
        raise Refusal(400, "Bad Request: message is too long")
    markup = params.get("reply_markup") or {}
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return
    rows = InlineKeyboardMarkup.model_validate(markup).inline_keyboard
    buttons = [b for row in rows for b in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    for b in buttons:
        if b.callback_data is not None and not 1 <= len(b.callback_data.encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if not b.text or not any((b.callback_data, b.url, b.copy_text)):
            raise Refusal(400, "Bad Request: BUTTON_TYPE_INVALID")


def message_json(m: Sent) -> dict[str, Any]:
    chat = {"id": m.chat, "type": "private" if m.chat > 0 else "group", "title": "群"}
    return {"message_id": m.id, "date": 1_700_000_000, "chat": chat, "text": m.text}


def denied(status: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    raise web.HTTPInternalServerError


async def half(request: web.Request, content: bytes) -> web.StreamResponse:
    """The line breaks in the middle of a file."""
    answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    return reset(request)
