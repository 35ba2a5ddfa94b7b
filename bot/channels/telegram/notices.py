"""The way out for notices: what the courier hands over is sent, and what became of it is told."""

import structlog

from bot.channels.base import Delivery
from bot.channels.telegram import words
from bot.channels.telegram.ledger import Ledger
from bot.channels.telegram.speak import Blocked, Later, Refused, Speaker, Unknown, pieces
from bot.channels.telegram.transport import NotSent
from bot.store import Chat, Mail, Store
from conversations.screens import Screen
from models.law.channels import Channel as Name
from models.wire import LeasedNotice

log = structlog.get_logger("bot.telegram.notices")
REASON = 200
"""Characters of a reason."""


class Notices:
    """A `bot.channels.base.Channel`.

    A notice is a row of the mailbox before it is sent: one whose receipt was lost is not sent twice, and one that a
    block holds back waits there for the person's return.
    """

    name = Name.TELEGRAM

    def __init__(self, store: Store, ledger: Ledger, speaker: Speaker) -> None:
        self._store, self._ledger, self._speaker = store, ledger, speaker

    async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
        await self._ledger.meet(chat)
        about = {"kind": notice.kind.value, "case_no": notice.case_no}
        row = await self._store.post(chat, Mail("notice", screens, notice=notice.id, lease=notice.lease, about=about))
        if any(known.seen for known in await self._store.unreported(notice.id)):
            return await self._delivered(row, notice)
        if await self._ledger.gone(chat):
            return Delivery("undeliverable", "blocked")
        try:
            await self._send(chat, notice, screens)
        except Blocked:
            await self._ledger.mark_gone(chat)
            return Delivery("undeliverable", "blocked")
        except Refused as no:
            return Delivery("undeliverable", _reason(str(no)))
        except (NotSent, Later) as why:
            return Delivery("retry", type(why).__name__)
        except Unknown as why:
            if not notice.repeated:
                raise
            log.warning("unknown twice", notice=notice.id)
            return Delivery("undeliverable", f"no answer from Telegram ({why})")
        await self._store.seen(chat, [row])
        return await self._delivered(row, notice)

    async def _send(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> None:
        """What breaks off in the middle is `Unknown`: it comes again as a whole, marked as a repeat."""
        copy = (words.say(notice.locale, "copy"), notice.case_no) if notice.case_no else None
        messages = [p for screen in screens[:-1] for p in pieces(screen)] + pieces(screens[-1], copy=copy)
        for n, (text, markup) in enumerate(messages):
            try:
                await self._speaker.say(int(chat.address), text, markup, urgency="notice")
            except (NotSent, Later, Refused) as why:
                if n:
                    raise Unknown(f"part {n + 1}: {type(why).__name__}") from None
                raise

    async def _delivered(self, row: int, notice: LeasedNotice) -> Delivery:
        """The courier reports it now; if that fails it is leased again, and found seen."""
        await self._store.reported(row, notice.lease)
        return Delivery("delivered")


def _reason(text: str) -> str:
    """A line as a receipt takes it."""
    return "".join(c for c in text if c.isprintable())[:REASON].strip() or "refused"
