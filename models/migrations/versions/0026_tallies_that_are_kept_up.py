"""Figures of the reports are kept up; the cases that stand are counted by the worker"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", ID, primary_key=True),
        sa.Column("grain", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.UniqueConstraint("grain", "at", "name", "unit_id"),
        sa.CheckConstraint("grain IN ('day', 'month', 'alarm', 'alarm_month', 'standing')", name="grain"),
    )
    none = sa.text("n = 0")
    op.create_index("ix_tally_none", "tally", ["id"], postgresql_where=none, sqlite_where=none)
    op.create_table(
        "case_tally",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"]),
        sa.UniqueConstraint("case_id"),
    )
    op.create_table(
        "tally_mark",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
    )
    op.execute("INSERT INTO tally_mark (case_id) SELECT id FROM case_ ORDER BY id")
