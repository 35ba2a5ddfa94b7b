"""The tables. Rules stand here too: CHECK, UNIQUE, foreign keys; triggers are in `models.guards`.

`*_sealed` columns hold values sealed by `models.keys`; `*_mark` columns are keyed hashes to look them up by.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from models import rules

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """Aware in, UTC stored, aware out. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


Id = BigInteger().with_variant(Integer, "sqlite")


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: Utc,
        dict[str, Any]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
    }
    id: Mapped[int] = mapped_column(Id, primary_key=True)


# --- the places and the people who answer ---------------------------------------------------------------------------


class Area(Table):
    """Five levels and the grid (省 市 县 乡镇 村居 网格), as a tree. `code` is the administrative code."""

    __tablename__ = "area"
    code: Mapped[str] = mapped_column(String(15), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)


class Topic(Table):
    """The content classification (内容分类), three levels."""

    __tablename__ = "topic"
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    common: Mapped[bool] = mapped_column(default=False)
    placed: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)


class Unit(Table):
    """A department, township or desk. Accusations go only to units whose `discipline` is true."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[str | None] = mapped_column(String(100))
    desk: Mapped[bool] = mapped_column(default=False)
    discipline: Mapped[bool] = mapped_column(default=False)


class Official(Table):
    __tablename__ = "official"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    portfolio: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(10))


class Staff(Table):
    __tablename__ = "staff"
    login: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    roles: Mapped[list["StaffRole"]] = relationship(lazy="raise", back_populates="staff")


class StaffRole(Table):
    """A role in a unit. `unit_id` NULL: the role is not bound to one unit (admin, supervisor of all)."""

    __tablename__ = "staff_role"
    __table_args__ = (one_of("role", rules.Role), UniqueConstraint("staff_id", "role", "unit_id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    staff: Mapped[Staff] = relationship(lazy="raise", back_populates="roles")


class ApiToken(Table):
    """Opaque and revocable; only its SHA-256 is held. A staff token or a service token with scopes."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (service IS NULL)", name="one_owner"),)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    service: Mapped[str | None] = mapped_column(String(50))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class CalendarDay(Table):
    """Our own calendar: seeded from the official notices, later years unconfirmed until theirs is imported."""

    __tablename__ = "calendar_day"
    date: Mapped[date] = mapped_column(Date, unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    confirmed: Mapped[bool]
    name: Mapped[str | None] = mapped_column(String(50))


# --- residents and cases ---------------------------------------------------------------------------------------------


class Resident(Table):
    __tablename__ = "resident"
    created_at: Mapped[datetime]
    channels: Mapped[list["ResidentChannel"]] = relationship(lazy="raise", back_populates="resident")


class ResidentChannel(Table):
    """A chat of a resident. `address_mark` is the keyed hash of `channel:address`."""

    __tablename__ = "resident_channel"
    __table_args__ = (one_of("channel", rules.Channel),)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    address_mark: Mapped[str] = mapped_column(String(64), unique=True)
    address_sealed: Mapped[bytes]
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    unreachable_since: Mapped[datetime | None]
    resident: Mapped[Resident] = relationship(lazy="raise", back_populates="channels")


class Case(Table):
    """信访事项. `state` is what the events say, kept for queries. `version` = seq of its last event = ETag.

    `channel` is the form it came in by; `channel_id` the chat that is told now. `code_issue` counts lost query codes.
    """

    __tablename__ = "case_"
    __table_args__ = (
        one_of("state", rules.State),
        one_of("kind", rules.Kind),
        one_of("case_class", rules.CaseClass),
        one_of("channel", rules.Channel),
        one_of("rating", rules.Rating),
        CheckConstraint("petitioner_count >= 1", name="petitioner_count"),
        CheckConstraint("(urge_count = 0) = (urged_at IS NULL)", name="urged_at"),
        CheckConstraint("restricted OR case_class IS NULL OR case_class <> 'accusation'", name="accusation_walled"),
        CheckConstraint("restricted OR kind <> 'accusation'", name="accusation_kind_walled"),
        CheckConstraint(
            "state NOT IN ('assigned') OR (lead_unit_id IS NOT NULL AND handler_id IS NOT NULL)", name="owner"
        ),
        CheckConstraint("state = 'closed' OR due_at IS NOT NULL", name="open_has_due"),
        Index("ix_case_unit_state_due", "lead_unit_id", "state", "due_at", "id"),
        Index("ix_case_registered", "registered_at", "id"),
        Index(
            "ix_case_open_due",
            "due_at",
            "id",
            postgresql_where=text("state <> 'closed'"),
            sqlite_where=text("state <> 'closed'"),
        ),
        Index("ix_case_area_registered", "area_id", "registered_at", "id"),
        Index("ix_case_topic_registered", "topic_id", "registered_at", "id"),
        Index("ix_case_handler_due", "handler_id", "due_at"),
        Index("ix_case_updated", "updated_at", "id"),
        Index(
            "ix_case_urged",
            "urged_at",
            "id",
            postgresql_where=text("urged_at IS NOT NULL"),
            sqlite_where=text("urged_at IS NOT NULL"),
        ),
        Index("ix_case_chat_registered", "channel_id", "registered_at"),
    )
    case_no: Mapped[str] = mapped_column(String(30), unique=True)
    code_mark: Mapped[str] = mapped_column(String(64))
    code_key: Mapped[int]
    code_issue: Mapped[int] = mapped_column(default=0)
    intake_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    case_class: Mapped[str | None] = mapped_column(String(12))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    place_sealed: Mapped[bytes | None]
    elsewhere: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(10))
    petition_date: Mapped[date] = mapped_column(Date)
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    updated_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    restricted: Mapped[bool] = mapped_column(default=False)
    anonymous: Mapped[bool] = mapped_column(default=False)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    petitioner_count: Mapped[int] = mapped_column(default=1)
    affected_count: Mapped[int | None]
    attended_count: Mapped[int | None]
    consent: Mapped[str] = mapped_column(String(40))
    profile: Mapped[str] = mapped_column(String(40))
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lead_official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"), index=True)
    due_at: Mapped[datetime | None]
    rating: Mapped[str | None] = mapped_column(String(12))
    urge_count: Mapped[int] = mapped_column(default=0)
    urged_at: Mapped[datetime | None]
    many_today: Mapped[bool] = mapped_column(default=False)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"))
    version: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")

    topic: Mapped[Topic | None] = relationship(lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")
    lead_unit: Mapped[Unit] = relationship(lazy="raise")
    handler: Mapped[Staff | None] = relationship(lazy="raise", foreign_keys=[handler_id])
    person: Mapped["CasePerson | None"] = relationship(lazy="raise", back_populates="case")
    words: Mapped[list["CaseWords"]] = relationship(lazy="raise", order_by="CaseWords.seq")


class CasePerson(Table):
    """Who the petitioner is: sealed, apart from the case, opened with a reason."""

    __tablename__ = "case_person"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), unique=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_last4: Mapped[str | None] = mapped_column(String(4))
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
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
    """A file. Its bytes lie sealed in the vault under `token`; `case_id` NULL until a case takes it."""

    __tablename__ = "attachment"
    token: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime]


class CaseEvent(Table):
    """The timeline: append-only (triggers), one hash chain per case."""

    __tablename__ = "case_event"
    __table_args__ = (one_of("kind", rules.EventKind), UniqueConstraint("case_id", "seq"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    actor: Mapped[str] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]]
    body_sealed: Mapped[bytes | None]
    body_digest: Mapped[str | None] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class Obligation(Table):
    """A dated response the case owes. Alarms use `due_nominal`; a resident's right uses `due_at` (rolled)."""

    __tablename__ = "obligation"
    __table_args__ = (Index("ix_obligation_case", "case_id", "key"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    key: Mapped[str] = mapped_column(String(30))
    opened_at: Mapped[datetime]
    due_nominal: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    provisional: Mapped[bool]
    met_at: Mapped[datetime | None]
    met_by: Mapped[int | None]


class CaseSearch(Table):
    """Normalised words to search in, beside the case. PostgreSQL: GIN over `grams`; SQLite: FTS5 over `body`.

    Accusations have no row here.
    """

    __tablename__ = "case_search"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), unique=True)
    body: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(JSON().with_variant(ARRAY(Text), "postgresql"))


class CaseCounter(Table):
    """The last number given, per area and local day."""

    __tablename__ = "case_counter"
    __table_args__ = (UniqueConstraint("series", "day"),)
    series: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date)
    last: Mapped[int]


# --- visit days ------------------------------------------------------------------------------------------------------


class VisitDay(Table):
    __tablename__ = "visit_day"
    token: Mapped[str] = mapped_column(String(20), unique=True)
    date: Mapped[date] = mapped_column(Date, index=True)
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str] = mapped_column(String(200))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), index=True)
    companions: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    area: Mapped[Area] = relationship(lazy="raise")
    official: Mapped[Official] = relationship(lazy="raise")


class Slot(Table):
    """`taken` counts bookings and live holds; the CHECK is what makes overbooking impossible."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
        UniqueConstraint("visit_day_id", "starts_at"),
    )
    token: Mapped[str] = mapped_column(String(20), unique=True)
    visit_day_id: Mapped[int] = mapped_column(ForeignKey("visit_day.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    visit_day: Mapped[VisitDay] = relationship(lazy="raise")


class Hold(Table):
    """A place kept while somebody fills in the form. One per session, prolonged by asking again."""

    __tablename__ = "hold"
    session: Mapped[str] = mapped_column(String(64), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    until: Mapped[datetime] = mapped_column(index=True)


class Appointment(Table):
    __tablename__ = "appointment"
    __table_args__ = (
        one_of("state", rules.AppointmentState),
        CheckConstraint(f"people >= 1 AND people <= {rules.MAX_PARTY}", name="people"),
        Index(
            "uq_appointment_open_case",
            "case_id",
            unique=True,
            postgresql_where=text("state = 'booked'"),
            sqlite_where=text("state = 'booked'"),
        ),
    )
    booking_no: Mapped[str] = mapped_column(String(20), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    people: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    slot: Mapped[Slot] = relationship(lazy="raise")
    case: Mapped[Case] = relationship(lazy="raise")


# --- the response ledger ---------------------------------------------------------------------------------------------


class Notification(Table):
    """A message owed to a resident, written in the event's own transaction; in order per case."""

    __tablename__ = "notification"
    __table_args__ = (
        one_of("kind", rules.NoticeKind),
        one_of("state", rules.NoticeState),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_at"),
        CheckConstraint("state <> 'undeliverable' OR reason IS NOT NULL", name="reason"),
        Index("ix_notification_case", "case_id", "id"),
        Index(
            "ix_notification_due",
            "due_at",
            "id",
            postgresql_where=text("state IN ('due','leased')"),
            sqlite_where=text("state IN ('due','leased')"),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    kind: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(10))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"), index=True)
    event_seq: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(14))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Task(Table):
    """Work for the receiving desk: call somebody, record a delivery, look at an alarm."""

    __tablename__ = "task"
    __table_args__ = (one_of("kind", rules.TaskKind), Index("ix_task_open", "done_at", "id"))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("notification.id"), unique=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"), index=True)
    phone_sealed: Mapped[bytes | None]
    facts: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    result: Mapped[str | None] = mapped_column(String(200))


class Idempotency(Table):
    """The stored answer of a creating request, written in the effect's own transaction. Kept 30 days."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("owner", "key"),)
    owner: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    route: Mapped[str] = mapped_column(String(100))
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    body_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Table):
    """Who looked at what: opened names, files, accusations; refused attempts."""

    __tablename__ = "audit_entry"
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(50))
    target: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(200))
    request_id: Mapped[str | None] = mapped_column(String(64))


class AllowedMove(Table):
    """`rules.STATE_CHANGES`, for the trigger that refuses every other change of a case's state."""

    __tablename__ = "allowed_move"
    __table_args__ = (UniqueConstraint("before", "after"),)
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
