"""Talks that have ended are found again by day"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_hand_over_ended", "hand_over", ["ended_at", "id"])
