"""What the resident answered to the form's further questions is kept with the case"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_", sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
