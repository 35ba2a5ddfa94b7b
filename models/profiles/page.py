"""`docs/deadlines.md`, made from the profiles themselves: `python -m models.profiles > docs/deadlines.md`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models.calendar import Calendar
from models.deadlines import Limit, Profile
from models.profiles import NATIONAL, Profiles
from models.profiles.keys import LIMITS, VALUES

HEAD = """\
# Deadlines

Made by `python -m models.profiles > docs/deadlines.md`; a test says when it is out of date. Change the profiles
(`models/profiles/*.toml`), not this page.

How long each thing may take is data, not code. A *profile* holds the limits of a place with their source and the days
on which it is in force. An area names its profile (`huiyin profile set AREA NAME`); one that names none has that of
the area above it, at last `HUIYIN_PROFILE`. A case keeps the profile it was registered under. Where a profile is not in
force on the day of registration, national rules hold, and the log says so. `HUIYIN_PROFILES` names a folder of further
ones: a file that `inherits = "national"` states only what differs; one with a mistake stops the start and is named.

## How days are counted

- 日 are natural days; only where the text says 工作日 are working days counted: no weekends and holidays, but make-up
  days (调休上班). Hours run day and night, every day.
- The first day is not counted, the last one ends at 24:00 in Shanghai. What comes at 23:59 counts that day.
- A last day in a holiday arrangement moves to the day after it. Both dates are kept: the alarms of staff and the day
  that a resident is told use the *nominal* one, a resident's own right lasts until the *moved* one.
- Days of a hearing (听证) are not counted in re-review. Nothing else stops a clock.
- Years whose official notice is not known are guessed (weekends and the fixed holidays), and what is counted through
  them is marked provisional. `huiyin calendar import FILE` brings the notice and counts all open dates again: a
  resident's right never ends earlier than it did, and what staff owe never comes later than it did.

A notice is a file like this (or a table `name,first,last,make_up`, with `--year` and `--source` beside it), or the same
as JSON to `POST /v1/calendar`. What cannot be is refused with its row; a table with a holiday missing too.

```toml
year = 2027
source = "title and number of the notice"

[[arrangements]]
name = "元旦"
first = 2027-01-01
last = 2027-01-03
make_up = []
```

| from | limit | nominal | moved | |
|---|---|---|---|---|
"""
UNITS = {"natural": "日", "working": "工", "hours": "h"}
EXAMPLES = (
    ("2026-09-16", "intake_notice"),
    ("2026-08-03", "handle"),
    ("2026-09-18", "objection"),
    ("2026-09-24", "simple_handle"),
    ("2026-11-22", "handle"),
)


def page(profiles: Profiles, calendar: Calendar) -> str:
    return HEAD + "\n".join(
        [
            *_examples(profiles[NATIONAL], calendar),
            "",
            *_places(_ordered(profiles)),
            "",
            *_table("Limits", LIMITS, _ordered(profiles)),
            "",
            "工: working days; 日: natural days; h: hours. *In italics*: a target of our own, no article of a law.",
            "(?): from memory, no text was read; check it first. An empty cell is as in the first column.",
            "",
            *_table("Other numbers", VALUES, _ordered(profiles)),
            "",
            *_sources(_ordered(profiles)),
            "",
        ]
    )


def _ordered(profiles: Profiles) -> list[Profile]:
    return sorted(profiles.values(), key=lambda p: (p.name != NATIONAL, p.name))


def _examples(profile: Profile, calendar: Calendar) -> Iterator[str]:
    for text, key in EXAMPLES:
        due = profile.due(key, date.fromisoformat(text), calendar)
        mark = "provisional" if due.provisional else ""
        yield f"| {text} | {_length(profile.limits[key])} | {due.nominal} | {due.at} | {mark} |"


def _places(profiles: Sequence[Profile]) -> Iterator[str]:
    yield from ("## Profiles", "", "| profile | place | in force from | until | source |", "|---|---|---|---|---|")
    for p in profiles:
        yield f"| `{p.name}` | {p.title} | {p.in_force_from} | {p.in_force_until or ''} | {p.source} |"


def _table(title: str, keys: Mapping[str, str], profiles: Sequence[Profile]) -> Iterator[str]:
    yield from (f"## {title}", "", "| key | what | " + " | ".join(p.name for p in profiles) + " |")
    yield "|---|---|" + "---|" * len(profiles)
    for key, what in keys.items():
        yield f"| `{key}` | {what} | " + " | ".join(_cell(p, key) for p in profiles) + " |"


def _cell(profile: Profile, key: str) -> str:
    if key not in profile.own:
        return ""
    if key in VALUES:
        return str(profile.values[key])
    limit = profile.limits[key]
    length = _length(limit) + (" (?)" if limit.from_memory else "")
    return length if limit.statutory else f"*{length}*"


def _length(limit: Limit) -> str:
    if limit.n == 0:
        return "at once"
    return f"{limit.n} {UNITS[limit.unit]}"


def _sources(profiles: Sequence[Profile]) -> Iterator[str]:
    yield from ("## Articles", "", "| profile | article | keys |", "|---|---|---|")
    for p in profiles:
        articles: dict[str, list[str]] = {}
        for key in LIMITS:
            if key in p.own and p.limits[key].statutory:
                articles.setdefault(p.limits[key].article, []).append(f"`{key}`")
        for article, held in articles.items():
            yield f"| `{p.name}` | {article} | {', '.join(held)} |"
