"""The page's own words, around the chat: English here, the others in the gettext catalogues beside it."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from conversations.words.phrases import LOCALES

TAGS = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
"""As `lang` attributes name them."""
ENGLISH = {
    "title": "Huiyin: tell us your concern",
    "name": "Huiyin",
    "call": "Ring us: {phone}",
    "log": "Conversation",
    "skip": "Go to the answer box",
    "you": "You",
    "bot": "Huiyin",
    "notice": "News about your case",
    "step": "Step {now} of {of}",
    "write": "Write here",
    "send": "Send",
    "photos": "Photos or files",
    "photos_hint": "Photos, recordings, PDF or Word, at most {most} MB each",
    "place": "Send my location",
    "refresh": "Check for news",
    "photo": "photo",
    "voice": "recording",
    "video": "video",
    "document": "document",
    "location": "My location",
    "remove": "Remove {name}",
    "sending": "Sending …",
    "file_waiting": "Waiting; it carries on by itself",
    "file_sending": "Sending: {n} %",
    "file_sent": "Sent",
    "unsent": "Not sent yet. It is kept on this device and will be sent as soon as you are back online.",
    "unreachable": "There's no connection at the moment. Please press again in a moment.",
    "no_place": "Your location could not be found. Please type the place instead.",
    "step_title": "Leave a name and a phone number",
    "step_why": (
        "Only the people handling your concern can see this, so that they can reach you. One of the two is enough."
    ),
    "step_one": "Please fill in at least one of the two.",
    "step_kept": "Thank you, we've got it. You can close this page and go back to your chat.",
    "step_used": (
        "This link has already been used; each works only once. If that wasn't you, please ask for a new one in "
        "your chat, or ring us."
    ),
    "step_over": "This link has expired. Please ask for a new one in your chat; nothing is lost there.",
    "step_gone": (
        "What this link was for is no longer there, so nothing was saved. Please write in your chat, or ring us."
    ),
    "step_busy": (
        "Your concern is being sent at this moment. Please press “Send” again in a minute; what you typed is still "
        "below."
    ),
    "news": "There is news",
    "free": "This is free of charge. Anyone who asks you for money is a cheat.",
}


@cache
def words(locale: str) -> dict[str, str]:
    if locale == "en":
        return ENGLISH
    path = Path(__file__).parent / "locales" / locale / "LC_MESSAGES" / "web.po"
    with path.open("rb") as f:
        held = {str(m.context): str(m.string) for m in read_po(f, locale=locale) if m.id and m.string}
    return {key: held[key] for key in ENGLISH}


def guess(accept_language: str) -> str:
    """The language of a new chat, from what the browser says; Simplified Chinese when it says nothing we speak."""
    for wanted in accept_language.lower().split(","):
        tag = wanted.split(";")[0].strip()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh_Hant"
        if tag.startswith("zh"):
            return "zh_Hans"
        if tag.startswith("en"):
            return "en"
    return LOCALES[0]
