"""A person is found by name, phone or number, and called once for all that there is to tell"""

import sqlalchemy as sa
from alembic import op

from models.numbers import TAIL
from models.tables.base import Id

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TAIL_OF = " || ".join(f"substr(case_no, length(case_no) - {n}, 1)" for n in range(TAIL))


def upgrade() -> None:
    op.add_column("case_", sa.Column("number_tail", sa.String(8), nullable=False, server_default=""))
    op.get_bind().exec_driver_sql(f"UPDATE case_ SET number_tail = {TAIL_OF} WHERE length(case_no) >= {TAIL}")
    op.create_index("ix_case__number_tail", "case_", ["number_tail"])
    op.add_column("case_person", sa.Column("name_mark", sa.String(64)))
    op.create_index("ix_case_person_name_mark", "case_person", ["name_mark"])
    op.create_index("ix_case_person_last4", "case_person", ["phone_last4", "case_id"])
    unmarked = sa.text("name_sealed IS NOT NULL AND name_mark IS NULL")
    op.create_index("ix_case_person_unmarked", "case_person", ["id"], postgresql_where=unmarked, sqlite_where=unmarked)
    with op.batch_alter_table("notification") as changed:
        changed.add_column(sa.Column("task_id", Id))
        changed.create_foreign_key("fk_notification_task_id", "task", ["task_id"], ["id"])
    told = sa.text("task_id IS NOT NULL")
    op.create_index("ix_notification_task", "notification", ["task_id"], postgresql_where=told, sqlite_where=told)
    op.get_bind().exec_driver_sql(
        "UPDATE notification SET task_id = (SELECT t.id FROM task t WHERE t.notification_id = notification.id)"
        " WHERE id IN (SELECT notification_id FROM task WHERE notification_id IS NOT NULL)"
    )
    with op.batch_alter_table("task") as changed:
        changed.drop_constraint("fk_task_notification_id", type_="foreignkey")
        changed.drop_constraint("uq_task_notification_id", type_="unique")
        changed.drop_column("notification_id")
        changed.add_column(sa.Column("claimed_by_id", Id))
        changed.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True)))
        changed.create_foreign_key("fk_task_claimed_by_id", "staff", ["claimed_by_id"], ["id"])
    op.create_index("ix_task_claimed_by_id", "task", ["claimed_by_id"])
