"""What was done before its day counts in the reports when it was done; the worker counts the cases that stand anew"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO tally_mark (case_id) SELECT id FROM case_ ORDER BY id")
