"""What only Telegram needs to say: English here, the others in the gettext catalogues beside it."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ENGLISH = {
    "step": "Step {now} of {of}",
    "location": "You can also tap the button below to send your location.",
    "location.button": "Send my location",
    "contact": "You can also tap the button below to send your phone number.",
    "contact.button": "Send my phone number",
    "noted": "Thank you.",
    "unknown": (
        "I'm sorry, I can't read that. Text, photos, recordings, videos, PDF and Word files and locations are fine."
    ),
    "not_own": "That is somebody else's contact card, so I haven't kept it. Please send your own number, or type it.",
    "too_large": (
        "That file is larger than 20 MB, which is more than Telegram passes on. A photo of it or a shorter "
        "recording is fine. Everything else is kept."
    ),
    "lost": (
        "I couldn't get one of your photos or files from Telegram. Please send it once more. Everything else is kept."
    ),
    "group": "Other people can read this. Please write to me privately:",
    "group.button": "Write to me privately",
    "copy": "Copy the number",
    "page": "Open our page",
    "command.start": "Menu",
    "command.submit": "Tell us a concern",
    "command.book": "Book a meeting with a leader",
    "command.status": "My cases",
    "command.lang": "语言 Language",
    "command.human": "Talk to a person",
    "command.cancel": "Put aside what you are writing",
    "command.help": "Help",
    "about": (
        "Tell us a concern, see how it is going, or book a meeting with a leader. Free of charge, at any time. "
        "Every case gets a number, and every number gets an answer."
    ),
}


@cache
def words(locale: str) -> dict[str, str]:
    if locale == "en":
        return ENGLISH
    path = Path(__file__).parent / "locales" / locale / "LC_MESSAGES" / "telegram.po"
    with path.open("rb") as f:
        held = {str(m.context): str(m.string) for m in read_po(f, locale=locale) if m.id and m.string}
    return {key: held[key] for key in ENGLISH}


def say(locale: str, key: str, **facts: object) -> str:
    return words(locale)[key].format(**facts)


def commands(locale: str) -> list[tuple[str, str]]:
    """(name, description), in the order in which they are listed."""
    return [(key.removeprefix("command."), say(locale, key)) for key in ENGLISH if key.startswith("command.")]
