"""Whether what was read out of a text is the value that the row names."""

import json
import re
from datetime import datetime
from typing import Any

from benchmarks.hearing.seen import Seen, bare
from conversations.engine.engine import SKIP_REST
from conversations.engine.facts import Areas, Topics
from conversations.turn.beside import strings
from models.clock import ZONE

ALSO = {"people": ("people",), "party": ("party",), "name": (".name",), "phone": (".phone",)}
"""Where the value of a question stands, by the end of its key; elsewhere it may stand in anything that changed."""
_PHONE = re.compile(r"\+?[0-9](?:[ \-]?[0-9]){4,}")


def matches(seen: Seen, section: str, value: str, known: dict[Any, Any]) -> bool:
    """`known`: what the bot knows of the world, to name areas, topics, days and slots by their codes."""
    changed = {key: held for key, held in seen.changed.items() if key != SKIP_REST}
    wanted = ALSO.get(section, ())
    own = [held for key, held in changed.items() if not wanted or key.endswith(wanted)]
    if section in ("people", "party") and value.isdigit():
        return any(number == int(value) for held in own for number in _numbers(held))
    told = [text for held in own for text in strings(held)]
    if section == "phone":
        return any(_same_phone(text, value) for text in told)
    if section == "name":
        return any(bare(text) == bare(value) for text in told)
    named = " ".join(
        told + [name for text in told for name in _names(text, known)] + [json.dumps(own, ensure_ascii=False)]
    )
    return bare(value).casefold() in bare(named).casefold()


def _numbers(held: Any) -> list[int]:
    """The number that an answer holds, beside the words it may have been guessed from."""
    if isinstance(held, dict):
        return [n for name, one in held.items() if name != "most" for n in _numbers(one)]
    return [held] if isinstance(held, int) and not isinstance(held, bool) else []


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _same_phone(text: str, value: str) -> bool:
    """The number stands there whole, with its country or without; a remark beside it is allowed."""
    wanted = _digits(value).removeprefix("86")
    there = [_digits(run).removeprefix("0086").removeprefix("86") for run in _PHONE.findall(text)]
    return wanted in there or _digits(text) in (wanted, _digits(value))


def _names(code: str, known: dict[Any, Any]) -> list[str]:
    """What a code stands for: the path of an area, a topic, the day and the time of a visit."""
    found: list[str] = []
    for query, held in known.items():
        if isinstance(query, Areas | Topics) and (option := held.get(code)) is not None:
            found += [one.name for one in held.path(option.code)] if isinstance(query, Areas) else [option.name]
        elif isinstance(held, tuple):
            found += [name for one in held if getattr(one, "id", None) == code for name in _visit(one)]
    return found


def _visit(one: Any) -> list[str]:
    starts = getattr(one, "starts_at", None)
    if isinstance(starts, datetime):
        return [f"{starts.astimezone(ZONE):%H:%M}"]
    day = one.date
    return [day.isoformat(), f"{day.month}月{day.day}日", one.official, one.post, one.venue]
