"""A handed-over chat knows the mark of the address it was written from"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hand_over", sa.Column("origin", sa.String(16)))
    op.create_index("ix_hand_over_origin", "hand_over", ["origin"])
