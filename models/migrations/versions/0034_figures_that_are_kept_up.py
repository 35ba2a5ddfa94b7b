"""Figures by unit, area, topic, channel and month are kept up too; the worker counts the cases that stand anew"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "figure_tally",
        sa.Column("id", ID, primary_key=True),
        sa.Column("grain", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("axis", sa.String(10), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("grain", "axis", "unit_id", "at", "code", "name"),
        sa.CheckConstraint("grain IN ('day', 'month', 'alarm', 'alarm_month', 'standing')", name="grain"),
    )
    none = sa.text("n = 0")
    op.create_index("ix_figure_tally_none", "figure_tally", ["id"], postgresql_where=none, sqlite_where=none)
    op.add_column("case_tally", sa.Column("figures", sa.JSON(), nullable=True))
    op.add_column("case_tally", sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True))
    late = sa.text("stale_at IS NOT NULL")
    op.create_index("ix_case_tally_stale", "case_tally", ["stale_at"], postgresql_where=late, sqlite_where=late)
    op.execute("INSERT INTO tally_mark (case_id) SELECT id FROM case_ ORDER BY id")
