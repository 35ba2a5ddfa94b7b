"""What happens, and when: the rows of the file at their real times, and two further years of made-up cases."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from models.calendar import Calendar
from models.clock import ZONE, local_date

SEED = 20030918
SHORT = 60
"""Characters, blanks left out: a reply below it that gives no reason is no answer."""
DESK_OPENS = time(10)
MONTHS = 24
FURTHER_FROM = datetime(2026, 6, 1, tzinfo=ZONE)
"""So that the second year's holidays are not known yet when dates first run into it."""
WORDS = (
    "清河县东门社区的路灯坏了，晚上看不见路。",
    "石桥镇石桥村的水井出水发黄，请来人化验。",
    "南浦街道工地半夜施工，老人孩子睡不好。",
    "白塘镇到县城的班车常常不来，学生迟到。",
    "云岭乡卫生室的药柜空了两个月。",
    "城关街道小学门口没有斑马线，家长担心。",
)


@dataclass(frozen=True)
class Matter:
    """One message and what became of it. Moments are UTC. `accepted`: the desk took it up before anybody answered;
    without it nobody touches the matter until its reply. `formal`: the reply says nothing on the matter itself."""

    message_id: str
    text: str
    submitted: datetime
    accepted: datetime | None
    reply: str | None
    replied: datetime | None
    formal: bool = False
    dropped: bool = False
    unit: str | None = None


def bare(text: str) -> str:
    return "".join(text.split())


def of_file(path: Path, drop: float, limit: int | None = None) -> list[Matter]:
    """The rows in the order of submission. A seeded part `drop` of those with a reply loses it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: (r["submitted_at"], r["message_id"]))[:limit]
    dice, calendar = random.Random(SEED), Calendar()
    return [_of_row(row, dice, drop, calendar) for row in rows]


def _of_row(row: dict[str, str], dice: random.Random, drop: float, calendar: Calendar) -> Matter:
    lost, taken_up = dice.random() < drop, dice.random() < 0.5
    submitted = _utc(row["submitted_at"])
    replied = _utc(row["replied_at"]) if row["replied_at"] else None
    found = Matter(
        row["message_id"],
        row["text"] or row["subject"],
        submitted,
        None,
        row["reply"] or None,
        replied,
        formal=row["explains"] == "0" and len(bare(row["reply"])) < SHORT,
    )
    if lost or replied is None or found.reply is None:
        found = replace(found, reply=None, replied=None, dropped=lost)
    return _taken_up(found, calendar) if taken_up else found


def _utc(local: str) -> datetime:
    return datetime.strptime(local, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE).astimezone(UTC)


def _taken_up(m: Matter, calendar: Calendar) -> Matter:
    """The desk accepts on the next working day, unless the reply is there by then."""
    day = calendar.next_working(local_date(m.submitted) + timedelta(days=1))
    at = datetime.combine(day, DESK_OPENS, ZONE).astimezone(UTC)
    return m if m.replied is not None and m.replied <= at else replace(m, accepted=at)


def made_up(a_month: int, units: list[str]) -> Iterator[Matter]:
    """Two years of cases, spread over the days and the units, most of them answered within weeks."""
    dice, calendar = random.Random(SEED + 1), Calendar()
    for n in range(MONTHS * a_month):
        at = FURTHER_FROM + timedelta(days=30.4 * (n + dice.random()) / a_month)
        submitted = at.astimezone(UTC)
        replied = submitted + timedelta(days=min(dice.lognormvariate(2.4, 0.9), 200))
        formal = dice.random() < 0.09
        reply = "已收悉，已转有关单位。" if formal else f"{n}号答复：" + "已到现场查看，说明了原因和依据。" * 6
        m = Matter(f"made-up-{n}", f"{n}号：{dice.choice(WORDS)}", submitted, None, reply, replied, formal)
        m = replace(m, unit=units[n % len(units)])
        yield _taken_up(m, calendar) if dice.random() < 0.5 else m
