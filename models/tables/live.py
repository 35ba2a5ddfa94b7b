"""A person behind the door: chats handed over to staff, what was said there, and who is on duty."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.law.live import Parting, Reason, Voice
from models.tables.base import Table, one_of


class HandOver(Table):
    """A chat that waits for a person (`taken_by_id` NULL) or is with one; one is open for each chat.

    `waits_since`: since it was handed over or put back. `spoke_at`: the person's last words; `answered_at`: the last
    of staff's. `warned_at`: when the bot last said that nobody is there. `draft_sealed`: what stands in the form.
    `origin`: a mark of the address it was written from, of that day. `alerts`: how many of those on duty were
    alerted; `acknowledged_at`: one of them has it.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        one_of("reason", Reason),
        one_of("ended", Parting),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("(taken_by_id IS NULL) = (taken_at IS NULL)", name="taken"),
        Index(
            "uq_hand_over_open",
            "channel_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
        Index("ix_hand_over_ended", "ended_at", "id"),
    )
    channel_id: Mapped[int] = mapped_column(ForeignKey("resident_channel.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    reason: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime]
    waits_since: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    spoke_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str | None] = mapped_column(String(12))
    draft_sealed: Mapped[bytes | None]
    origin: Mapped[str | None] = mapped_column(String(16), index=True)
    alerts: Mapped[int] = mapped_column(default=0)
    alerted_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)


class HandOverLine(Table):
    """A line of the talk, sealed; those from before the hand-over come first. What staff write is delivered as a
    notice of this line."""

    __tablename__ = "hand_over_line"
    __table_args__ = (one_of("voice", Voice), Index("ix_hand_over_line_order", "hand_over_id", "id"))
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    at: Mapped[datetime]
    voice: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    body_sealed: Mapped[bytes | None]
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    before: Mapped[bool] = mapped_column(default=False)


class OnDuty(Table):
    """A line of the crisis duty: who, in which order, on which days of the week (1 is Monday) from when until when,
    in minutes of the local day. A duty that ends before it begins goes on over midnight."""

    __tablename__ = "on_duty"
    __table_args__ = (
        UniqueConstraint("position"),
        CheckConstraint("since BETWEEN 0 AND 1439 AND until BETWEEN 1 AND 1440", name="hours"),
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    position: Mapped[int]
    days: Mapped[str] = mapped_column(String(7))
    since: Mapped[int]
    until: Mapped[int]
