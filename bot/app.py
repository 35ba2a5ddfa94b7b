"""Wiring: from settings to a bot that can be started and stopped."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot.bell import Bell
from bot.channels.base import Channel, Mailbox
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.webchat import create_app
from bot.client import Client
from bot.courier import Courier
from bot.database import database
from bot.desk import Desk
from bot.files import Files
from bot.settings import BotSettings
from bot.store import Store
from bot.sweeper import Sweeper
from models.clock import Clock, SystemClock
from models.keys import Keys, load_keys
from models.law.channels import Channel as Name
from models.vault import Vault

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram


@dataclass
class Bot:
    """`start`, then serve `web` and keep `run` going, then `stop`. `web` may be served before the API answers."""

    web: Starlette
    desk: Desk
    courier: Courier
    sweeper: Sweeper
    store: Store
    client: Client
    bell: Bell
    telegram: "Telegram | None" = None

    async def start(self) -> None:
        await self.store.open()
        if self.telegram:
            await self.telegram.open()

    async def run(self) -> None:
        """Delivers notices and looks after what nobody waits for, until cancelled."""
        telegram = (self.telegram.run,) if self.telegram else ()
        async with asyncio.TaskGroup() as group:
            for task in (self.courier.run, self.sweeper.run, self.bell.listen, *telegram):
                group.create_task(task(), name=f"bot {task.__qualname__}")

    async def stop(self) -> None:
        await self.client.close()
        await self.bell.close()
        await self.store.close()


def build(settings: BotSettings, *, clock: Clock | None = None, keys: Keys | None = None) -> Bot:
    clock, keys = clock or SystemClock(), keys or load_keys(settings.keys_file)
    store = Store(database(settings.sessions), keys, clock)
    client = Client(settings.api_url, settings.api_token.get_secret_value(), settings.api_seconds)
    bell = Bell(settings.redis_url)
    files = Files(store, Vault(settings.files, keys), settings.max_file_mb)
    desk = Desk(store, client, files, bell, clock, settings)
    channels: list[Channel] = [Mailbox(name, store, bell) for name in (Name.WEB, Name.CONSOLE)]
    web, telegram = create_app(desk, keys, settings), _telegram(TelegramSettings(), desk)
    if telegram:
        channels.append(telegram.channel)
        web.router.routes.append(telegram.webhook)
    courier = Courier(client, store, bell, channels, settings.courier_seconds)
    return Bot(web, desk, courier, Sweeper(desk, settings), store, client, bell, telegram)


def _telegram(settings: TelegramSettings, desk: Desk) -> "Telegram | None":
    """Its libraries take seconds to load: only with a token."""
    if not settings.token:
        return None
    from bot.channels.telegram.channel import make_telegram  # noqa: PLC0415

    return make_telegram(settings, desk)
