"""The official that words name, by name, post or portfolio, among those who receive people."""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from models.search import normalise

_POSTS = re.compile("副?县长|副?书记|副?镇长|副?乡长|副?市长|副?局长|副?主任|召集人|mayor|county head|secretary")
_ENGLISH = {"county head": "县长", "secretary": "书记"}
_WHERE = re.compile("(.{2,4}?)(?:镇|乡|街道|县)")
_AREAS = re.compile("[、,，和与]")


class Receiving(Protocol):
    """Who receives people on a visit day."""

    @property
    def official(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def portfolio(self) -> str: ...


Day = TypeVar("Day", bound=Receiving)


def receiving(days: Iterable[Day], text: str) -> list[Day]:
    """The days of the official who is named; by post ("县长" is not "副县长"), or by what they look after."""
    said, offered = normalise(text[:100]), list(days)
    named = [d for d in offered if d.official and normalise(d.official) in said]
    if named:
        return named
    if (post := _POSTS.search(said)) is not None:
        wanted = _ENGLISH.get(post[0], post[0])
        held = re.compile(rf"(?<!副){wanted}")
        by_post = [d for d in offered if held.search(normalise(d.post))]
        here = [d for d in by_post if (head := normalise(d.post).split(wanted)[0][-4:]) and head[:2] in said]
        return here or by_post
    surnamed = re.match(r"([\u4e00-\u9fff])(?:县|书记|镇|乡|局|主任|市|领导)", said)
    placed = [d for d in offered if (where := _WHERE.match(normalise(d.post))) is not None and where[1] in said]
    by_name = [d for d in offered if surnamed is not None and d.official.startswith(surnamed[1])]
    return (
        by_name
        or placed
        or [d for d in offered if any(len(p) > 1 and p in said for p in _AREAS.split(normalise(d.portfolio)))]
    )
