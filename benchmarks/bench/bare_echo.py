"""The plainest bot: aiogram on a webhook, which answers every message with its own words.

python -m benchmarks.bench.bare_echo PORT http://127.0.0.1:BOT_API
"""

import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.telegram.botapi import TOKEN

HOOK = "/hook"


def echo(api: str) -> web.Application:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher()

    @dispatcher.message()
    async def said(message: Message) -> Any:
        await message.answer(message.text or "…")

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    SimpleRequestHandler(dispatcher, bot).register(app, path=HOOK)
    return app


if __name__ == "__main__":
    web.run_app(echo(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
