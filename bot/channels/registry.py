"""The registry of channels: how each is made, and its settings. A new channel is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pydantic_settings import BaseSettings

from bot.channels.base import Channel, Mailbox
from bot.channels.push import Push
from bot.channels.sms import Sms, SmsSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.desk import Desk
from models.law.channels import Channel as Name


@dataclass(frozen=True)
class Entry:
    """`make` gives None for a channel that its settings leave off."""

    make: Callable[[Desk], Channel | None]
    settings: type[BaseSettings] | None = None


def _mailbox(name: Name, desk: Desk) -> Channel:
    return Mailbox(name, desk.store, desk.wakeup)


def _telegram(desk: Desk) -> Push | None:
    """Its libraries take seconds to load: only with a token."""
    settings = TelegramSettings()
    if not settings.token:
        return None
    from bot.channels.telegram.channel import Telegram  # noqa: PLC0415

    return Telegram(desk, settings)


def _sms(desk: Desk) -> Push | None:
    settings = SmsSettings()
    return Sms(desk, settings) if settings.sms_url else None


CHANNELS = {
    Name.WEB: Entry(partial(_mailbox, Name.WEB)),
    Name.CONSOLE: Entry(partial(_mailbox, Name.CONSOLE)),
    Name.TELEGRAM: Entry(_telegram, TelegramSettings),
    Name.SMS: Entry(_sms, SmsSettings),
}


def channels(desk: Desk) -> list[Channel]:
    return [made for entry in CHANNELS.values() if (made := entry.make(desk)) is not None]
