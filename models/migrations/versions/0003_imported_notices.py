"""Holiday notices that were imported, and how each date was counted, so that it can be counted again"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_notice",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_notice")),
    )
    op.create_index(op.f("ix_imported_notice_year"), "imported_notice", ["year"], unique=False)
    op.add_column("obligation", sa.Column("limit_key", sa.String(length=30), nullable=True))
    op.add_column("obligation", sa.Column("counted_from", sa.Date(), nullable=True))
