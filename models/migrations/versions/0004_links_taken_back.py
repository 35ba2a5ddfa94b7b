"""A link between cases that was a mistake is taken back; that it was made stays"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_link", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
