"""Offices, posts, hours and places may have an English form"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = (
    ("unit", "name_en", 100),
    ("unit", "hours_en", 100),
    ("contact", "name_en", 100),
    ("official", "post_en", 200),
    ("official", "portfolio_en", 200),
    ("visit_day", "venue_en", 200),
)


def upgrade() -> None:
    for table, column, length in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(length), nullable=False, server_default=""))
