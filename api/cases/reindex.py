"""The search index of older cases, made anew from their sealed words."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, people, search_queries, views, words_queries
from api.cases.words import WORDS
from api.context import Context
from models.tables import Case

AT_ONCE = 20
"""Cases of one transaction: each may be 60,000 characters long."""


async def reindex(session: AsyncSession, ctx: Context, limit: int) -> int:
    """For the worker: reads up to so many cases again whose later words are not in the index. Returns how many."""
    cases = await search_queries.indexed_before(session, min(limit, AT_ONCE))
    for case in cases:
        await _read_again(session, ctx, case)
    return len(cases)


async def _read_again(session: AsyncSession, ctx: Context, case: Case) -> None:
    is_sqlite = ctx.db.sqlite
    await search_queries.unindex(session, case.id, is_sqlite)
    words = [ctx.keys.text(w.body_sealed, WORDS) for w in await words_queries.words_of(session, case) if w.body_sealed]
    place = [ctx.keys.text(case.place_sealed, "place")] if case.place_sealed else []
    said = await people.nameless(session, ctx, case, "\n".join([*words, *place]))
    await search_queries.index(session, case.id, search_queries.ORIGINAL, said, is_sqlite)
    for e in await journal_queries.timeline_of(session, case.id):
        if text := views.event(ctx, e).text:
            said = await people.nameless(session, ctx, case, text)
            await search_queries.index(session, case.id, e.seq, said, is_sqlite)
