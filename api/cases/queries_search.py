"""SQL of the search in originals. Accusations are in no index, so they are never found by text."""

from typing import Any

from sqlalchemy import ColumnElement, cast, column, delete, false, insert, select, table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from models.search import fts_query, fts_text, grams, normalise, query_grams, query_runs
from models.tables import Case, CaseSearch

LONGEST = 2000
"""Characters of an original that are looked in."""


def says(words: str, is_sqlite: bool) -> ColumnElement[bool]:
    """Cases in whose original `words` stand."""
    if not fts_query(words):
        return false()
    if is_sqlite:
        hits: Any = select(column("rowid")).select_from(table("case_fts"))
        return Case.id.in_(hits.where(text("case_fts MATCH :words").bindparams(words=fts_query(words))))
    wanted = query_grams(words)
    found = select(CaseSearch.case_id).where(
        CaseSearch.grams.op("@>")(cast(wanted, postgresql.ARRAY(postgresql.TEXT))),
        *(CaseSearch.body.contains(piece, autoescape=True) for piece in query_runs(words)),
    )
    return Case.id.in_(found)


def searched(case_id: int, words: str, is_sqlite: bool) -> dict[str, Any]:
    """The row by which a case is found by these words."""
    body = normalise(words).replace("\0", " ")[:LONGEST]  # PostgreSQL holds no NUL in text
    return {"case_id": case_id, "body": body, "grams": [] if is_sqlite else grams(body)}


async def index_on_sqlite(session: AsyncSession, case_id: int, body: str) -> None:
    await session.execute(_FTS, {"id": case_id, "body": fts_text(body)})


_FTS = text("INSERT INTO case_fts (rowid, body) VALUES (:id, :body)")


async def index_more(session: AsyncSession, case_id: int, words: str, is_sqlite: bool) -> None:
    """Makes a case findable by `words` too; they come first, because what is looked in has a limit."""
    held = await session.scalar(select(CaseSearch.body).where(CaseSearch.case_id == case_id))
    await unindex(session, case_id, is_sqlite)
    row = searched(case_id, f"{words}\n{held or ''}", is_sqlite)
    await session.execute(insert(CaseSearch).values(**row))
    if is_sqlite:
        await index_on_sqlite(session, case_id, row["body"])


async def unindex(session: AsyncSession, case_id: int, is_sqlite: bool) -> None:
    await session.execute(delete(CaseSearch).where(CaseSearch.case_id == case_id))
    if is_sqlite:
        await session.execute(text("DELETE FROM case_fts WHERE rowid = :id").bindparams(id=case_id))
