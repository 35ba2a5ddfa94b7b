"""The web chat: a page for people, JSON for integrators, both over the same desk."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.webchat import events, page, wire
from bot.channels.webchat.access import COOKIE, Caller, caller, give_cookie, same_origin
from bot.channels.webchat.admission import Admission, TooMany
from bot.channels.webchat.leave import Leave
from bot.channels.webchat.ourpage import OurPage
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.told import Told
from bot.channels.webchat.upload import Form, Take, read_form
from bot.channels.webchat.uploads import STATUS, Uploads
from bot.channels.webchat.wire import Refusal
from bot.channels.webchat.words import guess
from bot.client import ApiDown, ApiRefused
from bot.conversation import Conversation
from bot.database import Unavailable
from bot.desk import Desk, report
from bot.files import NotTaken
from bot.guest import Guest
from bot.outbox import Shown
from bot.settings import BotSettings
from bot.store import Chat
from conversations.engine.engine import Needs
from conversations.engine.facts import Desk as Reception
from conversations.engine.facts import TheDesk
from conversations.engine.session import Talk
from conversations.questions.plain import File, Reply, Say
from models.bounds import Bounded, Files
from models.keys import Keys
from models.limits import Limits
from models.links import AREA
from models.words import say
from models.words.languages import LOCALES

TRANSCRIPT = 120
"""Rows of the mailbox that the page shows."""
BACK = "back"
"""Stands in a poster's link the second time: the cookie was given, and a browser that keeps none is not sent on."""
Handler = Callable[[Request], Awaitable[Response]]


class WebChat:
    def __init__(self, desk: Desk, keys: Keys, settings: BotSettings, admission: Admission) -> None:
        self._desk, self._store, self._settings = desk, desk.store, settings
        self._tokens = Tokens(keys)
        self._admission, self._uploads = admission, Uploads(desk, admission)
        desk.admit = admission.chat
        self.ourpage, self.leave = OurPage(desk, self._reception), Leave(self._tokens, desk.store, self._reception)
        self.told = Told(desk, self._tokens)

    # --- JSON

    async def begin(self, request: Request) -> Response:
        """A new chat, with its token as JSON and as the page's cookie."""
        wanted = None
        if request.headers.get("content-type", "").startswith("application/json"):
            wanted = wire.checked(wire.Begin, await wire.body(request)).locale
        locale = wanted if wanted in LOCALES else guess(request.headers.get("accept-language", ""))
        await self._admission.chat(self._admission.guest(request, locale))
        token = self._tokens.issue()
        chat = self._tokens.chat(token)
        assert chat is not None
        await self._store.save(chat, Conversation(Talk(locale)).dump(), 0)
        shown = await self._desk.show(chat, locale)
        response = JSONResponse({"token": token, "screens": wire.screens(shown)}, 201)
        give_cookie(request, response, token)
        return response

    async def message(self, request: Request) -> Response:
        who = caller(request, self._tokens)
        form = Form()
        if request.headers.get("content-type", "").startswith("multipart/"):
            if "x-csrf-token" in request.headers:
                same_origin(request, who)
            take = await self._admission.form(request, self._guest(request), partial(self._take, who.chat))
            form = await read_form(request, take, self._settings.max_files)
            same_origin(request, who, form.fields.pop("csrf", None), form=True)
            given = wire.message(form.fields, len(form.files) + len(form.refused))
        else:
            held = await wire.body(request)
            same_origin(request, who)
            given = wire.message(held)
        if form.refused and not form.files and given.text is None:
            raise await self._too_much(who.chat, form)
        place = (given.location.latitude, given.location.longitude) if given.location else None
        reply = self._reply(given.id, text=given.text, press=given.press, files=tuple(form.files), location=place)
        shown = await self._hear(request, who.chat, reply, form)
        return JSONResponse({"screens": wire.screens(shown)})

    async def file(self, request: Request) -> Response:
        """A file under an id of the sender's, whole or piece by piece; GET and HEAD tell how much is here. POST is PUT
        for whoever sits behind a firewall that lets no PUT through."""
        who = caller(request, self._tokens)
        if request.method in ("PUT", "POST"):
            same_origin(request, who, form=request.method == "POST")
        return await self._uploads.answer(request, who.chat, self._guest(request))

    async def news(self, request: Request) -> Response:
        who = caller(request, self._tokens)
        if "x-csrf-token" in request.headers:
            same_origin(request, who)
        return await events.answer(request, who.chat, self._store, self._desk.wakeup)

    async def seen(self, request: Request) -> Response:
        """The page drew these rows. Ids that are not this chat's are passed over."""
        who = caller(request, self._tokens)
        held = await wire.body(request)
        same_origin(request, who)
        ids = wire.checked(wire.Seen, held).ids
        await self._desk.seen(who.chat, ids)
        return JSONResponse({"seen": ids})

    # --- the page

    async def page(self, request: Request) -> Response:
        if "step" in request.query_params:
            return await self.ourpage.show(request)
        token = request.cookies.get(COOKIE, "")
        known = self._tokens.chat(token) is not None
        if not known:
            token = self._tokens.issue()
        try:
            if "place" in request.query_params and (known or BACK not in request.query_params):
                return await self._from_poster(request, token, known)
            return await self._page(request, token)
        except Unavailable as down:
            return await self._not_stored(request, token, down)

    async def _from_poster(self, request: Request, token: str, known: bool) -> Response:
        """A poster's link begins a concern in its place, and goes on without it: a page loaded again begins nothing.
        What means no place to us opens the page as it is.

        A chat begins only for whoever comes back with the cookie: what merely previews a link keeps none."""
        chat, area = self._tokens.chat(token), request.query_params["place"]
        assert chat is not None
        on = "/#now"
        if AREA.match(area) and not known:
            on = f"/?place={area}&{BACK}=1"
        elif AREA.match(area):
            await self._hear(request, chat, self._reply(secrets.token_urlsafe(12), press=f"m.submit.{area}"), Form())
        response = RedirectResponse(on, 303)
        give_cookie(request, response, token)
        return response

    async def form(self, request: Request) -> Response:
        """What the page's form sends when no script does: words, files and a button, in this order."""
        chat = self._tokens.chat(request.cookies.get(COOKIE))
        known: Take = partial(self._take, chat) if chat else _take_none
        take = await self._admission.form(request, self._guest(request), known)
        form = await read_form(request, take, self._settings.max_files)
        fields = form.fields
        text = fields.get("text", "").replace("\r\n", "\n").replace("\0", "")  # browsers make every line end CRLF
        try:
            who = caller(request, self._tokens)
            same_origin(request, who, fields.get("csrf", ""), form=True)
        except Refusal:  # a cookie that is gone, a page that is old: the words stay in the box
            token = self._tokens.issue() if chat is None else request.cookies[COOKIE]
            return await self._page(request, token, text, bool(text.strip() or form.files))
        try:
            return await self._sent(request, who, form, text)
        except (Unavailable, TooMany) as down:
            return await self._not_stored(request, who.token, down, text)

    async def _sent(self, request: Request, who: Caller, form: Form, text: str) -> Response:
        fields = form.fields
        await self._desk.seen(who.chat, _ids(fields.get("seen", "")))
        if "refresh" in fields:
            return await self._page(request, who.token, text)
        id = wire.message({"id": fields.get("id") or secrets.token_urlsafe(12), "text": "-"}).id
        said = bool(text.strip() or form.files)
        if said:
            await self._hear(request, who.chat, self._reply(id, text=text or None, files=tuple(form.files)), form)
        elif form.refused:
            await self._desk.show(who.chat, self._locale(request), *_notes(form))
        if press := fields.get("press", "")[:128]:
            press = await self._desk.still(who.chat, press) if said else press
            await self._hear(request, who.chat, self._reply(f"{id[:60]}.p", press=press), Form())
        return RedirectResponse("/#now", 303)

    async def _page(self, request: Request, token: str, typed: str = "", unkept: bool = False) -> Response:
        chat = self._tokens.chat(token)
        assert chat is not None
        rows = await self._store.rows(chat, most=TRANSCRIPT)
        conversation = Conversation.load(await self._store.load(chat), self._locale(request))
        locale = conversation.talk.locale
        now = [] if any(row.kind in ("screen", "late") for row in rows) else await self._desk.show(chat, locale)
        shown = page.bubbles(rows, now, locale)
        after = rows[-1].id if rows else 0
        most, reception = self._settings.max_file_mb, await self._reception(chat)
        content = page.render(token, locale, shown, reception, most, typed=typed, after=after, unkept=unkept)
        response = HTMLResponse(content, headers=page.HEADERS)
        give_cookie(request, response, token)
        return response

    async def _not_stored(self, request: Request, token: str, why: Exception, typed: str = "") -> Response:
        """The page without its chat while the database is away: what was typed stays in the box."""
        report("database away", why)
        locale, chat = self._locale(request), self._tokens.chat(token)
        desk = await self._reception(chat) if chat else None
        told = [page.Bubble("bot", say(locale, "web.not_stored"))]
        content = page.render(token, locale, told, desk, self._settings.max_file_mb, typed=typed)
        response = HTMLResponse(content, 503, headers=page.HEADERS | {"Retry-After": "5"})
        give_cookie(request, response, token)
        return response

    async def _reception(self, chat: Chat) -> Reception | None:
        try:
            reception: Reception = await self._desk.world.answer(Needs(TheDesk()), chat, None)
        except (ApiDown, ApiRefused, Unavailable):
            return None
        return reception

    # --- both

    def _locale(self, request: Request) -> str:
        return guess(request.headers.get("accept-language", ""))

    def _guest(self, request: Request) -> Guest:
        return self._admission.guest(request, self._locale(request))

    def _reply(
        self,
        id: str,
        *,
        text: str | None = None,
        press: str | None = None,
        files: tuple[File, ...] = (),
        location: tuple[float, float] | None = None,
    ) -> Reply:
        return Reply(id, self._desk.clock.now().isoformat(), text, press, files, location)

    async def _take(self, chat: Chat, content: AsyncIterator[bytes], declared: str, name: str) -> File:
        return await self._desk.files.take(chat, content, declared, name)

    async def _hear(self, request: Request, chat: Chat, reply: Reply, form: Form) -> list[Shown]:
        return await self._desk.hear(chat, reply, _notes(form), self._guest(request))

    async def _too_much(self, chat: Chat, form: Form) -> Refusal:
        """Nothing but files that can't be taken: the kind words are the problem's detail."""
        no = form.refused[0]
        status = STATUS.get(no.word, 422)
        locale = Conversation.load(await self._store.load(chat)).talk.locale
        return Refusal(status, no.word.replace(".", "_"), say(locale, no.word, most=no.most), "files")


async def _take_none(content: AsyncIterator[bytes], declared: str, name: str) -> File:
    raise NotTaken("file.not_taken", 0)


def _notes(form: Form) -> tuple[Say, ...]:
    return tuple(Say(no.word, {"most": no.most}) for no in form.refused)


def _ids(listed: str) -> list[int]:
    return [int(id) for id in listed.split(",")[:500] if id.isascii() and id.isdigit() and len(id) < 19]


def create_app(desk: Desk, keys: Keys, settings: BotSettings, limits: Limits) -> Starlette:
    """`/` and everything below `/chat`; nothing in it begins or ends with the app."""
    most, together = settings.max_file_mb, settings.max_files
    files = (
        Files("/chat/files/", 1, most, bare=True),
        Files("/chat/messages", together, most),
        Files("/chat/form", together, most),
    )
    chat = WebChat(desk, keys, settings, Admission(limits, settings, keys, desk.clock))
    # The scripts and the style alone: a page with a token and with what somebody typed is not compressed (BREACH).
    static = GZipMiddleware(StaticFiles(directory=Path(__file__).parent / "static"))
    return Starlette(
        routes=[
            Route("/", _safe(chat.page), name="page"),
            Route("/chat/sessions", _safe(chat.begin), methods=["POST"]),
            Route("/chat/messages", _safe(chat.message), methods=["POST"]),
            Route("/chat/files/{id}", _safe(chat.file), methods=["GET", "PUT", "POST"]),
            Route("/chat/events", _safe(chat.news)),
            Route("/chat/told/{row:int}/{n:int}", _safe(chat.told.file)),
            Route("/chat/seen", _safe(chat.seen), methods=["POST"]),
            Route("/chat/form", _safe(chat.form), methods=["POST"]),
            Route("/chat/step", _safe(chat.ourpage.take), methods=["POST"]),
            Route("/chat/leave", _safe(chat.leave.show)),
            Route("/chat/leave", _safe(chat.leave.take), methods=["POST"]),
            Mount("/chat/static", static, name="static"),
        ],
        middleware=[Middleware(Bounded, files=files)],
    )


def _safe(handle: Handler) -> Handler:
    """Every refusal as problem details; what we did wrong as "try again", without what was said."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handle(request)
        except Refusal as no:
            return wire.problem(no.status, no.code, no.detail, no.errors)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as bug:
            report("request failed", bug)
            return wire.problem(503, "unavailable", "it could not be stored; keep it and send it again")

    return endpoint
