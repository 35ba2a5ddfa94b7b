"""The page behind a link that a chat made for one step: a name and a phone number, whole without JavaScript."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.webchat import page
from bot.channels.webchat.access import from_elsewhere
from bot.channels.webchat.fields import fields
from bot.channels.webchat.wire import Refusal
from bot.channels.webchat.words import guess, words
from bot.conversation import Conversation
from bot.desk import Desk
from bot.filling import Filling
from bot.steps import Step
from bot.store import Chat
from conversations.engine.facts import Desk as Reception
from conversations.questions.own_page import entered
from models.words import say
from models.words.languages import TAGS

STATUS = {"kept": 200, "busy": 503}
"""Of what the page says; everything else is 410: the link is good for nothing any more."""


class OurPage:
    def __init__(self, desk: Desk, reception: Callable[[Chat], Awaitable[Reception | None]]) -> None:
        self._desk, self._filling, self._reception = desk, Filling(desk), reception

    async def show(self, request: Request) -> Response:
        """Looking uses nothing up: a link may be fetched before the person opens it."""
        token = request.query_params.get("step", "")
        step = await self._desk.steps.find(token)
        if step is None or step.state != "open":
            return await self._page(request, step, outcome=step.state if step else "over")
        return await self._page(request, step, token=token)

    async def take(self, request: Request) -> Response:
        """The link's own token proves where the form comes from, whatever the headers say: a page without a referrer
        sends `Origin: null`."""
        form = await fields(request)
        token, typed = form.get("step", ""), {k: form.get(k, "") for k in ("name", "phone")}
        step = await self._desk.steps.find(token)
        if step is None and from_elsewhere(request):
            raise Refusal(403, "cross_origin", "open the link again")
        if step is None or step.state != "open":
            return await self._page(request, step, outcome=step.state if step else "over")
        given, wrong = entered(**typed)
        locale = await self._locale(request, step)
        errors = {field: say(locale, why.word, **why.facts) for field, why in wrong.items()}
        if not wrong and not given:
            errors["name"] = words(locale)["step_one"]
        if errors:
            return await self._page(request, step, token=token, typed=typed, errors=errors)
        outcome = await self._filling.fill(step, given)
        if outcome == "busy":
            return await self._page(request, step, outcome=outcome, token=token, typed=typed)
        return await self._page(request, step, outcome=outcome)

    async def _locale(self, request: Request, step: Step | None) -> str:
        """Of the chat that the link came from."""
        guessed = guess(request.headers.get("accept-language", ""))
        if step is None:
            return guessed
        return Conversation.load(await self._desk.store.load(step.chat), guessed).talk.locale

    async def _page(
        self,
        request: Request,
        step: Step | None,
        *,
        outcome: str = "",
        token: str = "",
        typed: dict[str, str] | None = None,
        errors: dict[str, str] | None = None,
    ) -> Response:
        """With a form as long as there is a `token`."""
        locale = await self._locale(request, step)
        desk = await self._reception(step.chat) if step else None
        content = page.environment.get_template("step.html").render(
            lang=TAGS[locale],
            t=words(locale),
            labels={"name": say(locale, "page.name"), "phone": say(locale, "page.phone")},
            desk=desk.told(locale) if desk else None,
            demonstration=page.marked(desk, locale),
            said=words(locale)[f"step_{outcome}"] if outcome else "",
            token=token,
            typed=typed or {},
            errors=errors or {},
            version=page.version(),
        )
        status = STATUS.get(outcome, 410) if outcome else 422 if errors else 200
        return HTMLResponse(content, status, headers=page.HEADERS)
