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
    """The browser says that another page sent this.

    Its own host is the one in `Host`, or, behind a proxy that puts another name there, in `X-Forwarded-Host`: whoever
    sent that, it was no page of another site, which cannot set a header without our leave.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    hosts = (request.headers.get("host", ""), request.headers.get("x-forwarded-host"))
    return origin is not None and urlsplit(origin).netloc not in hosts


def same_origin(request: Request, who: Caller, csrf: str | None = None, form: bool = False) -> None:
    """Only for a cookie, which a browser sends by itself. The page's hidden token proves where it comes from, whatever
    the headers say; it is read from `X-CSRF-Token`, or from the form as `csrf`. Raises `Refusal` 403.

    JSON without it can't be sent across origins without our leave, so there a foreign Origin is all there is to refuse.
    A token that is wrong is another chat's: the page shows one, the cookie is of another.
    """
    if not who.by_cookie:
        return
    given = csrf if csrf is not None else request.headers.get("x-csrf-token")
    proven = given is not None and hmac.compare_digest(given.encode(), Tokens.csrf(who.token).encode())
    vouched = "sec-fetch-site" in request.headers or "origin" in request.headers
    if proven:
        return
    if given or from_elsewhere(request) or (form and not vouched):
        raise Refusal(403, "cross_origin", "reload the page and try again")


def give_cookie(request: Request, response: Response, token: str) -> None:
    """It comes along when somebody follows a link on another site, else that visit would begin a chat in place of
    theirs; what changes anything is guarded by `same_origin`."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=DAYS * 86400, path="/", secure=secure, httponly=True, samesite="lax")
