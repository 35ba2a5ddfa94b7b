"""The deadline profiles: one TOML file for each place, read once, checked whole; which one holds where and when.

A file has `name`, `title`, `source` (the law), `in_force_from` and perhaps `in_force_until` (both days included),
`roll` (`holidays`: a last day in a holiday arrangement moves to the day after; `days_off`: off plain weekends too),
`[limits]` and `[values]`. With `inherits = "national"` it states only what differs. A limit is `{ n, unit }`, unit
`natural` or `working` (days) or `hours`, with `article` where a law says so and `from_memory = true` where not;
`by` names a body outside that decides.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from models.deadlines import Limit, Profile, Roll, Unit
from models.law.duties import IN_DAYS
from models.law.matters import Tier
from models.profiles.keys import LIMITS, VALUES

NATIONAL = "national"
"""States every key; what no other profile holds for is counted by it."""
FIELDS = {"name", "title", "source", "in_force_from", "in_force_until", "roll", "inherits", "limits", "values"}
BODIES = frozenset({"court", "procuratorate", "police", "arbitration", "party"})
"""Outside, that decide on some routes; `staff.outside` and `notice.decides` have their names."""
DAYS_ONLY = frozenset({*IN_DAYS, "extend", "objection"})
"""Told to people as a day."""


class Unsound(ValueError):
    """A profile that cannot be used; the message names the file's key."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`passed_over`: the profile that the place names, when it was not in force that day or does not exist."""

    profile: Profile
    passed_over: str | None = None


class Profiles(Mapping[str, Profile]):
    """All profiles by name. `default` is that of places which name none."""

    def __init__(self, profiles: Iterable[Profile], default: str = NATIONAL) -> None:
        self._all = MappingProxyType({p.name: p for p in profiles})
        for needed in (NATIONAL, default):
            if needed not in self._all:
                raise Unsound(f"there is no profile {needed}; there are {', '.join(sorted(self._all))}")
        self.default = self._all[default]

    def __getitem__(self, name: str) -> Profile:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def of_case(self, name: str) -> Profile:
        """The profile that a case was registered under, in force still or not; the default if its file is gone."""
        return self._all.get(name, self.default)

    def for_area(self, named: Iterable[str | None], day: date) -> Choice:
        """The profile of a place on a day: `named` are the names on the way from the place up the tree, the first one
        counts. Where that is not in force, national rules hold."""
        wanted = next((name for name in named if name), self.default.name)
        found = self._all.get(wanted)
        if found is not None and found.in_force(day):
            return Choice(found)
        return Choice(self._all[NATIONAL], None if wanted == NATIONAL else wanted)


def load(default: str = NATIONAL, further: Path | None = None) -> Profiles:
    """Ours and those in the folder `further`. Unsound for a file that is not sound, or that takes a name of ours."""
    raw = {f.name[:-5]: f.read_bytes() for f in (files("models") / "profiles").iterdir() if f.name.endswith(".toml")}
    for path in sorted(further.glob("*.toml")) if further else ():
        if path.stem in raw:
            raise Unsound(f"{path.name}: the name is taken")
        raw[path.stem] = path.read_bytes()
    read = {name: _toml(name, body) for name, body in raw.items()}
    made: dict[str, Profile] = {}
    for name in read:
        _make(name, read, made, ())
    return Profiles(made.values(), default)


def _toml(name: str, body: bytes) -> dict[str, Any]:
    try:
        raw = tomllib.loads(body.decode())
    except ValueError as why:
        raise Unsound(f"{name}.toml: {why}") from None
    if raw.get("name") != name:
        raise Unsound(f"{name}.toml calls itself {raw.get('name')}")
    if unknown := sorted(raw.keys() - FIELDS):
        raise Unsound(f"{name}: unknown field {unknown[0]}")
    return raw


def _make(name: str, read: Mapping[str, dict[str, Any]], made: dict[str, Profile], below: tuple[str, ...]) -> Profile:
    if name in made:
        return made[name]
    raw = read[name]
    above = raw.get("inherits")
    if above is not None and (above not in read or above in (*below, name)):
        raise Unsound(f"{name}: cannot inherit from {above}")
    base = _make(above, read, made, (*below, name)) if above is not None else None
    made[name] = _checked(_profile(name, raw, base))
    return made[name]


def _profile(name: str, raw: dict[str, Any], base: Profile | None) -> Profile:
    stated, values = raw.get("limits", {}), raw.get("values", {})
    limits = {key: _limit(f"{name}: limit {key}", row) for key, row in stated.items()}
    for key, value in values.items():
        if type(value) is not int or value < 0:
            raise Unsound(f"{name}: value {key} is no whole number from 0")
    for text in ("title", "source"):
        if not isinstance(raw.get(text), str) or not raw[text].strip():
            raise Unsound(f"{name}: {text} is missing")
    since, until = raw.get("in_force_from"), raw.get("in_force_until")
    if type(since) is not date or (until is not None and (type(until) is not date or until < since)):
        raise Unsound(f"{name}: in_force_from and in_force_until are days, in this order")
    roll: Any = raw.get("roll", base.roll if base else None)
    if roll not in get_args(Roll):
        raise Unsound(f"{name}: roll is one of {', '.join(get_args(Roll))}")
    return Profile(
        name=name,
        title=raw["title"],
        source=raw["source"],
        in_force_from=since,
        in_force_until=until,
        roll=roll,
        limits=MappingProxyType((dict(base.limits) if base else {}) | limits),
        values=MappingProxyType((dict(base.values) if base else {}) | values),
        inherits=raw.get("inherits"),
        own=frozenset(stated) | frozenset(values),
    )


def _limit(where: str, row: Any) -> Limit:
    try:
        limit = Limit(**row)
    except TypeError:
        raise Unsound(f"{where} is {{ n, unit }}, perhaps with article, from_memory and by") from None
    if type(limit.n) is not int or not 0 <= limit.n <= 3650:
        raise Unsound(f"{where}: n is a whole number from 0 to 3650")
    if limit.unit not in get_args(Unit):
        raise Unsound(f"{where}: unit is one of {', '.join(get_args(Unit))}")
    if not isinstance(limit.article, str) or not isinstance(limit.from_memory, bool):
        raise Unsound(f"{where}: article is a text, from_memory true or false")
    if limit.by and limit.by not in BODIES:
        raise Unsound(f"{where}: by is one of {', '.join(sorted(BODIES))}")
    return limit


def _checked(profile: Profile) -> Profile:
    """It has every key and no other; what is told as a day is counted in days; no tier is slower than a slower one."""
    for what, known, held in (("limit", LIMITS, profile.limits), ("value", VALUES, profile.values)):
        if unknown := sorted(held.keys() - known.keys()):
            raise Unsound(f"{profile.name}: {what} {unknown[0]} is unknown; models/profiles/keys.py lists them")
        if missing := sorted(known.keys() - held.keys()):
            raise Unsound(f"{profile.name}: {what} {missing[0]} is missing")
    for key in sorted(DAYS_ONLY):
        if profile.limits[key].unit == "hours":
            raise Unsound(f"{profile.name}: limit {key} is told as a day and cannot be counted in hours")
    tiers = [tier.row.limit for tier in Tier]
    lengths = [profile.limits[key].length for key in tiers]
    if lengths != sorted(lengths):
        raise Unsound(f"{profile.name}: a faster tier has the longer limit ({', '.join(tiers)})")
    return profile
