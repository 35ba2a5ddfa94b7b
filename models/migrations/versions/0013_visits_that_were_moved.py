"""A booking that was moved says when it was to be before"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointment", sa.Column("moved_from", sa.DateTime(timezone=True)))
