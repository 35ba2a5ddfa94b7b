"""Notices that have not arrived and dates that are provisional are found by one look into an index"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    undelivered = sa.text("state IN ('due','leased','sent')")
    op.create_index(
        "ix_notification_undelivered",
        "notification",
        ["created_at", "id"],
        unique=False,
        postgresql_where=undelivered,
        sqlite_where=undelivered,
    )
    op.create_index(
        "ix_obligation_provisional",
        "obligation",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("met_at IS NULL AND void_at IS NULL AND done_at IS NULL AND provisional"),
        sqlite_where=sa.text("met_at IS NULL AND void_at IS NULL AND done_at IS NULL AND provisional = 1"),
    )
