"""Whether an original waits to be written up is kept with the case; who owns what is open has an index"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WORDS = "SELECT 1 FROM {} w WHERE w.case_id = case_.id AND w.attachment_id IS NULL"
WRITTEN = "SELECT 1 FROM case_event e WHERE e.case_id = case_.id AND e.kind = 'written_up'"


def upgrade() -> None:
    op.add_column("case_", sa.Column("to_write_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    none = (WORDS.format("case_words"), WORDS.format("accusation"), WRITTEN)
    wordless = " AND ".join(f"NOT EXISTS ({rows})" for rows in none)
    op.get_bind().execute(sa.text(f"UPDATE case_ SET to_write_up = :yes WHERE {wordless}").bindparams(yes=True))
    op.create_index(
        "ix_case_to_write_up",
        "case_",
        ["registered_at", "id"],
        postgresql_where=sa.text("to_write_up"),
        sqlite_where=sa.text("to_write_up = 1"),
    )
    open_ = "state NOT IN ('closed', 'no_longer_accepted', 'not_accepted', 'withdrawn')"
    op.create_index(
        "ix_case_open_owner",
        "case_",
        ["owner_id", "due_at", "id"],
        postgresql_where=sa.text(open_),
        sqlite_where=sa.text(open_),
    )
