"""Names and phone numbers as they are shown before anybody asks to see them whole."""

from models import phones


def mask_name(name: str) -> str:
    return name[0] + "**"


def mask_phone(line: str) -> str:
    """The numbers of the line without their middle; what is written beside them may name people and is not shown."""
    return "、".join(_masked(number) for number in phones.numbers(line) or [line])


def _masked(number: str) -> str:
    digits = "".join(c for c in number if c.isdigit())
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"***{digits[-2:]}"
