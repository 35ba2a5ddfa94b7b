"""What one case adds to the figures: the one place that says what is counted of it, where and when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from models.clock import end_of, local_date
from models.law.duties import Duty
from models.law.facts import ProposalFacts
from models.law.grounds import ProposalKind
from models.law.replies import Rating
from models.law.states import ENDED, UNANSWERED, Ending, State
from models.tables import Grain

STANDING = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of what has none: it stands now."""
PLEASED = (Rating.SATISFIED.value, Rating.FAIR.value)
DAY = timedelta(days=1)

REGISTERED, REGISTERED_ENDED, LEFT = "registered", "registered_ended", "left"
OPEN, LYING, UNDATED = "open", "lying", "undated"
WALLED_OPEN, WALLED_LEFT = "walled_open", "walled_left"
LATE, UNTOLD, SILENT = "late", "untold", "silent"
RESOLVED, SAID, RATABLE = "resolved", "said", "ratable"
RATED, PLEASED_WITH, RATED_DESK, PLEASED_WITH_DESK = "rated", "pleased", "rated_desk", "pleased_desk"
ENDED_BY, GUIDED, DECIDED, FELL_DUE, KEPT = "ended:", "guided:", "decided:", "fell_due:", "kept:"
"""How the names of figures begin that there is one of for each ending, ground, kind and duty."""


class Key(NamedTuple):
    """What is counted, in which unit, and when."""

    grain: Grain
    at: datetime
    name: str
    unit: int


@dataclass(frozen=True)
class Owed:
    """An obligation; `steps`: how often it went up, `known`: whether one of these was acknowledged."""

    key: str
    right: bool
    due_on: datetime
    alarm_at: datetime
    told_at: datetime | None
    done_at: datetime | None
    met_at: datetime | None
    void_at: datetime | None
    steps: int = 0
    known: bool = False

    @property
    def stands(self) -> bool:
        return self.met_at is None and self.void_at is None and not self.right


@dataclass
class Counted:
    """What is read of a case to count it; `heard_at`: the newest notice of it that arrived was written then."""

    unit: int
    state: str
    restricted: bool
    registered_at: datetime
    ended_at: datetime | None
    ending: str | None
    guided: str | None
    resolved: bool | None
    rating: str | None
    rating_desk: str | None
    owed: list[Owed] = field(default_factory=list)
    heard_at: datetime | None = None
    guided_at: datetime | None = None
    decided: list[tuple[str, ProposalFacts, datetime]] = field(default_factory=list)


def day_of(moment: datetime) -> datetime:
    """Where the local day of a moment begins."""
    return end_of(local_date(moment) - DAY)


def month_of(moment: datetime) -> datetime:
    """Where its local month begins."""
    return end_of(local_date(moment).replace(day=1) - DAY)


def of_case(case: Counted) -> Counter[Key]:
    out: Counter[Key] = Counter()
    if case.restricted:
        if case.state not in ENDED:
            out[_standing(WALLED_OPEN, case.unit)] += 1
        if case.ended_at is not None:
            out[_day(WALLED_LEFT, case.unit, case.ended_at)] += 1
        return out
    _course(case, out)
    _ended(case, out)
    _duties(case, out)
    for kind, facts, at in case.decided:
        out[_day(DECIDED + kind, case.unit, at)] += 1
        if kind == ProposalKind.REFUSE:
            out[_day(DECIDED + facts["ground"], case.unit, at)] += 1
    return out


def _standing(name: str, unit: int) -> Key:
    return Key(Grain.STANDING, STANDING, name, unit)


def _day(name: str, unit: int, moment: datetime) -> Key:
    return Key(Grain.DAY, day_of(moment), name, unit)


def _course(case: Counted, out: Counter[Key]) -> None:
    """Where it began, where it lies, and where it was guided."""
    out[_day(REGISTERED, case.unit, case.registered_at)] += 1
    if case.ending is not None:
        out[_day(REGISTERED_ENDED, case.unit, case.registered_at)] += 1
    if case.ended_at is None:
        out[_standing(LYING, case.unit)] += 1
    else:
        out[_day(LEFT, case.unit, case.ended_at)] += 1
    if case.guided is not None and case.guided_at is not None:
        out[_day(GUIDED + case.guided, case.unit, case.guided_at)] += 1
    if case.state in ENDED:
        return
    out[_standing(OPEN, case.unit)] += 1
    elsewhere = case.state == State.REGISTERED and case.guided is not None
    dated = any(o.stands and o.done_at is None for o in case.owed)
    if case.state in UNANSWERED and not elsewhere and not dated:
        out[_standing(UNDATED, case.unit)] += 1


def _ended(case: Counted, out: Counter[Key]) -> None:
    """How it ended, and what its resident said of it."""
    if case.ending is None or case.ended_at is None:
        return
    answered = case.ending == Ending.ANSWERED
    for name, holds in (
        (ENDED_BY + case.ending, True),
        (RESOLVED, case.resolved is True),
        (SAID, case.resolved is not None),
        (RATABLE, answered),
        (RATED, answered and case.rating is not None),
        (PLEASED_WITH, answered and case.rating in PLEASED),
        (RATED_DESK, answered and case.rating_desk is not None),
        (PLEASED_WITH_DESK, answered and case.rating_desk in PLEASED),
    ):
        if holds:
            out[_day(name, case.unit, case.ended_at)] += 1


def _duties(case: Counted, out: Counter[Key]) -> None:
    """What fell due or was done in time, early on the day on which it was done; what is still owed, from the moment at
    which it is late."""
    for o in case.owed:
        if o.key in (Duty.INTAKE_NOTICE, Duty.HANDLE) and o.void_at is None:
            kept = o.done_at if o.done_at is not None and o.done_at < o.alarm_at else None
            counted = o.due_on if kept is None else min(kept, o.due_on)
            out[_day(FELL_DUE + o.key, case.unit, counted)] += 1
            if kept is not None:
                out[_day(KEPT + o.key, case.unit, counted)] += 1
        if o.stands:
            heard = case.heard_at is not None and case.heard_at >= (o.told_at or o.alarm_at)
            names = [LATE, *([] if o.steps else [UNTOLD]), *([] if heard or o.known else [SILENT])]
            out.update(Key(Grain.ALARM, o.alarm_at, name, case.unit) for name in names)


COARSER = {Grain.DAY: Grain.MONTH, Grain.ALARM: Grain.ALARM_MONTH}


def with_months(found: Counter[Key]) -> Counter[Key]:
    """The figures that are written: days and moments are summed up by months too."""
    out = Counter(found)
    for key, n in found.items():
        if (coarser := COARSER.get(key.grain)) is not None:
            out[Key(coarser, month_of(key.at), key.name, key.unit)] += n
    return out


Kept = Sequence[tuple[str, str, str, int, int]]
"""Grain, time, name, unit and number, as the case's row holds them."""


def kept(found: Counter[Key]) -> list[tuple[str, str, str, int, int]]:
    return [(str(k.grain), k.at.isoformat(), k.name, k.unit, n) for k, n in found.items()]


def read(rows: Kept) -> Counter[Key]:
    return Counter({Key(Grain(g), datetime.fromisoformat(at), name, unit): n for g, at, name, unit, n in rows})
