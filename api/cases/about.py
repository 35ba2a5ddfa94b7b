"""What a case is about, in a line: its topic, its place, the beginning of its words."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import views, words_queries
from api.context import Context
from models.tables import Area, Case, Topic
from models.wire import About, Labelled

WIDE = frozenset({"province", "city", "county"})
"""Levels of areas that tell a resident of the county nothing."""


def about(case: Case, excerpt: str) -> About:
    """The case must have its topic and its area with it."""
    narrow = case.area if case.area.level not in WIDE else None
    return About(topic=_labelled(case.topic), area=_labelled(narrow), excerpt=excerpt)


async def told_of(session: AsyncSession, ctx: Context, cases: Sequence[Case]) -> dict[int, About]:
    """By case, what its notices begin with; its words only where it has no topic. Nothing of an accusation: a notice
    stands on lock screens that others look at."""
    open_ = [case for case in cases if not case.restricted]
    first = await words_queries.first_words(session, [case for case in open_ if case.topic is None])
    return {case.id: about(case, views.excerpt(ctx, case, first)) for case in open_}


def _labelled(row: Topic | Area | None) -> Labelled | None:
    return Labelled(code=row.code, name=row.name, name_en=row.name_en) if row is not None else None
