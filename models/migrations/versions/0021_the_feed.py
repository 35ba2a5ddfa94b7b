"""Events have a place in a feed for other systems; addresses that it is sent to"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "feed_entry",
        sa.Column("id", ID, primary_key=True),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"]),
        sa.UniqueConstraint("event_id"),
        sa.UniqueConstraint("position"),
    )
    op.execute("INSERT INTO feed_entry (event_id, position) SELECT id, row_number() OVER (ORDER BY id) FROM case_event")
    unnumbered = sa.text("position IS NULL")
    op.create_index(
        "ix_feed_entry_unnumbered", "feed_entry", ["event_id"], postgresql_where=unnumbered, sqlite_where=unnumbered
    )
    op.create_table(
        "webhook",
        sa.Column("id", ID, primary_key=True),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.String(100)),
    )
    op.create_index("ix_webhook_next_at", "webhook", ["next_at"])
