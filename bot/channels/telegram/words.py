"""What only Telegram needs to say: English here, the others in the gettext catalogues beside it."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ENGLISH = {
    "step": "Step {now} of {of}",
    "location": "You can also tap the button below to send where you are.",
    "location.button": "Send where I am",
    "contact": "You can also tap the button below to send your phone number.",
    "contact.button": "Send my phone number",
    "noted": "Thank you.",
    "unknown": (
        "I am sorry, I cannot read that. Words, photos, recordings, videos, PDF and Word files and places are fine."
    ),
    "not_own": "That is somebody else's card, so I have not kept it. Please send your own number, or write it.",
    "too_large": (
        "That file is larger than 20 MB, which Telegram does not hand on. "
        "A photo of it, or a shorter recording, will do. Everything else is kept."
    ),
    "lost": "A photo or file you sent could not be fetched from Telegram. Please send it once more. All else is kept.",
    "group": "Others read along here. Please tell me alone:",
    "group.button": "Write to me alone",
    "copy": "Copy the number",
    "page": "Open our page",
    "command.start": "Menu",
    "command.submit": "Tell a concern",
    "command.book": "Book a visit with a leader",
    "command.status": "My cases",
    "command.lang": "语言 Language",
    "command.human": "Speak to a person",
    "command.cancel": "Put aside what is in hand",
    "command.help": "Help",
    "about": (
        "Tell a concern, ask how it stands, or book a visit with a leader. Free of charge, any time. "
        "Every matter gets a number, and every number gets a response."
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
