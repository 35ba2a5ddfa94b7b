"""How a visit day is cut into slots, and where those who are booked sit when it is cut anew; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.clock import ZONE


@dataclass(frozen=True, order=True)
class Cut:
    """A slot of a day."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True)
class Hours:
    """From `start` until `end`, local time, so many minutes each, for so many (`capacity`) at once."""

    start: time
    end: time
    minutes: int
    capacity: int

    def on(self, day: date) -> Iterator[Cut]:
        """The slots that lie wholly between."""
        step, at = timedelta(minutes=self.minutes), datetime.combine(day, self.start, ZONE)
        end = datetime.combine(day, self.end, ZONE)
        while at + step <= end:
            yield Cut(at, at + step, self.capacity)
            at += step


@dataclass(frozen=True)
class Seat:
    """A booking that stands, where it is now."""

    number: str
    resident: int
    starts_at: datetime


USUAL = Hours(time(9), time(11), 30, 1)
"""What a new day begins with."""


def hours_of(cuts: Sequence[Cut]) -> Hours:
    """As somebody would ask for these slots; the usual ones where there are none."""
    if not cuts:
        return USUAL
    first, last = min(cuts), max(cuts, key=lambda cut: cut.ends_at)
    minutes = int((first.ends_at - first.starts_at) / timedelta(minutes=1))
    return Hours(_clock(first.starts_at), _clock(last.ends_at), minutes, first.capacity)


def _clock(at: datetime) -> time:
    return at.astimezone(ZONE).time().replace(tzinfo=None)


def moved_to(cuts: Iterable[Cut], day: date) -> list[Cut]:
    """The same times of another day, with their breaks."""

    def there(at: datetime) -> datetime:
        return datetime.combine(day, _clock(at), ZONE)

    return [Cut(there(cut.starts_at), there(cut.ends_at), cut.capacity) for cut in cuts]


def seated(seats: Sequence[Seat], cuts: Sequence[Cut]) -> Mapping[str, datetime] | None:
    """Where each booking begins in the new slots; None when there are too few places.

    Whoever can stays at their time; the others, in the order of their bookings, come as near to their time of day as
    there is room, and nobody twice at one time while there is another way.
    """
    left = Counter({cut.starts_at: cut.capacity for cut in cuts})
    if len(seats) > left.total():
        return None
    there: dict[datetime, set[int]] = defaultdict(set)
    found: dict[str, datetime] = {}

    def sit(seat: Seat, at: datetime) -> None:
        left[at] -= 1
        there[at].add(seat.resident)
        found[seat.number] = at

    for seat in seats:
        if left[seat.starts_at] > 0:
            sit(seat, seat.starts_at)
    for seat in seats:
        if seat.number not in found:
            free = [at for at, places in left.items() if places > 0]
            sit(seat, min(free, key=lambda at: (seat.resident in there[at], _apart(at, seat.starts_at), at)))
    return found


def _apart(one: datetime, other: datetime) -> int:
    """Minutes between two times of day."""
    a, b = _clock(one), _clock(other)
    return abs((a.hour - b.hour) * 60 + a.minute - b.minute)
