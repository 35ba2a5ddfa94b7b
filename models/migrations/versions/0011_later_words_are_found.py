"""What is said later is found too: a row for each text; the worker reads older cases again"""

import sqlalchemy as sa
from alembic import op

from models.search import fts_text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_search") as table:
        table.add_column(sa.Column("seq", sa.Integer(), nullable=False, server_default="-1"))
        table.drop_constraint("uq_case_search_case_id", type_="unique")
        table.create_unique_constraint("uq_case_search_case_id_seq", ["case_id", "seq"])
    old = sa.text("seq < 0")
    op.create_index("ix_case_search_old", "case_search", ["id"], postgresql_where=old, sqlite_where=old)
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    bind.exec_driver_sql("DROP TABLE IF EXISTS case_fts")
    bind.exec_driver_sql("CREATE VIRTUAL TABLE case_fts USING fts5(body, tokenize='unicode61')")
    for id, body in bind.exec_driver_sql("SELECT id, body FROM case_search").all():
        bind.exec_driver_sql("INSERT INTO case_fts (rowid, body) VALUES (?, ?)", (id, fts_text(body)))
