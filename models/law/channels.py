"""The forms a matter comes in by (信访形式), and what each of them can do."""

from dataclasses import dataclass

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`chat`: the bot can speak there; on the others a person tells the resident. `abroad`: its servers are outside the
    country, so that the consent of PIPL art. 39 is asked for there, and names are not. Every channel says which."""

    chat: bool = False
    abroad: bool


PLAIN = Reach(abroad=False)
HERE = Reach(chat=True, abroad=False)


class Channel(Rows):
    """The form a matter came in by (信访形式); `staff`: the inbox of the staff's pages."""

    row: Reach
    WEB = "web", HERE
    TELEGRAM = "telegram", Reach(chat=True, abroad=True)
    SMS = "sms", HERE
    CONSOLE = "console", HERE
    VISIT = "visit", PLAIN
    PHONE = "phone", PLAIN
    LETTER = "letter", PLAIN
    STAFF = "staff", PLAIN


CHAT_CHANNELS = frozenset(c for c in Channel if c.row.chat)
