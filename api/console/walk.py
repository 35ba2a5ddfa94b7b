"""From one case of a list to the next: which list a case was opened from, where it stood there, and what follows.

The filters and the place travel in the case's address, sealed: what somebody looks for may be a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import list as lists
from api.console import service
from api.console.sealed import sealed, unsealed
from api.console.session import Signed
from api.errors import Refusal

PURPOSE = "list"
FIELD = "list"
"""Of the address of a case that was opened from a list."""
PLACE = "place"
"""In what is sealed: the cursor of the case. `cursor`: of the page on which it stood."""


@dataclass(frozen=True)
class Walk:
    """`back`: the list, at the case; `next`: the case that follows, None at the end of the list; `view`: the queue."""

    back: str
    next: str | None
    view: str


def address(at: Signed, number: str, given: Mapping[str, str], place: str) -> str:
    """Of a case in the list with these filters."""
    kept = {name: value for name in service.FORM if (value := given.get(name, "").strip())}
    token = sealed(at, urlencode({**kept, PLACE: place}), PURPOSE)
    return f"/staff/cases/{number}?{FIELD}={token}"


def carried(at: Signed) -> str:
    """`?list=…` of the page's own address, or nothing."""
    given = at.request.query_params.get(FIELD, "")
    return f"?{FIELD}={given}" if unsealed(at, given, PURPOSE) else ""


def here(at: Signed, number: str, *, done: str) -> str:
    """The case after an act, still on its way through the list."""
    return f"/staff/cases/{number}?done={done}{carried(at).replace('?', '&')}"


def back(at: Signed, **more: str) -> str:
    """The address of the list that the case was opened from; of the whole list when it was opened from none."""
    given = {name: value for name, value in _given(at).items() if name != PLACE} | more
    return f"/staff/cases?{urlencode(given)}" if given else "/staff/cases"


async def walk(session: AsyncSession, at: Signed, number: str) -> Walk | None:
    """None for a case that was opened from no list, or from one that is none any more."""
    given = _given(at)
    if PLACE not in given:
        return None
    try:
        wanted = service.filters({**given, "cursor": given[PLACE]})
        found = await lists.following(session, at.ctx, at.who, wanted, number)
    except Refusal:
        return None
    onward = address(at, found[0], given, found[1]) if found is not None else None
    return Walk(f"{back(at)}#c-{number}", onward, given.get("view", ""))


def _given(at: Signed) -> dict[str, str]:
    return dict(parse_qsl(unsealed(at, at.request.query_params.get(FIELD, ""), PURPOSE)))
