"""What staff set and correct of a case, with its history; what is half written"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def upgrade() -> None:
    op.add_column("case_", sa.Column("title_sealed", sa.LargeBinary()))
    op.add_column("case_", sa.Column("summary_sealed", sa.LargeBinary()))
    op.add_column("answer", sa.Column("state_before", sa.String(20)))
    op.add_column("answer", sa.Column("taken_back_at", AT))
    op.create_table(
        "correction",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary()),
        sa.Column("after_sealed", sa.LargeBinary()),
        _to("case_id", "case_"),
        sa.UniqueConstraint("case_id", "seq", "field"),
    )
    op.create_table(
        "draft",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("fields_sealed", sa.LargeBinary()),
        sa.Column("saved_at", AT, nullable=False),
        _to("staff_id", "staff"),
        sa.UniqueConstraint("staff_id", "place", "form"),
    )
    op.create_index("ix_draft_place", "draft", ["place", "saved_at"])
