"""Areas, units, officials and contacts can be switched off; heads have deputies; officials have accounts; templates"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for table in ("area", "unit", "official", "contact"):
        op.add_column(table, sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("unit", sa.Column("address", sa.String(200)))
    op.add_column("unit", sa.Column("address_en", sa.String(200), nullable=False, server_default=""))
    for table, column in (("unit", "deputy_id"), ("official", "staff_id")):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column(column, ID))
            changed.create_foreign_key(f"fk_{table}_{column}", "staff", [column], ["id"])
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.execute(
        "UPDATE official SET staff_id = (SELECT min(staff.id) FROM staff WHERE staff.name = official.name)"
        " WHERE (SELECT count(*) FROM staff WHERE staff.name = official.name) = 1"
    )
    with op.batch_alter_table("contact") as changed:
        changed.add_column(sa.Column("code", sa.String(20), nullable=False, server_default=""))
    op.execute("UPDATE contact SET code = 'C' || id")
    with op.batch_alter_table("contact") as changed:
        changed.alter_column("code", server_default=None)
        changed.create_unique_constraint("uq_contact_code", ["code"])
    op.add_column("audit_entry", sa.Column("changed", sa.JSON()))
    op.create_table(
        "reply_template",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("topic_id", ID),
        sa.Column("state", sa.String(20)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("state IN ('registered')", name="state"),
    )
    op.create_index("ix_reply_template_topic_id", "reply_template", ["topic_id"])
