"""Guidance to another way is a kind of proposal: it takes two persons"""

from alembic import op

from models.migrations import checks

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = "'refuse', 'return', 'extend', 'reclass', 'retier', 'designate', 'guide'"


def upgrade() -> None:
    checks.make(op.get_bind(), "proposal", {"ck_proposal_kind": f"kind IN ({KINDS})"})
