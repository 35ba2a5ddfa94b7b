"""Texts and help lines that an office keeps itself; the lines begin as they were named until now"""

import sqlalchemy as sa
from alembic import op

from models.hotlines import shipped

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WHOM = ("self_harm", "threat", "emergency", "child", "at_home", "young")
DANGERS = {"C1": "self_harm", "C2": "threat", "C3": "emergency", "C4": "child", "C5": "at_home"}


def upgrade() -> None:
    op.create_table(
        "spoken_text",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("zh_hans", sa.Text()),
        sa.Column("zh_hant", sa.Text()),
        sa.Column("en", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("code IN ('greeting')", name="code"),
    )
    hotline = op.create_table(
        "hotline",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_en", sa.String(100), nullable=False, server_default=""),
        sa.Column("hours", sa.String(100)),
        sa.Column("hours_en", sa.String(100), nullable=False, server_default=""),
        sa.Column("topic_id", ID),
        *(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()) for name in WHOM),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_hotline_topic_id", "hotline", ["topic_id"])
    op.bulk_insert(
        hotline,
        [
            {
                "code": line.number, "name": line.what, "name_en": line.en, "young": line.young,
                **{field: crisis in line.crisis for crisis, field in DANGERS.items()},
            } for line in shipped()
        ],
    )  # fmt: skip
