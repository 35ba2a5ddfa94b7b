"""What a paper is made of, on whatever it is drawn: blocks of words and pictures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Line:
    text: str


@dataclass(frozen=True)
class Said:
    """A person's words, as they were written."""

    text: str


@dataclass(frozen=True)
class Picture:
    jpeg: bytes


@dataclass(frozen=True)
class Blank:
    """A line to be filled in by hand, with room above it."""

    text: str


@dataclass(frozen=True)
class Seal:
    """Whose letter it is, with room for the seal, and its day."""

    unit: str
    day: str


Block = Title | Heading | Line | Said | Picture | Blank | Seal
"""What a paper is made of, on whatever it is drawn."""
