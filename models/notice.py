"""A holiday notice: read from a file, checked against what such a notice always says, laid out day by day."""

import csv
import io
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from pydantic import ValidationError

from models.calendar import FIXED_HOLIDAYS, Day, notice_days
from models.wire.calendar import Arrangement, HolidayNotice

ALWAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
LONGEST = 16
"""Days of one arrangement; the longest so far had nine."""
COLUMNS = ["name", "first", "last", "make_up"]


class WrongNotice(ValueError):
    """What the notice says cannot be. `field` names the row and the field, as `arrangements.2.make_up.0`."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field, self.detail = field, detail


def days(notice: HolidayNotice) -> list[Day]:
    """Every day of the year, and those of the notice that lie just outside it. Raises WrongNotice."""
    holidays: dict[date, str] = {}
    make_up: dict[date, str] = {}
    for n, one in enumerate(notice.arrangements):
        _range(n, one, notice.year)
        for d in _span(one):
            _once(f"arrangements.{n}.first", d, holidays, {})
            holidays[d] = one.name
    for n, one in enumerate(notice.arrangements):
        for m, d in enumerate(one.make_up):
            where = f"arrangements.{n}.make_up.{m}"
            _near(where, d, notice.year)
            _once(where, d, make_up, holidays)
            if d.weekday() < 5:
                raise WrongNotice(where, f"{d} is no Saturday or Sunday, so nobody makes up for it")
            make_up[d] = one.name
    _complete(notice, holidays)
    return notice_days(notice.year, holidays, make_up)


def _range(n: int, one: Arrangement, year: int) -> None:
    _near(f"arrangements.{n}.first", one.first, year)
    _near(f"arrangements.{n}.last", one.last, year)
    if not one.first <= one.last < one.first + timedelta(days=LONGEST):
        raise WrongNotice(
            f"arrangements.{n}.last", f"from {one.first} to {one.last} is no holiday of 1 to {LONGEST} days"
        )


def _near(where: str, d: date, year: int) -> None:
    if not date(year - 1, 12, 1) <= d <= date(year + 1, 1, 31):
        raise WrongNotice(where, f"{d} is not in {year}")


def _once(where: str, d: date, same: dict[date, str], other: dict[date, str]) -> None:
    if d in same or d in other:
        raise WrongNotice(where, f"{d} belongs to {(same | other)[d]} already")


def _complete(notice: HolidayNotice, holidays: dict[date, str]) -> None:
    """A table with a hole would make wrong dates look official."""
    names = "".join(one.name for one in notice.arrangements)
    for name in ALWAYS:
        if name not in names:
            raise WrongNotice("arrangements", f"{name} is missing; a year has all of {'、'.join(ALWAYS)}")
    for (month, d), name in FIXED_HOLIDAYS.items():
        fixed = date(notice.year, month, d)
        if fixed not in holidays and (notice.year >= 2025 or d == 1):
            raise WrongNotice("arrangements", f"{fixed} ({name}) is missing; it is a holiday in every year")


def _span(one: Arrangement) -> Iterable[date]:
    return (one.first + timedelta(days=i) for i in range((one.last - one.first).days + 1))


# Files


def read(name: str, body: bytes, year: int | None = None, source: str | None = None) -> HolidayNotice:
    """From a `.toml` (`year`, `source`, `[[arrangements]]`) or a `.csv` with the columns of `COLUMNS`, several make-up
    days with blanks between them; what a table cannot say is given beside it. Raises WrongNotice."""
    try:
        words = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = body.decode("gb18030", "replace")
    raw: dict[str, object]
    if name.lower().endswith(".csv"):
        raw = {"arrangements": _table(words)}
    elif name.lower().endswith(".toml"):
        try:
            raw = tomllib.loads(words)
        except tomllib.TOMLDecodeError as why:
            raise WrongNotice(name, str(why)) from None
    else:
        raise WrongNotice(name, "a notice is a .toml or a .csv file")
    raw |= {k: v for k, v in (("year", year), ("source", source)) if v is not None}
    try:
        return HolidayNotice.model_validate(raw)
    except ValidationError as why:
        first = why.errors()[0]
        raise WrongNotice(".".join(str(p) for p in first["loc"]), first["msg"]) from None


def _table(words: str) -> list[dict[str, object]]:
    rows = csv.DictReader(io.StringIO(words))
    if rows.fieldnames is None or [f.strip() for f in rows.fieldnames] != COLUMNS:
        raise WrongNotice("row 1", f"the columns are {','.join(COLUMNS)}")
    found: list[dict[str, object]] = []
    for row in rows:
        cells = {k.strip(): (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
        if any(cells.values()):
            made_up = [_day(d) for d in cells.get("make_up", "").split()]
            found.append({**cells, "first": _day(cells["first"]), "last": _day(cells["last"]), "make_up": made_up})
    return found


def _day(cell: str) -> str:
    """2027/1/3, as a spreadsheet writes it, and 2027年1月3日 are 2027-01-03."""
    parts = cell.translate(str.maketrans("/.年月", "----", "日")).split("-")
    return "-".join(p.zfill(2) for p in parts) if len(parts) == 3 and all(p.isdigit() for p in parts) else cell


def arrangements(listed: Iterable[Day]) -> list[Arrangement]:
    """What a calendar's days come from: holidays in a row and of one name, their make-up days beside the nearest."""
    held = sorted(listed, key=lambda d: d.date)
    found: list[Arrangement] = []
    for before, d in pairwise([None, *held]):
        if d is None or d.kind != "holiday":
            continue
        if before is not None and found and (before.kind, before.name) == ("holiday", d.name):
            found[-1] = found[-1].model_copy(update={"last": d.date})
        else:
            found.append(Arrangement(name=d.name or "假日", first=d.date, last=d.date))
    for d in held:
        same = [a for a in found if a.name == d.name] if d.kind == "make_up" else []
        if same:
            min(same, key=lambda a: abs((a.first - d.date).days)).make_up.append(d.date)
    return found
