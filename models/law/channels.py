"""The forms a matter comes in by (信访形式), and what each of them can do."""

from dataclasses import dataclass

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`chat`: the bot can speak there; on the others a person tells the resident."""

    chat: bool = False


PLAIN = Reach()


class Channel(Rows):
    """The form a matter came in by (信访形式); `staff`: the inbox of the staff's pages."""

    row: Reach
    WEB = "web", Reach(chat=True)
    TELEGRAM = "telegram", Reach(chat=True)
    SMS = "sms", Reach(chat=True)
    CONSOLE = "console", Reach(chat=True)
    VISIT = "visit", PLAIN
    PHONE = "phone", PLAIN
    LETTER = "letter", PLAIN
    STAFF = "staff", PLAIN


CHAT_CHANNELS = frozenset(c for c in Channel if c.row.chat)
