"""What somebody says who wants a person stands, sealed, with the task of the desk"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("words_sealed", sa.LargeBinary()))
