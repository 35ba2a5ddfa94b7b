"""Notices that have not arrived, messages nobody has read, steps nobody has acknowledged, what staff did last and dates
that are provisional are found by one look into an index"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    parts = (
        (
            "notification",
            "undelivered",
            ["created_at", "id"],
            "case_id IS NOT NULL AND state IN ('due','leased','sent')",
        ),
        ("notification", "unread", ["created_at", "id"], "staff_id IS NOT NULL AND state = 'sent'"),
        ("escalation", "waiting", ["staff_id", "item_id"], "acknowledged_at IS NULL"),
        ("case_event", "by_staff", ["case_id", "seq"], "staff_id IS NOT NULL"),
    )
    for table, name, columns, where in parts:
        held = sa.text(where)
        op.create_index(f"ix_{table}_{name}", table, columns, unique=False, postgresql_where=held, sqlite_where=held)
    op.create_index(
        "ix_obligation_provisional",
        "obligation",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("met_at IS NULL AND void_at IS NULL AND done_at IS NULL AND provisional"),
        sqlite_where=sa.text("met_at IS NULL AND void_at IS NULL AND done_at IS NULL AND provisional = 1"),
    )
