"""What waits for each member of staff; which residents were asked and have not answered"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ENDED = "'closed', 'no_longer_accepted', 'not_accepted', 'withdrawn'"


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def _index(name: str, table: str, columns: list[str], rule: str, *, unique: bool = False) -> None:
    where = sa.text(rule)
    op.create_index(name, table, columns, unique=unique, postgresql_where=where, sqlite_where=where)


def upgrade() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("ref", sa.String(20), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("unit_id", ID),
        sa.Column("by_id", ID),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("seen_at", AT),
        sa.Column("done_at", AT),
        sa.Column("done_by_id", ID),
        _to("case_id", "case_"),
        _to("staff_id", "staff"),
        _to("unit_id", "unit"),
        _to("by_id", "staff"),
        _to("done_by_id", "staff"),
        sa.CheckConstraint("staff_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody"),
    )
    _index("uq_waiting_open", "waiting", ["case_id", "kind", "ref"], "done_at IS NULL", unique=True)
    _index("ix_waiting_staff", "waiting", ["staff_id", "id"], "done_at IS NULL")
    _index("ix_waiting_unit", "waiting", ["unit_id", "id"], "done_at IS NULL")
    op.add_column("case_", sa.Column("asked_at", AT))
    _index("ix_case_asked", "case_", ["asked_at", "id"], "asked_at IS NOT NULL")
    bind = op.get_bind()
    bind.exec_driver_sql(f"UPDATE case_ SET due_at = NULL WHERE due_at IS NOT NULL AND state IN ({ENDED})")
    asked = "SELECT max(e.at) FROM case_event e WHERE e.case_id = case_.id AND e.kind = 'question' AND NOT EXISTS ("
    asked += (
        "SELECT 1 FROM case_event a WHERE a.case_id = e.case_id AND a.seq > e.seq AND a.kind IN ('answer', 'addition'))"
    )
    bind.exec_driver_sql(f"UPDATE case_ SET asked_at = ({asked}) WHERE state NOT IN ({ENDED})")
