"""Files that staff add to a case or send with a reply belong to the event they came with"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("event_seq", sa.Integer(), nullable=True))
