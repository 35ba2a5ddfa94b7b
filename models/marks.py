"""Triggers that mark a case when something has changed that the figures count, for both dialects."""

from typing import NamedTuple


class Watched(NamedTuple):
    """A table, how its row names the case, which of its columns are counted, and which rows."""

    table: str
    case: str
    columns: str
    when: str = ""


WATCHED = (
    Watched(
        "case_",
        "NEW.id",
        "state, ending, ended_at, lead_unit_id, restricted, guided, resolved, rating, rating_desk, due_at, area_id,"
        " topic_id, channel",
    ),
    Watched("obligation", "NEW.case_id", "due_nominal, alarm_at, told_at, done_at, met_at, void_at"),
    Watched("notification", "NEW.case_id", "state", "NEW.case_id IS NOT NULL AND NEW.state = 'delivered'"),
    Watched("escalation", "(SELECT i.case_id FROM supervision_item i WHERE i.id = NEW.item_id)", "acknowledged_at"),
    Watched("proposal", "NEW.case_id", "approved", "NEW.approved"),
    Watched("case_event", "NEW.case_id", "", "NEW.kind = 'guided'"),
)


def names() -> set[str]:
    """The triggers that must exist after a migration."""
    return {name for watched in WATCHED for name, _ in _moments(watched)}


def _moments(watched: Watched) -> list[tuple[str, str]]:
    """Name and moment of each trigger. What is never updated has one."""
    changed = [(f"{watched.table}_counted_anew", f"UPDATE OF {watched.columns}")] if watched.columns else []
    return [(f"{watched.table}_counted", "INSERT"), *changed]


def statements(sqlite: bool) -> list[str]:
    return [sql for watched in WATCHED for sql in (_sqlite(watched) if sqlite else _postgresql(watched))]


def _mark(watched: Watched) -> str:
    return f"INSERT INTO tally_mark (case_id) VALUES ({watched.case})"


def _when(watched: Watched) -> str:
    return f" WHEN ({watched.when})" if watched.when else ""


def _sqlite(watched: Watched) -> list[str]:
    made = []
    for name, moment in _moments(watched):
        made.append(f"DROP TRIGGER IF EXISTS {name}")
        head = f"CREATE TRIGGER {name} AFTER {moment} ON {watched.table}{_when(watched)}"
        made.append(f"{head} BEGIN {_mark(watched)}; END")
    return made


def _postgresql(watched: Watched) -> list[str]:
    function = f"mark_by_{watched.table}"
    made = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_mark(watched)}; RETURN NULL; END $$"
    ]
    for name, moment in _moments(watched):
        made.append(f"DROP TRIGGER IF EXISTS {name} ON {watched.table}")
        head = f"CREATE TRIGGER {name} AFTER {moment} ON {watched.table} FOR EACH ROW{_when(watched)}"
        made.append(f"{head} EXECUTE FUNCTION {function}()")
    return made
