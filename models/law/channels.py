"""The forms a matter comes in by (信访形式), and what each of them can do."""

from enum import StrEnum


class Channel(StrEnum):
    """The form a matter came in by (信访形式); `staff`: the inbox of the staff's pages."""

    WEB = "web"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"
    STAFF = "staff"


CHAT_CHANNELS = frozenset({Channel.WEB, Channel.TELEGRAM, Channel.CONSOLE})
"""Channels on which the bot can speak; the others are told by a person."""
