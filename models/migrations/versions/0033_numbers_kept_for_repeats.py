"""The number of a request that is not a case yet, kept for its repeats"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_number",
        sa.Column("id", ID, primary_key=True),
        sa.Column("intake_key", sa.String(200), nullable=False),
        sa.Column("series", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.UniqueConstraint("intake_key"),
    )
    op.create_index("ix_case_number_day", "case_number", ["day"])
