"""Indexes in whose order lists are read, for whoever sees few of all cases"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

OPEN = "state NOT IN ('closed', 'no_longer_accepted', 'not_accepted', 'withdrawn')"
URGED = sa.text(f"urged_at IS NOT NULL AND {OPEN}")
UNANSWERED = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_case_unit_registered", "case_", ["lead_unit_id", "registered_at", "id"])
    op.create_index("ix_case_answerable_registered", "case_", ["answerable_unit_id", "registered_at", "id"])
    op.drop_index("ix_case__answerable_unit_id", "case_")
    op.create_index("ix_case_owner_registered", "case_", ["owner_id", "registered_at", "id"])
    op.create_index("ix_case_topic_updated", "case_", ["topic_id", "updated_at", "id"])
    op.create_index("ix_case_ended", "case_", ["ended_at", "id"])
    inside, on_sqlite = sa.text("restricted"), sa.text("restricted = 1")
    op.create_index("ix_case_walled", "case_", ["registered_at", "id"], postgresql_where=inside, sqlite_where=on_sqlite)
    op.create_index("ix_case_open_urged", "case_", ["urged_at", "id"], postgresql_where=URGED, sqlite_where=URGED)
    op.create_index("ix_improvement_open", "improvement", ["id"], postgresql_where=UNANSWERED, sqlite_where=UNANSWERED)
    op.create_index("ix_improvement_made", "improvement", ["made_at"])
