"""What is done to an account that reads accusations takes two of those who read them"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
DECIDED = "(decided_at IS NULL) = (approved IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "account_proposal",
        sa.Column("id", ID, primary_key=True),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("login", sa.String(50), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("proposed_at", AT, nullable=False),
        sa.Column("decided_by_id", ID),
        sa.Column("decided_at", AT),
        sa.Column("approved", sa.Boolean()),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["staff.id"], name=op.f("fk_account_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_account_proposal_decided_by_id")),
        sa.CheckConstraint("act IN ('add', 'change', 'off', 'on', 'password')", name="act"),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_persons"),
        sa.CheckConstraint(DECIDED, name="decided"),
    )
    still = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_account_proposal_open", "account_proposal", ["login"], unique=True, sqlite_where=still,
        postgresql_where=still,
    )  # fmt: skip
