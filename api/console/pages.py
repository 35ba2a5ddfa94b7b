"""Templates and how things are written on a page."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.console import errors
from api.errors import NotFound
from models import bounds
from models.clock import ZONE
from models.law.grounds import needing
from models.law.triggers import BY_HAND
from models.numbers import show_number
from models.wire import CaseNo, FileId
from models.words import labels, wording

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TABS = {
    **dict.fromkeys(("register", "find"), "cases"), "proposals": "today", "tasks": "calls",
    "improvements": "supervision", "board": "supervision",
    **dict.fromkeys(("me", "accounts", "responsibilities", "posters", "office", "setup"), "settings"),
}  # fmt: skip
"""Under which tab of the navigation a page stands that has none of its own name."""


class Static(StaticFiles):
    """Files whose address changes with their content, so they may be kept for a year."""

    def __init__(self) -> None:
        super().__init__(directory=HERE / "static")

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@cache
def asset(name: str) -> str:
    """The address of a static file, with the beginning of its digest."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "day": day,
        "date_day": lambda said, today: day(date.fromisoformat(said), today),
        "last_day": last_day,
        "moment": moment,
        "moment_of": datetime.fromisoformat,
        "stamp": stamp,
        "clock": clock,
        "exactly": exactly,
        "number": show_number,
        "size": size,
        "reason": reason,
    }
    env.tests["sound"] = lambda media_type: media_type.startswith("audio/")
    env.globals |= {
        "labels": labels,
        "by_hand": by_hand,
        "asset": asset,
        "needing": needing,
        "coded": coded,
        "tabs": TABS,
    }
    return env


def numbered(case_no: str) -> str:
    """The number as it is stored; NotFound for what can be none."""
    try:
        return TypeAdapter(CaseNo).validate_python(case_no)
    except ValidationError:
        raise NotFound from None


def token_of(file: str) -> str:
    """NotFound for what can be no file."""
    try:
        return TypeAdapter(FileId).validate_python(file)
    except ValidationError:
        raise NotFound from None


def render(template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    return HTMLResponse(environment().get_template(template).render(facts), status)


def refusal(path: str, status: int, code: str) -> tuple[str, bytes]:
    """The refusal of a request that is not read: a page for staff, problem details for everybody else."""
    if not path.startswith("/staff/"):
        return bounds.problem(path, status, code)
    page = render("refused.html", status, words=errors.refused(code, status), kept={}, back="/staff")
    return page.headers["content-type"], bytes(page.body)


def day(value: date | datetime, today: date | None = None) -> str:
    """`11月22日`; with the year when it is not this one."""
    local = value.astimezone(ZONE).date() if isinstance(value, datetime) else value
    said = wording("date.day", month=local.month, day=local.day)
    return said if today is not None and today.year == local.year else wording("date.year", year=local.year, day=said)


def last_day(end: datetime) -> date:
    """The local day that an end, 24:00, closes."""
    return (end - timedelta(seconds=1)).astimezone(ZONE).date()


def moment(value: datetime, today: date | None = None) -> str:
    """`11月22日 14:05`, local time."""
    return f"{day(value, today)} {value.astimezone(ZONE):%H:%M}"


def stamp(value: datetime) -> str:
    """For `<time datetime>` and `<input type=datetime-local>`: local, to the minute."""
    return f"{value.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def clock(value: datetime) -> str:
    return f"{value.astimezone(ZONE):%H:%M}"


def size(count: int) -> str:
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(1, count // 1024)} KB"


def coded(name: str, value: str) -> str:
    """What stood in a field: a code by its words, everything else as it is."""
    kinds = {"kind": "kind", "case_class": "case_class"}
    if name == "elsewhere":
        return labels("yes_no").get(value, value)
    return labels(kinds[name]).get(value, value) if name in kinds else value


def reason(given: str | None) -> str:
    """Why a notice could not be delivered, or how a task ended."""
    if not given:
        return ""
    if calls := re.fullmatch(r"(\d+) calls without an answer", given):
        return wording("reason.calls", n=calls[1])
    return "；".join(labels("reason").get(part, part) for part in given.split("; "))


def by_hand() -> list[tuple[str, str]]:
    """(code, words) of what a person may find in need of supervision."""
    return [(code, words) for code, words in labels("trigger").items() if code in BY_HAND]


def exactly(words: str) -> Markup:
    """A person's words as they were stored. HTML cannot hold NUL and swallows CR: both are escaped for it."""
    return Markup(str(escape(words)).replace("\0", "␀").replace("\r", "&#13;"))


def left(due_at: datetime | None, now: datetime) -> Mapping[str, Any] | None:
    """How long a case still has: `还剩 3 天`, `今天到期`, `超期 2 天`. Its last day ends at 24:00 local time.

    None when nothing is owed.
    """
    if due_at is None:
        return None
    today = now.astimezone(ZONE).date()
    last = (due_at - timedelta(microseconds=1)).astimezone(ZONE).date()
    days = (last - today).days
    words = wording(f"date.{'over' if days < 0 else 'left' if days else 'today'}", days=abs(days))
    return {"words": words, "day": last, "mood": "late" if days < 0 else "soon" if days <= 3 else "calm"}
