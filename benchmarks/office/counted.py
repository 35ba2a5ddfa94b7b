"""What stands in the run's own database, read by a connection of our own."""

import sqlite3
from pathlib import Path

OWNED_BY_NOBODY = """
    SELECT count(*) FROM case_ c LEFT JOIN staff s ON s.id = c.owner_id
    WHERE c.state NOT IN ('closed', 'not_accepted', 'no_longer_accepted', 'withdrawn')
      AND (s.id IS NULL OR s.login = 'admin')
"""
OWING_NOTHING = """
    SELECT count(*) FROM case_ c
    WHERE c.state IN ('accepted', 'assigned', 'replied', 'review', 'rereview')
      AND NOT EXISTS (
        SELECT 1 FROM obligation o
        WHERE o.case_id = c.id AND NOT o.right_ AND o.met_at IS NULL AND o.void_at IS NULL
      )
      AND NOT (c.state = 'replied' AND EXISTS (
        SELECT 1 FROM notification n
        WHERE n.case_id = c.id AND n.kind IN ('reply', 'review_decided') AND n.state IN ('delivered', 'undeliverable')
      ))
"""


def counted(database: Path) -> dict[str, int]:
    """`owner_is_admin`: open cases of nobody, or of admin. `without_obligation`: cases that were taken up, on which
    staff owe nothing any more though the resident has had no answer."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        asked = {"owner_is_admin": OWNED_BY_NOBODY, "without_obligation": OWING_NOTHING}
        return {name: db.execute(sql).fetchone()[0] for name, sql in asked.items()}
