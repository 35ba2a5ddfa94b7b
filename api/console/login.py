"""The log-in form, and the one for the code after it; the cookies that are put."""

import hmac
import secrets

from fastapi import Request, Response

from api.console.pages import render
from api.context import Context

LOGIN_COOKIE = "huiyin_login"


def login_page(
    request: Request,
    status: int = 200,
    words: str = "",
    *,
    login: str = "",
    goes_on: str = "/staff",
    kept: dict[str, str] | None = None,
    half: str = "",
) -> Response:
    """The log-in form; with `half`, the one for the code. Its token is bound to a cookie of its own, so that no other
    site can log somebody in."""
    ctx: Context = request.app.state.context
    given = request.cookies.get(LOGIN_COOKIE) or secrets.token_urlsafe(24)
    mark = ctx.keys.mark(given, "csrf-login")
    facts = {"words": words, "login": login, "goes_on": goes_on, "csrf": mark, "half": half, "kept": kept or {}}
    response = render("login_code.html" if half else "login.html", status, **facts)
    put_cookie(request, response, LOGIN_COOKIE, given, None)
    return response


def login_form_is_ours(request: Request, ctx: Context, given: str) -> bool:
    nonce = request.cookies.get(LOGIN_COOKIE)
    return nonce is not None and any(same(given, mark) for mark in ctx.keys.marks(nonce, "csrf-login"))


def same(given: str, mark: str) -> bool:
    return hmac.compare_digest(given.encode(), mark.encode())


def put_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/staff",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
