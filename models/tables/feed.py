"""The feed of events for other systems, and the addresses that it is sent to."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Table

_UNNUMBERED = "position IS NULL"


class FeedEntry(Table):
    """An event to be told to other systems; a trigger writes it with the event (`models.guards`).

    `position` is given after the commit, under one lock: whoever has read up to a position has missed nothing before
    it, however long a transaction stayed open.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (
        Index(
            "ix_feed_entry_unnumbered",
            "event_id",
            postgresql_where=text(_UNNUMBERED),
            sqlite_where=text(_UNNUMBERED),
        ),
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"), unique=True)
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Webhook(Table):
    """Where the feed is sent to, and how far it got. `kinds` empty: events of every kind."""

    __tablename__ = "webhook"
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[str]]
    secret_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(index=True)
    last_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(100))
