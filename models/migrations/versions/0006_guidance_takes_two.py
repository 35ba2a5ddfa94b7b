"""Guidance to another way is a kind of proposal: it takes two persons"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = "'refuse', 'return', 'extend', 'reclass', 'retier', 'designate'"


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
        op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind IN ({KINDS}, 'guide')")
        return
    # SQLite changes no constraint: the table is made anew from its own words, its triggers with each start
    made = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'proposal'").scalar_one()
    indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'proposal' AND sql IS NOT NULL"
    again = [sql for (sql,) in bind.exec_driver_sql(indexes)]
    wider = made.replace("CREATE TABLE proposal", "CREATE TABLE proposal_new", 1).replace(KINDS, f"{KINDS}, 'guide'", 1)
    for sql in (
        wider,
        "INSERT INTO proposal_new SELECT * FROM proposal",
        "DROP TABLE proposal",
        "ALTER TABLE proposal_new RENAME TO proposal",
        *again,
    ):
        bind.exec_driver_sql(sql)
