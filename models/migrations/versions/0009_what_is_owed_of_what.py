"""What an obligation is about stands in two columns, what a notice meets in a list"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PREFIXES = ("forwarded", "revoked", "again", "answer", "named", "after", "since")
"""What stood before the first hyphen of `subject`."""


def upgrade() -> None:
    op.add_column("obligation", sa.Column("about", sa.String(12), nullable=False, server_default="matter"))
    op.add_column("obligation", sa.Column("ref", sa.String(40), nullable=False, server_default=""))
    op.add_column("notification", sa.Column("meeting", sa.JSON(), nullable=False, server_default="[]"))
    others = "key IN ('muster', 'improvement')"
    op.execute(f"UPDATE obligation SET about = 'event', ref = subject WHERE subject <> '' AND NOT {others}")
    for prefix in PREFIXES:
        rest = f"substr(subject, {len(prefix) + 2})"
        op.execute(
            f"UPDATE obligation SET about = '{prefix}', ref = {rest} WHERE subject LIKE '{prefix}-%' AND NOT {others}"
        )
    op.execute("UPDATE obligation SET about = 'unit', ref = subject WHERE key = 'muster'")
    _improvements()
    listed = """'["' || replace(meets, ',', '","') || '"]'"""
    as_json = "::json" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"UPDATE notification SET meeting = ({listed}){as_json} WHERE meets <> ''")
    op.drop_column("obligation", "subject")
    op.drop_column("notification", "meets")
    op.execute("ALTER TABLE notification RENAME COLUMN meeting TO meets")


def _improvements() -> None:
    """`QH-ZJ+12`: the suggestion 12, which knows its unit."""
    bind = op.get_bind()
    found = bind.exec_driver_sql("SELECT id, subject FROM obligation WHERE key = 'improvement'").all()
    owed = sa.table("obligation", sa.column("id"), sa.column("about"), sa.column("ref"))
    for id, subject in found:
        made = subject.rpartition("+")[2]
        bind.execute(owed.update().where(owed.c.id == id).values(about="improvement", ref=made))
