"""Wiring: from settings to a bot that can be started and stopped."""

import asyncio
from dataclasses import dataclass

from starlette.applications import Starlette

from bot.channels.push import Push
from bot.channels.registry import channels
from bot.channels.webchat import create_app
from bot.client import Client
from bot.courier import Courier
from bot.database import database
from bot.desk import Desk
from bot.files import Files
from bot.settings import BotSettings
from bot.store import Store
from bot.sweeper import Sweeper
from bot.wakeup import Wakeup
from conversations.danger.detector import find
from conversations.hearing import accusation, intentions
from models.background import Background
from models.clock import Clock, SystemClock
from models.keys import Keys, load_keys
from models.limits import Limits
from models.vault import Vault


@dataclass
class Bot:
    """`start`, then serve `web` and keep `run` going, then `stop`. `web` may be served before the API answers."""

    web: Starlette
    desk: Desk
    courier: Courier
    sweeper: Sweeper
    store: Store
    client: Client
    wakeup: Wakeup
    push: list[Push]
    background: Background

    async def start(self) -> None:
        await asyncio.to_thread(_listen)
        await self.store.open()
        for channel in self.push:
            await channel.open()

    async def run(self) -> None:
        """Delivers notices and looks after what nobody waits for, until cancelled. What fails is started again."""
        tasks = {"courier": self.courier.run, "sweeper": self.sweeper.run, "wake-up": self.wakeup.listen}
        tasks |= {f"{channel.name} channel": channel.run for channel in self.push}
        async with asyncio.TaskGroup() as group:
            for name, task in tasks.items():
                group.create_task(self.background.keep(name, task), name=f"bot {name}")

    async def stop(self) -> None:
        await self.desk.outbox.underway.stop()
        await self.client.close()
        await self.wakeup.close()
        await self.store.close()


def build(
    settings: BotSettings, *, clock: Clock | None = None, keys: Keys | None = None, background: Background | None = None
) -> Bot:
    """`background`: of the process, when more than the bot runs in it."""
    clock, keys = clock or SystemClock(), keys or load_keys(settings.keys_file)
    background = background or Background(clock)
    store = Store(database(settings.sessions), keys, clock)
    client = Client(settings.api_url, settings.api_token.get_secret_value(), settings.api_seconds)
    wakeup = Wakeup(settings.redis_url)
    files = Files(store, Vault(settings.files, keys), keys, settings.max_file_mb)
    desk = Desk(store, client, files, wakeup, clock, settings)
    found = channels(desk)
    push = [channel for channel in found if isinstance(channel, Push)]
    web = create_app(desk, keys, settings, Limits(settings.redis_url, background))
    web.router.routes.extend(route for channel in push for route in channel.routes)
    courier = Courier(client, store, wakeup, found, settings.courier_seconds, background=background, outbox=desk.outbox)
    return Bot(web, desk, courier, Sweeper(desk, settings, background), store, client, wakeup, push, background)


def _listen() -> None:
    """Loads the rules and weights of hearing, a second's work, before the first word comes and would wait for it."""
    word = "hello"
    find((word,))
    intentions.hear(word)
    accusation.accuses((word,))
