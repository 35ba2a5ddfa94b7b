"""What a case is about, in a line: its topic, its place, the beginning of its words."""

from models.law.notices import NoticeKind
from models.tables import Area, Case, Topic
from models.wire import About, Labelled

WIDE = frozenset({"province", "city", "county"})
"""Levels of areas that tell a resident of the county nothing."""


def about(case: Case, excerpt: str) -> About:
    """The case must have its topic and its area with it."""
    narrow = case.area if case.area.level not in WIDE else None
    return About(topic=_labelled(case.topic), area=_labelled(narrow), excerpt=excerpt)


def told_of(case: Case, kind: NoticeKind) -> About | None:
    """What a notice begins with: nothing that names anybody, so never the person's own words. A notice stands on lock
    screens that others look at: of an accusation nothing, nor in the chat that a case has left."""
    return about(case, "") if kind.row.names_matter and not case.restricted else None


def _labelled(row: Topic | Area | None) -> Labelled | None:
    return Labelled(code=row.code, name=row.name, name_en=row.name_en) if row is not None else None
