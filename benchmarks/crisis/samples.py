"""What the model learns from and is tried on: our phrasings, and public posts and messages by path."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("phrasings")
CLASS = {"self": "C1", "threat": "C2", "now": "C3", "home": "C4", "quiet": "none"}
ADULT = "adult_"
PART = " / "


@dataclass(frozen=True, slots=True)
class Phrasing:
    """`kind` is what is left out together; `texts` are messages that come one after the other."""

    kind: str
    label: str
    texts: tuple[str, ...]


def phrasings() -> Iterator[Phrasing]:
    for file in sorted(FOLDER.glob("*.toml")):
        for kind, table in tomllib.loads(file.read_text("utf-8")).items():
            label = "C5" if kind.startswith(ADULT) else CLASS[file.stem]
            for phrase in table["phrases"]:
                yield Phrasing(f"{file.stem}.{kind}", label, tuple(phrase.split(PART)))


def column(path: Path, *names: str) -> Iterator[tuple[str, ...]]:
    """The named columns of a CSV file. ValueError when it lacks one."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in names if name not in (reader.fieldnames or ())]
        if lacking:
            raise ValueError(f"{path} lacks the column {', '.join(lacking)}")
        for row in reader:
            yield tuple(row[name] or "" for name in names)
