"""Who writes, as far as the channel knows before the chat is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guest:
    """`locale`: a guess of the language, for a chat that is new. `origin`: a mark of the address it comes from, of
    this day; None where a channel has none, as Telegram."""

    locale: str = "zh_Hans"
    origin: str | None = None


ANYBODY = Guest()
"""Nothing is known of them."""
