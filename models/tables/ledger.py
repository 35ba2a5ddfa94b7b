"""Messages owed, work for the desk, stored answers, the audit."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.law.facts import Attempts, Facts, TaskFacts
from models.law.notices import NoticeKind, NoticeState
from models.law.tasks import TaskKind
from models.tables.base import Table, one_of

_UNDELIVERED = "case_id IS NOT NULL AND state IN ('due','leased','sent')"
_UNREAD = "staff_id IS NOT NULL AND state = 'sent'"


class Notification(Table):
    """A message owed, written in the event's own transaction: to a case's resident, in order per case, to a member of
    staff (`staff_id`), or to whoever's chat is handed over (`hand_over_id`), in order too; there `event_seq` is the
    line whose words it carries.

    `task_id`: the call in which a person tells it, with whatever else there is to tell them.
    `meets`: keys of the obligations that are met once it is delivered or proved undeliverable.
    """

    __tablename__ = "notification"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("state", NoticeState),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_at"),
        CheckConstraint("state <> 'undeliverable' OR reason IS NOT NULL", name="reason"),
        CheckConstraint(
            "CASE WHEN case_id IS NULL THEN 0 ELSE 1 END + CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN hand_over_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_person",
        ),
        Index("ix_notification_staff", "staff_id", "id"),
        Index("ix_notification_case", "case_id", "id"),
        Index(
            "ix_notification_task",
            "task_id",
            postgresql_where=text("task_id IS NOT NULL"),
            sqlite_where=text("task_id IS NOT NULL"),
        ),
        Index(
            "ix_notification_due",
            "due_at",
            "id",
            postgresql_where=text("state IN ('due','leased')"),
            sqlite_where=text("state IN ('due','leased')"),
        ),
        Index(
            "ix_notification_undelivered",
            "created_at",
            "id",
            postgresql_where=text(_UNDELIVERED),
            sqlite_where=text(_UNDELIVERED),
        ),
        Index(
            "ix_notification_unread",
            "created_at",
            "id",
            postgresql_where=text(_UNREAD),
            sqlite_where=text(_UNREAD),
        ),
    )
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_over.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    meets: Mapped[list[str]] = mapped_column(default=list)
    channel: Mapped[str] = mapped_column(String(10))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"), index=True)
    event_seq: Mapped[int | None]
    facts: Mapped[Facts]
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
    record: Mapped[Attempts | None] = mapped_column(JSON)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))


class Task(Table):
    """Work for the receiving desk: call somebody, with all that there is to tell them; look at an alarm.

    `claimed_by_id`: who is at it since `claimed_at`.
    """

    __tablename__ = "task"
    __table_args__ = (one_of("kind", TaskKind), Index("ix_task_open", "done_at", "id"))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"), index=True)
    phone_sealed: Mapped[bytes | None]
    words_sealed: Mapped[bytes | None]
    facts: Mapped[TaskFacts]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    result: Mapped[str | None] = mapped_column(String(200))
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    claimed_at: Mapped[datetime | None]


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
    """Who looked at what: opened names, files, accusations; refused attempts. `changed`: what of the office was
    changed, a line for each field."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_target", "target", "id", postgresql_ops={"target": "text_pattern_ops"}),)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(50))
    target: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(200))
    changed: Mapped[list[str] | None]
    request_id: Mapped[str | None] = mapped_column(String(64))


class AllowedMove(Table):
    """`STATE_CHANGES`, for the trigger that refuses every other change of a case's state."""

    __tablename__ = "allowed_move"
    __table_args__ = (UniqueConstraint("before", "after"),)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))


class Heartbeat(Table):
    """When the clockwork last went round, and by whom; others take over when it stands still."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(20), unique=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
