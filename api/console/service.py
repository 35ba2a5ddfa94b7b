"""What the pages need, gathered through the same services and checks as the API's routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.list import Filters, page
from api.catalogue import queries as catalogue
from api.console import queries
from api.console.pages import left
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from api.staff import queries as staff
from models.wire import (
    CaseRow,
)

PAGE = 30
INDENT = "　"
Option = tuple[str, str]
Group = tuple[str, list[Option]]


# --- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    row: CaseRow
    left: Mapping[str, Any] | None


@dataclass(frozen=True)
class Listing:
    lines: list[Listed]
    next: str | None
    counts: queries.Counts
    tasks: int


FORM = tuple(name for name in Filters.model_fields if name not in ("updated_since", "limit"))
"""The filters that the list's form, or a link in it, can name."""
NARROW = tuple(name for name in FORM if name not in ("state", "overdue", "q", "sort", "cursor"))
"""Those of them that are folded away below the others."""


def filters(given: Mapping[str, str]) -> Filters:
    """The filters of the list's form, where an empty field means any. Unprocessable names the field that is wrong."""
    read = {name: value for name in FORM if (value := given.get(name, "").strip())}
    try:
        return Filters.model_validate({**read, "limit": PAGE})
    except ValidationError as why:
        raise Unprocessable(field=str(why.errors()[0]["loc"][0])) from None


async def listing(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> Listing:
    found = await page(session, ctx, who, wanted)
    now = ctx.clock.now()
    lines = [Listed(row, left(row.due_at, now)) for row in found.items]
    counts = await queries.open_counts(session, who, now)
    return Listing(lines, found.next, counts, await queries.open_tasks(session, who))


async def choices(session: AsyncSession, ctx: Context) -> dict[str, Any]:
    """What the selects of the list and of the registration offer."""
    topics, areas = await areas_and_topics(session, ctx)
    return {
        "topics": topics,
        "areas": areas,
        "units": [(u.code, u.name) for u in await catalogue.units(session) if u.active],
        "handlers": [(s.login, s.name) for s in await staff.with_roles(session, None)],
    }


async def areas_and_topics(session: AsyncSession, ctx: Context) -> tuple[list[Group], list[Option]]:
    """Topics in groups; areas of the county, the lower ones indented."""
    areas = await catalogue.areas_below(session, (await catalogue.county(session)).code)
    indented = [(a.code, INDENT * ((len(a.code) - 9) // 3) + a.name) for a, _ in areas]
    return topic_groups(await catalogue.topics(session)), indented


def topic_groups(rows: Any) -> list[Group]:
    """Topics for a select: a group for each of the first level, the third level indented."""
    groups: list[Group] = []
    for topic, _ in rows:
        if topic.code.endswith("0000"):
            groups.append((topic.name, [(topic.code, topic.name)]))
        elif groups:
            groups[-1][1].append((topic.code, ("" if topic.code.endswith("00") else INDENT) + topic.name))
    return groups
