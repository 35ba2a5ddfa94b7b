"""Log-out on a shared machine: the cookie goes, and whatever the browser kept. Works without scripts."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.webchat import page
from bot.channels.webchat.access import COOKIE, caller, same_origin
from bot.channels.webchat.fields import fields
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.wire import Refusal
from bot.channels.webchat.words import guess, words
from models.words.languages import TAGS

NOTHING_STAYS = {"Clear-Site-Data": '"cache", "storage"'}
"""Also takes what a browser keeps for its back button. Not "cookies": those of other services would go too."""


class Leave:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def show(self, request: Request) -> Response:
        """Asks, since nobody finds the conversation again but by a case's number and query code."""
        if self._tokens.chat(request.cookies.get(COOKIE)) is None:
            return self._page(request, over=True)
        return self._page(request, over=False)

    async def take(self, request: Request) -> Response:
        given = await fields(request)
        try:
            same_origin(request, caller(request, self._tokens), given.get("csrf", ""), form=True)
        except Refusal as no:
            return self._page(request, over=no.status == 401)
        return self._page(request, over=True)

    def _page(self, request: Request, over: bool) -> Response:
        locale = guess(request.headers.get("accept-language", ""))
        content = page.environment.get_template("leave.html").render(
            lang=TAGS[locale],
            t=words(locale),
            over=over,
            csrf=Tokens.csrf(request.cookies.get(COOKIE, "")),
            version=page.version(),
        )
        response = HTMLResponse(content, headers=page.HEADERS | (NOTHING_STAYS if over else {}))
        if over:
            response.delete_cookie(
                COOKIE, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
            )
        return response
