"""Alembic runs on the connection that `models.db.migrate` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from models.tables import Table, Utc


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration stands for good: it must not depend on today's column types of ours."""
    if kind == "type" and isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON) and "postgresql" in item._variant_mapping:
        return 'sa.JSON().with_variant(postgresql.ARRAY(sa.Text()), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
)
context.run_migrations()
