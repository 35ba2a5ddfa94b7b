"""Decodes updates: what each says, in our own terms. Everything in it was made by a stranger and is only read here."""

from dataclasses import dataclass, replace
from typing import Literal

from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from aiogram.types import Location as Pin

from bot.channels.telegram.links import opened
from bot.store import Chat
from conversations.questions.case_number import case_in
from models.law.channels import Channel as Name
from models.lines import legible
from models.words.languages import locale_of

LARGEST = 20 * 1024 * 1024
"""Bytes that a bot may download."""
QUOTED = 300
"""Characters that are kept of what a message is about: it is kept whole where it was said."""
GONE = ("kicked", "left")


@dataclass(frozen=True)
class Attachment:
    """A file that waits at Telegram. `declared`: the media type the sender claims; `size` in bytes, if it is known;
    `name`: what they call it."""

    file_id: str
    declared: str
    size: int | None
    name: str = ""


@dataclass(frozen=True)
class Decoded:
    """One update. `id` names it for ever; `message` names the message, so that a later edit can be matched to it.

    `press` came with the `callback` to be answered, from a button under `under`. `odd`: why nothing can be done with
    it, a key of `words`. `member`: the person blocked the bot, or let it in again. `spot`: name and address of a place
    card; `quoted`: what the words answer; `about`: the case of our message that they answer.
    """

    id: int
    chat: int
    private: bool
    locale: str = "zh_Hans"
    message: int | None = None
    edited: bool = False
    text: str | None = None
    press: str | None = None
    callback: str | None = None
    under: int | None = None
    file: Attachment | None = None
    album: str | None = None
    location: tuple[float, float] | None = None
    spot: str | None = None
    quoted: str | None = None
    about: str | None = None
    odd: str | None = None
    member: Literal["gone", "back"] | None = None
    addressed: bool = False
    """In a group: a command, so that an answer is expected."""

    @property
    def where(self) -> Chat:
        return Chat(Name.TELEGRAM.value, str(self.chat))


def read(update: Update) -> Decoded | None:
    """None for what nobody said: service messages, channels, other bots."""
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _member(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    return _said(update.update_id, message, update.edited_message is not None)


def spoken(language: str | None) -> str:
    """The locale for a client. Without a tag it is Chinese; a language that we do not speak is answered in English."""
    return locale_of(language or "zh") or "en"


def _pressed(id: int, query: CallbackQuery) -> Decoded | None:
    """A button. What it sends may be forged or old; the message may be too old to be seen."""
    where = query.message.chat if query.message is not None else None
    if where is None:
        return Decoded(id, query.from_user.id, True, callback=query.id, odd="unknown")
    return Decoded(
        id,
        where.id,
        where.type == "private",
        spoken(query.from_user.language_code),
        press=legible(query.data or ""),
        callback=query.id,
        under=query.message.message_id if query.message is not None else None,
    )


def _member(id: int, change: ChatMemberUpdated) -> Decoded:
    gone = change.new_chat_member.status in GONE
    locale = spoken(change.from_user.language_code)
    here = Decoded(id, change.chat.id, change.chat.type == "private", locale)
    return replace(here, member="gone" if gone else "back")


def _said(id: int, message: Message, edited: bool) -> Decoded | None:
    assert message.from_user is not None
    chat, text = message.chat, legible(message.text or message.caption or "") or None
    said = Decoded(
        id,
        chat.id,
        chat.type == "private",
        spoken(message.from_user.language_code),
        message.message_id,
        edited,
        opened(text) if text and not edited else text,
        file=_file(message),
        album=message.media_group_id,
        location=_place(message.location or (message.venue.location if message.venue else None)),
        spot=legible("，".join(filter(None, (message.venue.title, message.venue.address)))) if message.venue else None,
        quoted=_quoted(message),
        about=_about(message),
        addressed=bool(message.text and message.text.startswith("/")),
    )
    if edited:  # a photo that was exchanged is not taken back: what came first is on its way
        return replace(said, file=None, album=None, location=None, spot=None) if said.text else None
    if said.file is not None and (said.file.size or 0) > LARGEST:
        return replace(said, file=None, odd="too_large")
    if message.contact is not None:
        own = message.contact.user_id == message.from_user.id
        number = (
            f"+{message.contact.phone_number.lstrip('+')}"  # with its country's code, on most clients without a plus
        )
        return replace(said, text=number) if own else replace(said, odd="not_own")
    if said.text or said.file or said.location:
        return said
    return replace(said, odd="unknown") if _shows_something(message) else None


def _place(pin: Pin | None) -> tuple[float, float] | None:
    return (pin.latitude, pin.longitude) if pin else None


def _quoted(message: Message) -> str | None:
    """What the words are about: the passage that was picked out, or else the whole message that is answered.

    The bot's own messages count only by a passage: who answers one of its questions means to answer the question.
    """
    if message.quote is not None and message.quote.is_manual:
        text = message.quote.text
    elif (earlier := message.reply_to_message) is not None and not (earlier.from_user and earlier.from_user.is_bot):
        text = earlier.text or earlier.caption or ""
    else:
        text = message.quote.text if message.quote is not None and message.external_reply is not None else ""
    text = legible(text).strip()
    return (text if len(text) <= QUOTED else f"{text[:QUOTED]}…") or None


def _about(message: Message) -> str | None:
    """The number in a message of ours that is answered: a notice, a receipt, a case that was shown."""
    earlier = message.reply_to_message
    if earlier is None or not (earlier.from_user and earlier.from_user.is_bot):
        return None
    return case_in(earlier.text or earlier.caption or "")[0]


def _file(message: Message) -> Attachment | None:
    """The largest picture; else whatever was recorded or attached."""
    if message.photo:
        best = max(message.photo, key=lambda p: p.width * p.height)
        return Attachment(best.file_id, "image/jpeg", best.file_size)
    if message.video_note is not None:
        return Attachment(message.video_note.file_id, "video/mp4", message.video_note.file_size)
    given = message.voice or message.video or message.audio or message.animation or message.document
    if given is None:
        return None
    name: str | None = getattr(given, "file_name", None)  # a voice has none
    return Attachment(given.file_id, given.mime_type or "", given.file_size, name or "")


def _shows_something(message: Message) -> bool:
    """The person sent it to be seen (a sticker, a poll, a die), so they wait for an answer."""
    return any((message.sticker, message.poll, message.dice, message.game, message.story, message.paid_media))
