"""From one case of a list to the next: which list a case was opened from, where it stood there, and what follows.

The filters and the place travel in the case's address, sealed: what somebody looks for may be a name. Of what waits
today, and of what was found, the numbers themselves travel: what waited is gone once it is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import list as lists
from api.console import service
from api.console.sealed import sealed, unsealed
from api.console.session import Signed
from api.errors import Refusal
from models.words import labels

PURPOSE = "list"
FIELD = "list"
"""Of the address of a case that was opened from a list."""
FROM, NUMBERS, AT = "from", "numbers", "at"
"""In what is sealed of other pages: which one, the cases on it in their order, and its address."""
MOST = 30
PLACE = "place"
"""In what is sealed: the cursor of the case. `cursor`: of the page on which it stood."""


@dataclass(frozen=True)
class Walk:
    """`back`: the list, at the case; `next`: the case that follows, None at the end of the list; `said`: what the way
    back is called."""

    back: str
    next: str | None
    said: str


def address(at: Signed, number: str, given: Mapping[str, str], place: str) -> str:
    """Of a case in the list with these filters."""
    kept = {name: value for name in service.FORM if (value := given.get(name, "").strip())}
    token = sealed(at, urlencode({**kept, PLACE: place}), PURPOSE)
    return f"/staff/cases/{number}?{FIELD}={token}"


def among(at: Signed, page: str, numbers: Iterable[str], address: str) -> str:
    """`?list=…` for the links to these cases on a page: `today` or `find`, at that address."""
    several = list(dict.fromkeys(numbers))[:MOST]
    if len(several) < 2:
        several = []
    told = urlencode({FROM: page, NUMBERS: ",".join(several), AT: address})
    return f"?{FIELD}={sealed(at, told, PURPOSE)}"


def carried(at: Signed) -> str:
    """`?list=…` of the page's own address, or nothing."""
    given = at.request.query_params.get(FIELD, "")
    return f"?{FIELD}={given}" if unsealed(at, given, PURPOSE) else ""


def here(at: Signed, number: str, *, done: str) -> str:
    """The case after an act, still on its way through the list."""
    return f"/staff/cases/{number}?done={done}{carried(at).replace('?', '&')}"


def back(at: Signed, **more: str) -> str:
    """The address of the list that the case was opened from; of the whole list when it was opened from none."""
    given = _given(at)
    if FROM in given:
        return f"{given[AT]}{'&' if '?' in given[AT] else '?'}{urlencode(more)}" if more else given[AT]
    given = {name: value for name, value in given.items() if name != PLACE} | more
    return f"/staff/cases?{urlencode(given)}" if given else "/staff/cases"


async def walk(session: AsyncSession, at: Signed, number: str) -> Walk | None:
    """None for a case that was opened from no list, or from one that is none any more."""
    given, words = _given(at), labels("list")
    if FROM in given:
        return Walk(given[AT], _after(at, number, given), words[f"back_{given[FROM]}"])
    if PLACE not in given:
        return None
    try:
        wanted = service.filters({**given, "cursor": given[PLACE]})
        found = await lists.following(session, at.ctx, at.who, wanted, number)
    except Refusal:
        return None
    onward = address(at, found[0], given, found[1]) if found is not None else None
    view = given.get("view")
    said = f"{words['back']}：{labels('view')[view]}" if view else words["back"]
    return Walk(f"{back(at)}#c-{number}", onward, said)


def _after(at: Signed, number: str, given: Mapping[str, str]) -> str | None:
    """The case that followed on the page."""
    numbers = given[NUMBERS].split(",")
    rest = numbers[numbers.index(number) + 1 :] if number in numbers else numbers
    return f"/staff/cases/{rest[0]}{carried(at)}" if rest and rest[0] else None


def _given(at: Signed) -> dict[str, str]:
    token = unsealed(at, at.request.query_params.get(FIELD, ""), PURPOSE)
    return dict(parse_qsl(token, keep_blank_values=True))  # of one case by itself no others travel
