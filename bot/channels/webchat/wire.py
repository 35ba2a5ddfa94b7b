"""The web chat's JSON: messages in, screens out, refusals as problem details."""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channels.webchat import looks, times
from bot.outbox import Shown
from bot.store import Kept
from conversations.screens import Screen
from models.wire import Problem

TOLD = "/chat/told"
"""Below it lie the files that came with what staff wrote."""
BODY = 1024 * 1024
"""Bytes of a JSON body."""
TITLES = {
    401: "Begin with POST /chat/sessions",
    404: "No such file",
    409: "Not the next piece",
    403: "This request came from another page",
    413: "That is too large",
    415: "This kind of content is not taken",
    422: "A field is wrong",
    429: "Too much at once; try again later",
    503: "Busy; try again",
}


HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}, 503: {"Retry-After": "2"}}
"""That go with a refusal."""


class Refusal(Exception):
    """Rendered as problem details. `field` names what was wrong."""

    def __init__(self, status: int, code: str, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors = [{"field": field, "detail": detail}] if field else []


class Where(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Message(BaseModel):
    """One of `text`, `press` and `location`, and an `id` of the sender's by which a repeat is known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")] = Field(
        default_factory=lambda: secrets.token_urlsafe(12)
    )
    text: Annotated[str, Field(min_length=1, max_length=200_000)] | None = None
    press: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    location: Where | None = None


class Seen(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    ids: Annotated[list[Annotated[int, Field(ge=0, le=2**62)]], Field(max_length=500)]


class Begin(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    locale: str | None = None


def checked(kind: type[Any], held: Any) -> Any:
    """`held` as a model. Raises `Refusal` that names the first wrong field."""
    try:
        return kind.model_validate(held)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        raise Refusal(422, "invalid", first["msg"], field) from None


def message(held: Mapping[str, Any], files: int = 0) -> Message:
    """Raises `Refusal`."""
    given: Message = checked(Message, held)
    said = [name for name in ("text", "press", "location") if getattr(given, name) is not None]
    if len(said) > 1:
        raise Refusal(422, "invalid", f"send one of {' and '.join(said)}, not both", said[1])
    if not said and not files:
        raise Refusal(422, "invalid", "send text, press, location or files", "text")
    if given.press is not None and files:
        raise Refusal(422, "invalid", "a press comes without files", "files")
    if given.text is not None and "\0" in given.text:
        raise Refusal(422, "invalid", "the character NUL can't be kept", "text")
    return given


async def body(request: Request) -> Any:
    """The JSON body. Raises `Refusal`."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "media_type", "send JSON or multipart/form-data")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY:
            raise Refusal(413, "too_large", "a message is at most 1 MB; send files as multipart/form-data")
    try:
        held = json.loads(bytes(raw).decode())
    except (ValueError, RecursionError):
        raise Refusal(422, "invalid_json", "not valid JSON in UTF-8", "body") from None
    if not isinstance(held, dict):
        raise Refusal(422, "invalid", "send a JSON object", "body")
    return held


class WireButton(TypedDict):
    """`look`: main or small, for whoever draws it; an answer has none."""

    label: str
    press: str
    look: NotRequired[str]


class WireStep(TypedDict):
    now: int
    of: int


class WireCard(TypedDict):
    """`number` as digits; `day`: by when the person hears who handles it, in their language."""

    number: str
    code: str
    day: str
    phone: str


class WireFile(TypedDict):
    """`href`: for this chat alone; `picture`: it can be drawn, everything else is saved."""

    href: str
    name: str
    saved_as: str
    picture: bool


class WireScreen(TypedDict):
    """`id`: of its row, where the page has to say that it drew it. `number`: of the case it is about, as digits, to be
    drawn small and copied. `card`: a receipt. `clear`: what was shown before was deleted and goes from the screen."""

    text: str
    rows: list[list[WireButton]]
    step: WireStep | None
    id: NotRequired[int]
    number: NotRequired[str]
    card: NotRequired[WireCard]
    clear: NotRequired[bool]
    files: NotRequired[list[WireFile]]


class WireEvent(TypedDict):
    """`at`: when it came, ISO 8601 in UTC."""

    id: int
    at: str
    kind: Literal["notice", "screen"]
    notice: str | None
    case_no: str | None
    screens: list[WireScreen]


def screen(shown: Screen, id: int = 0, row: int = 0) -> WireScreen:
    """`row`: of the mailbox, where the screen's files are to be had."""
    step = WireStep(now=shown.step[0], of=shown.step[1]) if shown.step else None
    rows = [[_button(drawn) for drawn in row] for row in looks.arranged(shown.rows)]
    drawn = WireScreen(text=shown.text, rows=rows, step=step)
    if id:
        drawn["id"] = id
    if shown.number:
        drawn["number"] = shown.number
    if card := shown.card:
        drawn["card"] = WireCard(number=card.number, code=card.code, day=card.day, phone=card.phone)
    if shown.clears:
        drawn["clear"] = True
    if shown.files and row:
        drawn["files"] = [
            WireFile(href=f"{TOLD}/{row}/{n}", name=f.name, saved_as=f.saved_as, picture=f.is_picture)
            for n, f in enumerate(shown.files)
        ]
    return drawn


def _button(drawn: looks.Drawn) -> WireButton:
    button = WireButton(label=drawn.label, press=drawn.press)
    return {**button, "look": drawn.look} if drawn.look else button


def screens(shown: Iterable[Shown]) -> list[WireScreen]:
    return [screen(s.screen, s.id) for s in shown]


def event(row: Kept) -> WireEvent:
    """A row that came outside a turn: `notice` for what staff did, `screen` for what was still owed an answer."""
    return {
        "id": row.id,
        "at": times.utc(row.at),
        "kind": "notice" if row.kind == "notice" else "screen",
        "notice": row.about.get("kind"),
        "case_no": row.about.get("case_no"),
        "screens": [screen(s, row=row.id) for s in row.screens],
    }


def problem(status: int, code: str, detail: str | None = None, errors: Iterable[dict[str, str]] = ()) -> JSONResponse:
    held = Problem(title=TITLES.get(status, "Refused"), status=status, code=code, detail=detail, errors=list(errors))
    content = held.model_dump(exclude_none=True)
    return JSONResponse(content, status, headers=HEADERS.get(status), media_type="application/problem+json")
