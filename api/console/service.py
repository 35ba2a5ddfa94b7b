"""What the pages need, gathered through the same services and checks as the API's routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queues
from api.cases.list import Filters, placed
from api.cases.list_queries import MOST
from api.catalogue import queries as catalogue
from api.console.pages import left
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from api.staff import queries as staff
from models.wire import CaseRow
from models.words import labels

PAGE = 30
INDENT = "　"
Option = tuple[str, str]
Group = tuple[str, list[Option]]


# --- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """`place`: where it stands in the list, as a cursor."""

    row: CaseRow
    left: Mapping[str, Any] | None
    place: str


@dataclass(frozen=True)
class Tab:
    """A queue as it is offered above the list; `total`: how many cases it holds, empty where none is counted."""

    view: str
    name: str
    total: str


@dataclass(frozen=True)
class Listing:
    lines: list[Listed]
    next: str | None
    tabs: list[Tab]


FORM = tuple(name for name in Filters.model_fields if name not in ("updated_since", "limit"))
"""The filters that the list's form, or a link in it, can name."""
NARROW = tuple(name for name in FORM if name not in ("view", "state", "overdue", "q", "sort", "cursor"))
"""Those of them that are folded away below the others."""
FIELDS = ("kind", "topic", "area", "unit", "handler", "channel", "urged", "to_write_up", "many_today", "due_before")
"""Those of them that one can fill in. The others come from a figure's link, and stay until all are cleared."""


def filters(given: Mapping[str, str]) -> Filters:
    """The filters of the list's form, where an empty field means any. Unprocessable names the field that is wrong."""
    read = {name: value for name in FORM if (value := given.get(name, "").strip())}
    try:
        return Filters.model_validate({**read, "limit": PAGE})
    except ValidationError as why:
        raise Unprocessable(field=str(why.errors()[0]["loc"][0])) from None


async def listing(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> Listing:
    found = await placed(session, ctx, who, wanted)
    now = ctx.clock.now()
    lines = [Listed(row, left(row.due_at, now), at) for row, at in zip(found.items, found.places, strict=True)]
    totals = await queues.totals(session, who, now)
    tabs = [Tab(view.value, labels("view")[view], _total(totals.get(view))) for view in queues.offered(who)]
    return Listing(lines, found.next, tabs)


def _total(count: int | None) -> str:
    if count is None:
        return ""
    return f"{MOST}+" if count > MOST else str(count)


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
