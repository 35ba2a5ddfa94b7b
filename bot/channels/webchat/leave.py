"""Log-out on a shared machine: the cookie goes, and whatever the browser kept. Works without scripts."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.webchat import page
from bot.channels.webchat.access import COOKIE, caller, same_origin
from bot.channels.webchat.fields import fields
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.wire import Refusal
from bot.channels.webchat.words import guess, words
from bot.conversation import Conversation
from bot.database import Unavailable
from bot.store import Chat, Store
from conversations.engine.facts import Desk as Reception
from models.words.languages import TAGS

NOTHING_STAYS = {"Clear-Site-Data": '"cache", "storage"'}
"""Also takes what a browser keeps for its back button. Not "cookies": those of other services would go too."""


ANYBODY = Chat("web", "")
"""Whoever is logged out already."""


class Leave:
    def __init__(self, tokens: Tokens, store: Store, reception: Callable[[Chat], Awaitable[Reception | None]]) -> None:
        self._tokens, self._store, self._reception = tokens, store, reception

    async def show(self, request: Request) -> Response:
        """Asks, since nobody finds the conversation again but by a case's number and query code."""
        if self._tokens.chat(request.cookies.get(COOKIE)) is None:
            return await self._page(request, over=True)
        return await self._page(request, over=False)

    async def take(self, request: Request) -> Response:
        given = await fields(request)
        try:
            same_origin(request, caller(request, self._tokens), given.get("csrf", ""), form=True)
        except Refusal as no:
            return await self._page(request, over=no.status == 401)
        return await self._page(request, over=True)

    async def _locale(self, request: Request, chat: Chat | None) -> str:
        """Of the conversation that is left, wherever it can be looked up."""
        guessed = guess(request.headers.get("accept-language", ""))
        try:
            return Conversation.load(await self._store.load(chat), guessed).talk.locale if chat else guessed
        except Unavailable:
            return guessed

    async def _page(self, request: Request, over: bool) -> Response:
        chat = self._tokens.chat(request.cookies.get(COOKIE))
        locale, desk = await self._locale(request, chat), await self._reception(chat or ANYBODY)
        content = page.environment.get_template("leave.html").render(
            lang=TAGS[locale],
            t=words(locale),
            demonstration=page.marked(desk, locale),
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
