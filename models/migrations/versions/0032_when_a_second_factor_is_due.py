"""From when on somebody whose role needs a second factor is let in with one only"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("factor_due_at", sa.DateTime(timezone=True)))
