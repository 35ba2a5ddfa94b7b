"""What is supervised is answered by whoever answers for the case"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("supervision_item", sa.Column("answer_seq", sa.Integer(), nullable=True))
