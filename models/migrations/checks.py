"""CHECK constraints of closed lists, remade after every migration from what the tables declare, on both databases.

A new member of a list needs no migration of its own: `remake` sees that a constraint names other codes than its table
does, and makes that one anew.
"""

import re
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_CODE = re.compile(r"'([^']*)'")


def remake(connection: Connection, metadata: sa.MetaData) -> list[str]:
    """Names of the constraints that were made anew. No trigger may stand on the tables (`guards.drop`)."""
    seen = sa.inspect(connection)
    done: list[str] = []
    for table in metadata.sorted_tables:
        held = {str(c["name"]): _CODE.findall(c["sqltext"]) for c in seen.get_check_constraints(table.name)}
        wanted = {
            str(c.name): str(c.sqltext)
            for c in table.constraints
            if isinstance(c, sa.CheckConstraint) and _CODE.search(str(c.sqltext))
        }
        other = {name: rule for name, rule in wanted.items() if {*_CODE.findall(rule)} != {*held.get(name, ())}}
        if other:
            make(connection, table.name, other)
        done += other
    return done


def make(connection: Connection, table: str, rules: Mapping[str, str]) -> None:
    """Makes these constraints (by full name) of `table`, instead of what stands under their names. IntegrityError when
    a row breaks one."""
    if connection.dialect.name != "sqlite":
        for name, rule in rules.items():
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})")
        return
    made = _words_of(connection, table)
    for name, rule in rules.items():
        made = _replaced(made, name, f"CONSTRAINT {name} CHECK ({rule})")
    _remade(connection, table, made)


def drop(connection: Connection, table: str, name: str) -> None:
    """Takes the constraint of this full name away."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        return
    made = _words_of(connection, table)
    if re.search(rf'CONSTRAINT "?{name}"? CHECK', made):
        _remade(connection, table, re.sub(r",\s*CHECK \(1\)", "", _replaced(made, name, "CHECK (1)")))


def _words_of(connection: Connection, table: str) -> str:
    words = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    made: str = connection.exec_driver_sql(words, (table,)).scalar_one()
    return made


def _remade(connection: Connection, table: str, made: str) -> None:
    """SQLite changes no constraint: the table is made anew from its own words."""
    indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    again = connection.exec_driver_sql(indexes, (table,)).scalars().all()
    new = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_new", made, count=1)
    for sql in (
        new,
        f"INSERT INTO {table}_new SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table}_new RENAME TO {table}",
        *again,
    ):
        connection.exec_driver_sql(sql)


def _replaced(made: str, name: str, constraint: str) -> str:
    """The words of CREATE TABLE with the constraint instead of that of this name; put at the end if there was none."""
    found = re.search(rf'CONSTRAINT "?{name}"? CHECK \(', made)
    if found is None:
        end = made.rindex(")")
        return f"{made[:end].rstrip()}, {constraint}\n{made[end:]}"
    depth, at, quoted = 1, found.end(), False
    while depth:
        quoted ^= made[at] == "'"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(made[at], 0)
        at += 1
    return made[: found.start()] + constraint + made[at:]
