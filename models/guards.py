"""Triggers and search indexes, for both dialects: made anew at the end of every migration.

Alembic's batch mode drops triggers on SQLite, so they do not stand in the migrations. What they refuse:
changing the resident's words, changing or removing the timeline, and a state change outside `MOVES`.
"""

from sqlalchemy import delete, insert, inspect
from sqlalchemy.engine import Connection

from models import marks
from models.law.states import STATE_CHANGES
from models.tables import AllowedMove

APPEND_ONLY = ("case_event", "audit_entry", "obligation_change", "imported_notice")
WORDS = ("case_words", "accusation")
NEVER_DELETED = (
    *APPEND_ONLY, *WORDS, "case_", "obligation", "notification", "answer", "proposal", "review", "case_link", "co_unit",
    "improvement", "supervision_item", "escalation",
)  # fmt: skip


def make(connection: Connection) -> None:
    connection.execute(delete(AllowedMove))
    connection.execute(insert(AllowedMove), [{"before": b, "after": a} for b, a in sorted(STATE_CHANGES)])
    sqlite = connection.dialect.name == "sqlite"
    statements = _sqlite() if sqlite else _postgresql()
    if inspect(connection).has_table("feed_entry"):  # not in the middle of the migrations
        statements += _fed(sqlite)
    if inspect(connection).has_table("tally_mark"):
        statements += marks.statements(sqlite)
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Takes every trigger away, in the transaction of a migration: on neither database can a table be altered while a
    trigger stands on it. `make` comes after."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    held = "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    ours = "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    for name, table in connection.exec_driver_sql(f"{held} {ours}").all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}" ON {table}')


FED = "case_event_fed"
"""Writes an event's entry in the feed, which is numbered after the commit."""
_FEED = "INSERT INTO feed_entry (event_id) VALUES (NEW.id)"
_SAME_WORDS = "NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND NEW.digest = OLD.digest"
_WALLED = (
    "NEW.body_sealed IS NULL AND EXISTS (SELECT 1 FROM accusation a"
    " WHERE a.case_id = OLD.case_id AND a.seq = OLD.seq AND a.digest = OLD.digest)"
)


def trigger_names() -> set[str]:
    """The triggers that must exist after a migration."""
    names = {f"{t}_no_update" for t in (*APPEND_ONLY, *WORDS)} | {f"{t}_no_delete" for t in NEVER_DELETED}
    return names | {"case_allowed_move", "case_same_identity", FED} | marks.names()


def _fed(sqlite: bool) -> list[str]:
    if sqlite:
        return [
            f"DROP TRIGGER IF EXISTS {FED}",
            f"CREATE TRIGGER {FED} AFTER INSERT ON case_event BEGIN {_FEED}; END",
        ]
    return [
        "CREATE OR REPLACE FUNCTION feed_event() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_FEED}; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {FED} ON case_event",
        f"CREATE TRIGGER {FED} AFTER INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION feed_event()",
    ]


def _sqlite() -> list[str]:
    out = []

    def trigger(name: str, when: str, refuse: str, condition: str = "") -> None:
        out.append(f"DROP TRIGGER IF EXISTS {name}")
        out.append(f"CREATE TRIGGER {name} {when} {condition} BEGIN SELECT RAISE(ABORT, '{refuse}'); END")

    for t in APPEND_ONLY:
        trigger(f"{t}_no_update", f"BEFORE UPDATE ON {t}", "append-only")
    trigger(
        "case_words_no_update", "BEFORE UPDATE ON case_words", "immutable", f"WHEN NOT ({_SAME_WORDS} AND {_WALLED})"
    )
    trigger("accusation_no_update", "BEFORE UPDATE ON accusation", "immutable")
    for t in NEVER_DELETED:
        trigger(f"{t}_no_delete", f"BEFORE DELETE ON {t}", "never deleted")
    trigger(
        "case_allowed_move",
        "BEFORE UPDATE OF state ON case_",
        "move not allowed",
        "WHEN NEW.state <> OLD.state AND NOT EXISTS"
        " (SELECT 1 FROM allowed_move m WHERE m.before = OLD.state AND m.after = NEW.state)",
    )
    trigger(
        "case_same_identity",
        "BEFORE UPDATE OF case_no, intake_key, registered_at, petition_date, answers ON case_",
        "immutable",
        "WHEN NEW.case_no <> OLD.case_no OR NEW.intake_key <> OLD.intake_key"
        " OR NEW.registered_at <> OLD.registered_at OR NEW.petition_date <> OLD.petition_date"
        " OR NEW.answers <> OLD.answers",
    )
    out.append("CREATE VIRTUAL TABLE IF NOT EXISTS case_fts USING fts5(body, tokenize='unicode61')")
    return out


def _postgresql() -> list[str]:
    out = [
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ]

    def trigger(name: str, when: str, refuse: str, condition: str = "", each: str = "ROW") -> None:
        table = when.rsplit(" ON ", 1)[1]
        out.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        out.append(f"CREATE TRIGGER {name} {when} FOR EACH {each} {condition} EXECUTE FUNCTION refuse('{refuse}')")

    for t in APPEND_ONLY:
        trigger(f"{t}_no_update", f"BEFORE UPDATE ON {t}", "append-only")
    out.append(
        "CREATE OR REPLACE FUNCTION words_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {_SAME_WORDS} AND {_WALLED} THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'immutable' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    out.append("DROP TRIGGER IF EXISTS case_words_no_update ON case_words")
    out.append(
        "CREATE TRIGGER case_words_no_update BEFORE UPDATE ON case_words"
        " FOR EACH ROW EXECUTE FUNCTION words_immutable()"
    )
    trigger("accusation_no_update", "BEFORE UPDATE ON accusation", "immutable")
    for t in NEVER_DELETED:
        trigger(f"{t}_no_delete", f"BEFORE DELETE ON {t}", "never deleted")
        trigger(f"{t}_no_truncate", f"BEFORE TRUNCATE ON {t}", "never deleted", each="STATEMENT")
    out.append(
        "CREATE OR REPLACE FUNCTION allowed_move_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF EXISTS (SELECT 1 FROM allowed_move m WHERE m.before = OLD.state AND m.after = NEW.state)"
        " THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'move not allowed' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    out.append("DROP TRIGGER IF EXISTS case_allowed_move ON case_")
    out.append(
        "CREATE TRIGGER case_allowed_move BEFORE UPDATE OF state ON case_ FOR EACH ROW"
        " WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION allowed_move_only()"
    )
    trigger(
        "case_same_identity",
        "BEFORE UPDATE OF case_no, intake_key, registered_at, petition_date, answers ON case_",
        "immutable",
        "WHEN (NEW.case_no <> OLD.case_no OR NEW.intake_key <> OLD.intake_key"
        " OR NEW.registered_at <> OLD.registered_at OR NEW.petition_date <> OLD.petition_date"
        " OR NEW.answers::text <> OLD.answers::text)",
    )
    out.append(
        "CREATE INDEX IF NOT EXISTS ix_case_search_grams ON case_search USING gin (grams) WITH (fastupdate = off)"
    )
    return out
