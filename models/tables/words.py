"""What was said and what happened: the original, the timeline, the search beside it."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.law.events import EventKind
from models.law.facts import Facts
from models.tables.base import Table, one_of
from models.tables.cases import Case

_UNMARKED = "name_sealed IS NOT NULL AND name_mark IS NULL"


class CasePerson(Table):
    """Who the petitioner is: sealed, apart from the case, opened with a reason.

    The keyed marks tell whether two are the same name or phone, and nothing else.
    """

    __tablename__ = "case_person"
    __table_args__ = (
        Index("ix_case_person_last4", "phone_last4", "case_id"),
        Index(
            "ix_case_person_unmarked",
            "id",
            postgresql_where=text(_UNMARKED),
            sqlite_where=text(_UNMARKED),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), unique=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_last4: Mapped[str | None] = mapped_column(String(4))
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    name_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    address_sealed: Mapped[bytes | None]
    case: Mapped[Case] = relationship(lazy="raise", back_populates="person")


class WordsColumns:
    """A piece of the original: sealed words or a file, with the SHA-256 of the UTF-8 words or the file's bytes."""

    seq: Mapped[int]
    body_sealed: Mapped[bytes | None]
    digest: Mapped[str] = mapped_column(String(64))
    said_at: Mapped[datetime]


class CaseWords(WordsColumns, Table):
    """The resident's own words, immutable (triggers). NULL body only after erasure or behind the accusation wall."""

    __tablename__ = "case_words"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    attachment: Mapped["Attachment | None"] = relationship(lazy="raise")


class Accusation(WordsColumns, Table):
    """The walled-off words of an accusation: own table, own key, read by role discipline only. Art. 30."""

    __tablename__ = "accusation"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    attachment: Mapped["Attachment | None"] = relationship(lazy="raise")


class Attachment(Table):
    """A file. Its bytes lie sealed in the vault under `token`; `case_id` NULL until a case takes it,
    `event_seq` when staff added it with that event, `hand_over_id` when it was sent to whoever spoke there.

    What is shown of it lies beside them: `shown_token` and `preview_token`, NULL where nothing can be shown.
    `looked_at` NULL: nobody has tried yet. `broke_off`: only a part of it arrived. `name_sealed`: what its sender calls
    it, cleaned.
    """

    __tablename__ = "attachment"
    token: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    event_seq: Mapped[int | None]
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_over.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    name_sealed: Mapped[bytes | None]
    stored_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    shown_token: Mapped[str | None] = mapped_column(String(64))
    shown_type: Mapped[str | None] = mapped_column(String(100))
    preview_token: Mapped[str | None] = mapped_column(String(64))
    broke_off: Mapped[bool] = mapped_column(default=False, server_default=false())


class Correction(Table):
    """A field that staff set or corrected with the event of `seq`: what stood there before, and what since then."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("case_id", "seq", "field"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    seq: Mapped[int]
    field: Mapped[str] = mapped_column(String(20))
    before_sealed: Mapped[bytes | None]
    after_sealed: Mapped[bytes | None]


class CaseEvent(Table):
    """The timeline: append-only (triggers), one hash chain per case."""

    __tablename__ = "case_event"
    __table_args__ = (
        one_of("kind", EventKind),
        UniqueConstraint("case_id", "seq"),
        Index(
            "ix_case_event_by_staff",
            "case_id",
            "seq",
            postgresql_where=text("staff_id IS NOT NULL"),
            sqlite_where=text("staff_id IS NOT NULL"),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    actor: Mapped[str] = mapped_column(String(100))
    facts: Mapped[Facts]
    body_sealed: Mapped[bytes | None]
    body_digest: Mapped[str | None] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class CaseSearch(Table):
    """Normalised words to search in, beside the case: `seq` 0 is the original, else the event of a later text.

    -1 is the beginning of an original as it was kept before, until the worker has read the case again.

    PostgreSQL: GIN over `grams`; SQLite: FTS5 with the same row ids. Accusations have no row here.
    """

    __tablename__ = "case_search"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_case_search_old", "id", postgresql_where=text("seq < 0"), sqlite_where=text("seq < 0")),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    seq: Mapped[int] = mapped_column(server_default="-1")
    body: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(JSON().with_variant(ARRAY(Text), "postgresql"))


class CaseCounter(Table):
    """The last number given, per area and local day."""

    __tablename__ = "case_counter"
    __table_args__ = (UniqueConstraint("series", "day"),)
    series: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date)
    last: Mapped[int]


class CaseNumber(Table):
    """The number that a request has for its case, before that is written: its repeats get the same. Kept 30 days."""

    __tablename__ = "case_number"
    __table_args__ = (UniqueConstraint("intake_key"),)
    intake_key: Mapped[str] = mapped_column(String(200))
    series: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date, index=True)
    last: Mapped[int]
