"""What only Telegram needs to say: `telegram.*` of the catalogue."""

from models import words

PREFIX = "telegram."


def say(locale: str, key: str, **facts: object) -> str:
    return words.say(locale, PREFIX + key, **facts)


def commands(locale: str) -> list[tuple[str, str]]:
    """(name, description), in the order in which they are listed."""
    prefix = f"{PREFIX}command."
    return [(key.removeprefix(prefix), said) for key, said in words.phrases(locale, prefix).items()]
