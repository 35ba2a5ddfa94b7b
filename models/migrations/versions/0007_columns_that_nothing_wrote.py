"""Columns of a case that nothing ever wrote are gone"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("affected_count", "first_national", "major_urgent"):
        op.drop_column("case_", column)
