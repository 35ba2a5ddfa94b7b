"""SQL of the search in what was said and written of cases: a row for the original, one for each later text.

Accusations are in no index, so they are never found by text.
"""

from collections.abc import Sequence
from typing import Any, TypedDict

from sqlalchemy import (
    ColumnElement,
    and_,
    cast,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from models.search import fts_query, fts_text, grams, query_grams, query_runs, searchable
from models.tables import Case, CaseSearch

ORIGINAL = 0
"""`seq` of the original; a later text has its event's."""
NEWEST, OFTEN = 1_000, 5
"""Of so many texts, how many hits make words frequent. At one in 200 both ways cost the same with a million cases."""


def says(words: str, is_sqlite: bool) -> ColumnElement[bool]:
    """Cases of which `words` were said or written: each run of letters and digits in one of their texts."""
    runs = query_runs(words)
    return and_(*(Case.id.in_(_hits(run, is_sqlite)) for run in runs)) if runs else false()


async def quickest(session: AsyncSession, words: str, is_sqlite: bool) -> ColumnElement[bool]:
    """`says`, put so that a page of hits takes no longer the more cases there are. What the newest texts say often is
    soon met by asking one case of the list after the other; what they say seldom, the index of words finds."""
    runs = query_runs(words)
    if not runs:
        return false()
    newest = select(CaseSearch.body).order_by(CaseSearch.id.desc()).limit(NEWEST).subquery()
    said = and_(*(newest.c.body.contains(run, autoescape=True) for run in runs))
    often = (await session.execute(select(func.count()).select_from(newest).where(said))).scalar_one() >= OFTEN
    return said_by_each(words) if often else says(words, is_sqlite)


def said_by_each(words: str) -> ColumnElement[bool]:
    """The same as `says`, asked of one case after the other by its own texts: OFFSET keeps PostgreSQL from asking all
    of them at once."""
    own = select(CaseSearch.id).where(CaseSearch.case_id == Case.id).correlate(Case)
    return and_(
        *(exists(own.where(CaseSearch.body.contains(run, autoescape=True)).offset(0)) for run in query_runs(words))
    )


def _hits(run: str, is_sqlite: bool) -> Any:
    found = select(CaseSearch.case_id)
    if is_sqlite:
        rows: Any = select(column("rowid")).select_from(table("case_fts"))
        match = literal_column("case_fts").op("MATCH")(fts_query(run))
        return found.where(CaseSearch.id.in_(rows.where(match)))
    wanted = cast(query_grams(run), postgresql.ARRAY(postgresql.TEXT))
    return found.where(CaseSearch.grams.op("@>")(wanted), CaseSearch.body.contains(run, autoescape=True))


class Row(TypedDict):
    """The row by which a case is found by these words."""

    case_id: int
    seq: int
    body: str
    grams: list[str]


def searched(case_id: int, seq: int, words: str, is_sqlite: bool) -> Row:
    body = searchable(words)
    return {"case_id": case_id, "seq": seq, "body": body, "grams": [] if is_sqlite else grams(body)}


async def index(session: AsyncSession, case_id: int, seq: int, words: str, is_sqlite: bool) -> None:
    """Makes a case findable by `words` too."""
    row = searched(case_id, seq, words, is_sqlite)
    made = await session.scalar(insert(CaseSearch).values(**row).returning(CaseSearch.id))
    if is_sqlite:
        await session.execute(_FTS, {"id": made, "body": fts_text(words)})


_FTS = text("INSERT INTO case_fts (rowid, body) VALUES (:id, :body)")


async def unindex(session: AsyncSession, case_id: int, is_sqlite: bool) -> None:
    if is_sqlite:
        of_case = "DELETE FROM case_fts WHERE rowid IN (SELECT id FROM case_search WHERE case_id = :id)"
        await session.execute(text(of_case).bindparams(id=case_id))
    await session.execute(delete(CaseSearch).where(CaseSearch.case_id == case_id))


async def indexed_before(session: AsyncSession, limit: int) -> Sequence[Case]:
    """Cases that are found by the beginning of their original only; locked, so that nothing is said meanwhile."""
    old = select(CaseSearch.case_id).where(CaseSearch.seq < ORIGINAL).order_by(CaseSearch.id).limit(limit)
    return (await session.scalars(select(Case).where(Case.id.in_(old)).order_by(Case.id).with_for_update())).all()
