"""A password that others gave is to be changed; tokens have a name, and say when they were last used"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("staff", sa.Column("password_given", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("api_token", sa.Column("name", sa.String(100)))
    op.add_column("api_token", sa.Column("agent", sa.String(200)))
    op.create_table(
        "token_use",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token_id", ID, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_token_use_token_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("token_id", name=op.f("uq_token_use_token_id")),
    )
