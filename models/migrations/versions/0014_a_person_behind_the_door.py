"""Chats are handed over to staff: the queue, what is said there, its notices and files, and who is on duty"""

import sqlalchemy as sa
from alembic import op

from models.migrations import checks

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def upgrade() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("reason", sa.String(10), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("waits_since", AT, nullable=False),
        sa.Column("taken_at", AT),
        sa.Column("taken_by_id", ID),
        sa.Column("spoke_at", AT, nullable=False),
        sa.Column("answered_at", AT),
        sa.Column("warned_at", AT),
        sa.Column("ended_at", AT),
        sa.Column("ended", sa.String(12)),
        sa.Column("draft_sealed", sa.LargeBinary()),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("alerted_at", AT),
        sa.Column("acknowledged_at", AT),
        sa.Column("acknowledged_by_id", ID),
        _to("channel_id", "resident_channel"),
        _to("case_id", "case_"),
        _to("taken_by_id", "staff"),
        _to("acknowledged_by_id", "staff"),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_at"),
        sa.CheckConstraint("(taken_by_id IS NULL) = (taken_at IS NULL)", name="taken"),
    )
    for column in ("channel_id", "case_id", "taken_by_id", "acknowledged_by_id"):
        op.create_index(f"ix_hand_over_{column}", "hand_over", [column])
    still = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_hand_over_open", "hand_over", ["channel_id"], unique=True, postgresql_where=still, sqlite_where=still
    )
    op.create_table(
        "hand_over_line",
        sa.Column("id", ID, primary_key=True),
        sa.Column("hand_over_id", ID, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("voice", sa.String(8), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("body_sealed", sa.LargeBinary()),
        sa.Column("attachment_id", ID),
        sa.Column("before", sa.Boolean(), nullable=False),
        _to("hand_over_id", "hand_over"),
        _to("staff_id", "staff"),
        _to("attachment_id", "attachment"),
    )
    op.create_index("ix_hand_over_line_order", "hand_over_line", ["hand_over_id", "id"])
    for column in ("staff_id", "attachment_id"):
        op.create_index(f"ix_hand_over_line_{column}", "hand_over_line", [column])
    op.create_table(
        "on_duty",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        _to("staff_id", "staff"),
        sa.UniqueConstraint("position"),
        sa.CheckConstraint("since BETWEEN 0 AND 1439 AND until BETWEEN 1 AND 1440", name="hours"),
    )
    op.create_index("ix_on_duty_staff_id", "on_duty", ["staff_id"])
    for table in ("notification", "attachment"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("hand_over_id", ID))
            changed.create_foreign_key(f"fk_{table}_hand_over_id", "hand_over", ["hand_over_id"], ["id"])
        op.create_index(f"ix_{table}_hand_over_id", table, ["hand_over_id"])
    given = ("case_id", "staff_id", "hand_over_id")
    one = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in given)
    checks.make(op.get_bind(), "notification", {"ck_notification_one_person": f"{one} = 1"})
