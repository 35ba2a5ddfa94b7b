"""The rows of a hearing, `context,text,want,value`, read strictly: what cannot be played is an error that names it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("context", "text", "want", "value")

FORM = ("story", "kind", "topic", "place", "people", "who", "name", "phone", "review")
BOOKING = ("day", "slot", "party")
OUTSIDE = ("menu", "one_case", "three_cases", "filed", "asked", "replied", "booked", "crisis")
CONTEXTS = (*OUTSIDE, *FORM, *BOOKING)

CRISES = ("crisis_c1", "crisis_c2", "crisis_c3", "crisis_c4", "crisis_c5")
LANGUAGES = ("language_zh_Hans", "language_zh_Hant", "language_en")
OUTCOMES = (
    *("concern", "which", "answer", "add", "satisfied", "basic", "unsatisfied", "unsolved", "review", "urge"),
    *("status", "withdraw", "book", "move_booking", "cancel_booking", "my_bookings", "person", "thanks", "greeting"),
    *("about", "contact", "help", *LANGUAGES, "delete", "no_consent", "lost_code", "inquiry", *CRISES, "accusation"),
    *("taken", "skipped", "done", "confirmed", "edit", "kept", "again"),
)


class BadRows(Exception):
    """The file cannot be played; the message says which row, and why."""


@dataclass(frozen=True)
class Row:
    """`number`: its line of data, from 1. `value`: what has to be read out of the text, where `want` is `taken`."""

    number: int
    context: str
    text: str
    want: tuple[str, ...]
    value: str = ""


def rows_of(path: Path) -> list[Row]:
    """The rows of a UTF-8 file (a byte-order mark is no matter). BadRows for anything that could not be judged."""
    try:
        raw = path.read_bytes()
    except OSError as why:
        raise BadRows(f"{path}: {why.strerror}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = raw[: why.start].count(b"\n") + 1
        raise BadRows(f"{path.name}, line {line}: not UTF-8 (GBK, perhaps); save it as UTF-8") from None
    if "\0" in text:
        raise BadRows(f"{path.name}: holds NUL characters; it is no CSV")
    return list(_read(path.name, text))


def _read(name: str, text: str) -> Iterator[Row]:
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [line for line in reader if line]
    except csv.Error as why:
        raise BadRows(f"{name}, line {reader.line_num}: {why}") from None
    head = [column.strip() for column in lines[0]] if lines else []
    if missing := [column for column in COLUMNS if column not in head]:
        raise BadRows(f"{name}: lacks the column {', '.join(missing)}; wanted are {', '.join(COLUMNS)}")
    if len(lines) == 1:
        raise BadRows(f"{name}: has no rows")
    for number, line in enumerate(lines[1:], 1):
        if len(line) > len(head):
            raise BadRows(f"{name}, row {number}: has {len(line)} fields for {len(head)} columns; quote commas")
        yield _row(f"{name}, row {number}", number, dict(zip(head, line, strict=False)))


def _row(where: str, number: int, held: dict[str, str]) -> Row:
    context, text = held.get("context", "").strip(), held.get("text", "")
    want = tuple(one.strip() for one in held.get("want", "").split("|") if one.strip())
    if context not in CONTEXTS:
        raise BadRows(f"{where}: no such context: {context!r}; there are {', '.join(CONTEXTS)}")
    if not text.strip():
        raise BadRows(f"{where}: the text is empty")
    if not want:
        raise BadRows(f"{where}: wants no outcome")
    if unknown := [one for one in want if one not in OUTCOMES]:
        raise BadRows(f"{where}: no such outcome: {', '.join(map(repr, unknown))}; there are {', '.join(OUTCOMES)}")
    return Row(number, context, text, want, held.get("value", "").strip())
