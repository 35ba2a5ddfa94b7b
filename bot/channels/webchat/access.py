"""Whose request it is, and that it came from our own page."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.wire import Refusal
from bot.store import Chat

COOKIE = "huiyin"
DAYS = 180


@dataclass(frozen=True)
class Caller:
    chat: Chat
    token: str
    by_cookie: bool


def caller(request: Request, tokens: Tokens) -> Caller:
    """By bearer token, or by the page's cookie. Raises `Refusal` 401."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        token, by_cookie = given.strip(), False
    else:
        token, by_cookie = request.cookies.get(COOKIE, ""), True
    chat = tokens.chat(token)
    if chat is None:
        raise Refusal(401, "not_authenticated", "no chat of that token")
    return Caller(chat, token, by_cookie)


def from_elsewhere(request: Request) -> bool:
    """The browser says that another page sent this."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


def same_origin(request: Request, who: Caller, csrf: str | None = None, form: bool = False) -> None:
    """Only for a cookie, which a browser sends by itself. A form proves itself by the page's hidden token.

    JSON can't be sent across origins without our leave, so there a foreign Origin is all there is to refuse.
    """
    if not who.by_cookie:
        return
    proven = csrf is not None and hmac.compare_digest(csrf.encode(), Tokens.csrf(who.token).encode())
    vouched = "sec-fetch-site" in request.headers or "origin" in request.headers
    if from_elsewhere(request) or (form and not proven and not vouched):
        raise Refusal(403, "cross_origin", "reload the page and try again")


def give_cookie(request: Request, response: Response, token: str) -> None:
    """It comes along when somebody follows a link on another site, else that visit would begin a chat in place of
    theirs; what changes anything is guarded by `same_origin`."""
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    response.set_cookie(COOKIE, token, max_age=DAYS * 86400, path="/", secure=secure, httponly=True, samesite="lax")
