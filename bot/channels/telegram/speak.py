"""Everything we say on Telegram goes through one `ExtBot`: messages, edits, answers to buttons, files fetched.

Every call raises `CallFailed`, and nothing else, when it does not succeed; its `outcome` says what that means.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from math import inf
from typing import TypedDict, TypeVar

import structlog
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.channels.push import Gone, Later, Refused, Unknown
from bot.channels.telegram.limiter import limiter
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.throttle import NoRoom, Throttle, Urgency
from bot.channels.telegram.transport import AiohttpRequest, NotSent
from conversations.screens import Attached, Row

log = structlog.get_logger("bot.telegram.speak")
T = TypeVar("T")
DATA = 64
"""Bytes that a button may send."""
PHOTO = 10 * 1024 * 1024
"""Bytes of a photo; a larger picture goes as a document."""
WIDE, MOST = 8, 100
"""Buttons of a row, and of a message."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class CallFailed(Exception):
    def __init__(self, outcome: Later | Gone | Refused | Unknown) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
NO_KEYBOARD = ReplyKeyboardRemove()


def keyboard(wish: str, label: str) -> ReplyKeyboardMarkup:
    """Stands below the person's own line: sends a place (`location`) or a phone number (`contact`) with one tap."""
    button = KeyboardButton(label, request_contact=wish == "contact", request_location=wish == "location")
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


Send = Callable[..., Awaitable[object]]


class _Given(TypedDict):
    caption: str
    rate_limit_args: Urgency


class Speaker:
    def __init__(self, settings: TelegramSettings) -> None:
        self.transport = AiohttpRequest()
        places = limiter(settings.telegram_rate, settings.redis_url, settings.token) if settings.telegram_rate else None
        self.bot: ExtBot[Urgency] = ExtBot(
            settings.token,
            base_url=f"{settings.api}/bot",
            base_file_url=f"{settings.api}/file/bot",
            request=self.transport,
            get_updates_request=self.transport,
            rate_limiter=Throttle(places, settings.telegram_chat_rate),
        )
        self.name: str | None = None
        """The bot's user name, once Telegram has told it."""

    async def introduce(self) -> None:
        """Asks Telegram who we are."""
        await _call(self.bot.initialize())
        self.name = self.bot.username

    async def close(self) -> None:
        if self.bot.rate_limiter is not None:
            await self.bot.rate_limiter.shutdown()
        await self.transport.shutdown()

    # --- messages

    async def say(self, chat: int, text: str, markup: Markup | None = None, *, urgency: Urgency = "turn") -> None:
        """One message. Notices can't be forwarded or saved."""
        try:
            await _call(self._send(chat, text, markup, urgency))
        except ChatMigrated as moved:
            await _call(self._send(moved.new_chat_id, text, markup, urgency))

    def _send(self, chat: int, text: str, markup: Markup | None, urgency: Urgency) -> Awaitable[object]:
        return self.bot.send_message(
            chat,
            text,
            reply_markup=markup,
            protect_content=True if urgency == "notice" else None,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=urgency,
        )

    async def give(self, chat: int, file: Attached, content: bytes) -> None:
        """A file of a notice: a picture as a photo if Telegram takes it as one, everything else as a document. It
        is theirs to save and to hand on."""
        if file.type == "image/jpeg" and len(content) <= PHOTO:
            try:
                await self._give(self.bot.send_photo, chat, file, content)
                return
            except CallFailed as why:
                if not isinstance(why.outcome, Refused):
                    raise
        await self._give(self.bot.send_document, chat, file, content)

    async def _give(self, send: Send, chat: int, file: Attached, content: bytes) -> None:
        more: _Given = {"caption": file.name, "rate_limit_args": "notice"}
        try:
            await _call(send(chat, InputFile(content, file.saved_as), **more))
        except ChatMigrated as moved:
            await _call(send(moved.new_chat_id, InputFile(content, file.saved_as), **more))

    async def link(self, chat: int, text: str, label: str, url: str) -> None:
        await self.say(chat, text, InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url)]]))

    # --- around messages

    async def answer(self, callback: str) -> None:
        """Stops the spinner on a button, which may be told twice. One that is too old has stopped by itself."""
        for pause in (1.0, 3.0, 9.0, None):
            try:
                await _call(self.bot.answer_callback_query(callback))
                return
            except CallFailed as why:
                log.warning("button not answered", outcome=type(why.outcome).__name__, again=pause is not None)
                if isinstance(why.outcome, Refused | Gone):
                    return
            if pause is not None:
                await asyncio.sleep(pause)

    async def take_buttons(self, chat: int, message: int) -> None:
        """Takes the buttons from under a message, if there is room for a call that nobody waits for."""
        try:
            await _call(self.bot.edit_message_reply_markup(chat, message, reply_markup=None, rate_limit_args="spare"))
        except CallFailed:
            return  # a button that stays is answered kindly

    async def list_commands(self, commands: Sequence[tuple[str, str]], language: str | None, chat: int | None) -> None:
        """For everybody, or for one chat: there the next answer does not wait for it."""
        scope = BotCommandScopeChat(chat) if chat is not None else None
        listed = [BotCommand(name, text) for name, text in commands]
        urgency: Urgency | None = "spare" if chat is not None else None
        await _call(self.bot.set_my_commands(listed, scope=scope, language_code=language, rate_limit_args=urgency))

    async def describe(self, text: str, language: str | None) -> None:
        """What a person reads before the first message."""
        await _call(self.bot.set_my_description(text, language_code=language))

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """A file, piece by piece."""
        file = await _call(self.bot.get_file(file_id))
        if not file.file_path:
            raise CallFailed(Refused("no file path"))
        try:
            async for piece in self.transport.stream(file.file_path):
                yield piece
        except NetworkError as why:
            raise CallFailed(Unknown(str(why))) from None


async def _call(made: Awaitable[T]) -> T:
    """Turns the library's errors into what they mean to us."""
    try:
        return await made
    except ChatMigrated:
        raise
    except TelegramError as why:
        raise CallFailed(_meaning(why)) from None
    except NoRoom:
        raise CallFailed(Later("NoRoom", inf)) from None


def _meaning(why: TelegramError) -> Later | Gone | Refused | Unknown:
    """`BadRequest` is a `NetworkError` too: it comes first."""
    match why:
        case Forbidden():
            return Gone("blocked")
        case BadRequest():
            return Refused(why.message)
        case RetryAfter():
            return Later("RetryAfter", inf)  # the throttle has waited as long as it makes sense
        case InvalidToken():
            log.error("Telegram does not know the token")
            return Later("InvalidToken")
        case NotSent():
            return Later("NotSent")
        case NetworkError():
            return Unknown(type(why).__name__)
    return Refused(type(why).__name__)


def inline_keyboard(
    rows: tuple[Row, ...], link: tuple[str, str] | None = None, copy: tuple[str, str] | None = None
) -> InlineKeyboardMarkup | None:
    """`link`: the label of a button before the others, and what it opens. `copy`: of one behind them, what it copies.

    Never more than Telegram takes; a button that sends too much is left out, and that is our mistake.
    """
    room = MOST - (copy is not None)
    made: list[list[InlineKeyboardButton]] = [[InlineKeyboardButton(link[0], url=link[1])], []] if link else [[]]
    for label, press in (button for row in rows for button in (*row, ("", ""))):
        if not press:
            made.append([])
        elif len(press.encode()) > DATA:
            log.error("a button sends too much", bytes=len(press.encode()))
        elif sum(map(len, made)) < room:
            if len(made[-1]) == WIDE:
                made.append([])
            made[-1].append(InlineKeyboardButton(label, callback_data=press))
    if copy is not None:
        made.append([InlineKeyboardButton(copy[0], copy_text=CopyTextButton(copy[1]))])
    made = [row for row in made if row]
    return InlineKeyboardMarkup(made) if made else None
