"""The page on `/`: whole without JavaScript, from the mailbox."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.webchat import links, looks, times, wire
from bot.channels.webchat.looks import Drawn
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.wire import WireCard, WireFile
from bot.channels.webchat.words import words
from bot.outbox import Shown
from bot.store import Kept
from bot.stored import Said
from conversations.engine.facts import Desk
from conversations.screens import Screen
from conversations.words.dates import ZONE
from models.words.languages import TAGS

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:;"
    " media-src blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "geolocation=(self), microphone=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Bubble:
    """One box of the transcript. `ack`: the row to acknowledge once it is drawn. `at`: milliseconds; 0: not known.
    `file`: the id under which the sender's own browser may still have the picture. `said`: the id of the message, by
    which it knows what had arrived."""

    who: str
    text: str
    id: int = 0
    ack: bool = False
    rows: Sequence[Sequence[Drawn]] = ()
    step: tuple[int, int] | None = None
    at: int = 0
    file: str = ""
    said: str = ""
    number: str = ""
    card: WireCard | None = None
    files: Sequence[WireFile] = ()
    more: bool = False
    """It goes on with the one above; whose it is was said there."""


@cache
def version() -> str:
    """Changes when the style or the script does, so that they can be kept by browsers for good."""
    content = b"".join(path.read_bytes() for path in sorted((HERE / "static").iterdir()))
    return hashlib.sha256(content).hexdigest()[:12]


def bubbles(rows: list[Kept], now: list[Shown], locale: str) -> list[Bubble]:
    """The transcript. Buttons stand under the newest screens and under notices; older questions are past.

    `now`: the current screens of a chat whose mailbox holds none.
    """
    last = max((row.id for row in rows if row.kind == "said" and not row.said.get("late")), default=0)
    out: list[Bubble] = []
    for row in rows:
        if row.kind == "said":
            if text := _said(row.said, locale):
                out.append(Bubble("me", text, row.id, at=row.at, file=_file(row.said), said=row.said.get("id", "")))
            continue
        ack = row.notice is not None and not row.seen
        live = row.kind == "notice" or row.id > last
        who = "notice" if row.kind == "notice" else "bot"
        shown = [_bubble(who, s, row, ack, live) for s in row.screens]
        out += [replace(bubble, more=n > 0) for n, bubble in enumerate(shown)]
    return out + [_bubble("bot", s.screen, None, False, True) for s in now]


def _bubble(who: str, shown: Screen, row: Kept | None, ack: bool, live: bool) -> Bubble:
    id, at = (row.id, row.at) if row else (0, 0)
    rows, drawn = looks.arranged(shown.rows) if live else (), wire.screen(shown, row=id)
    number, card, files = drawn.get("number", ""), drawn.get("card"), drawn.get("files", ())
    return Bubble(who, shown.text, id, ack, rows, shown.step, at, number=number, card=card, files=files)


def _said(said: Said, locale: str) -> str:
    """What a person did, as their own bubble shows it."""
    names = words(locale)
    sorts = said.get("files") or []
    files = [f"{names[sort]} × {sorts.count(sort)}" for sort in dict.fromkeys(sorts)]
    place = [names["location"]] if said.get("location") else []
    return "\n".join(part for part in (said.get("text"), said.get("label"), *files, *place) if part)


def _file(said: Said) -> str:
    """The id of a file that came by itself: its message's, without what says how far it was."""
    return said.get("id", "").rpartition(".")[0] if said.get("late") and said.get("files") else ""


def marked(desk: Desk | None, locale: str) -> str:
    """The name of the demonstration county while it is there: every page says so."""
    return desk.demonstration.label(locale) if desk else ""


def render(
    token: str,
    locale: str,
    shown: list[Bubble],
    desk: Desk | None,
    most_mb: int,
    *,
    typed: str = "",
    after: int = 0,
    unkept: bool = False,
) -> str:
    """The page. `typed`: words in the box that are not sent yet; `after`: the newest row it shows; `unkept`: they
    were sent, and no conversation of this browser's was there for them."""
    return environment.get_template("page.html").render(
        lang=TAGS[locale],
        demonstration=marked(desk, locale),
        t=words(locale),
        bubbles=shown,
        day_of=partial(times.day_of, locale),
        time_of=times.time_of,
        pieces=links.pieces,
        listed=links.listed,
        phones=links.phones(),
        zone=ZONE.key,
        seen=",".join(str(b.id) for b in shown if b.ack),
        csrf=Tokens.csrf(token),
        message=secrets.token_urlsafe(12),
        desk=desk.told(locale) if desk else None,
        most=most_mb,
        typed=typed,
        after=after,
        unkept=unkept,
        version=version(),
    )
