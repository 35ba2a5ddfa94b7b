"""The audit is found by the number of a case"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    patterns = {"target": "text_pattern_ops"}
    op.create_index("ix_audit_entry_target", "audit_entry", ["target", "id"], postgresql_ops=patterns)
