"""What is shown of a file is drawn once and kept beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("looked_at", sa.DateTime(timezone=True)),
        sa.Column("shown_token", sa.String(64)),
        sa.Column("shown_type", sa.String(100)),
        sa.Column("preview_token", sa.String(64)),
        sa.Column("broke_off", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("attachment", column)
