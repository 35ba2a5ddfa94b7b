"""Counts that are kept up, so that a report need not look at every case."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Table, one_of


class Grain(StrEnum):
    """What a figure is of: a local day and its month, the very moment at which something is late and its month, or
    all that stands now."""

    DAY = "day"
    MONTH = "month"
    ALARM = "alarm"
    ALARM_MONTH = "alarm_month"
    STANDING = "standing"


class Tally(Table):
    """How many of a name there are in a unit at a time (`at`: where its day or month begins): the sum of what all
    cases add."""

    __tablename__ = "tally"
    __table_args__ = (
        one_of("grain", Grain),
        UniqueConstraint("grain", "at", "name", "unit_id"),
        Index("ix_tally_none", "id", postgresql_where=text("n = 0"), sqlite_where=text("n = 0")),
    )
    grain: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    n: Mapped[int] = mapped_column(BigInteger)


class CaseTally(Table):
    """What a case adds to the figures as they stand: grain, time, name, unit and number of each. `figures`: what it
    adds to those by unit, area, topic, channel and month, until `stale_at`, when something of it is late."""

    __tablename__ = "case_tally"
    __table_args__ = (
        Index(
            "ix_case_tally_stale",
            "stale_at",
            postgresql_where=text("stale_at IS NOT NULL"),
            sqlite_where=text("stale_at IS NOT NULL"),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), unique=True)
    counted: Mapped[list[tuple[str, str, str, int, int]]] = mapped_column(JSON)
    figures: Mapped[list[Any] | None] = mapped_column(JSON)
    stale_at: Mapped[datetime | None]


class FigureTally(Table):
    """How many of the cases registered in a day or month (`at`: where it begins) count for a figure: of a row of an
    axis, or of all (`axis` and `code` empty), in a unit, or in all units (`unit_id` 0)."""

    __tablename__ = "figure_tally"
    __table_args__ = (
        one_of("grain", Grain),
        UniqueConstraint("grain", "axis", "unit_id", "at", "code", "name"),
        Index("ix_figure_tally_none", "id", postgresql_where=text("n = 0"), sqlite_where=text("n = 0")),
    )
    grain: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    axis: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(20))
    n: Mapped[int] = mapped_column(BigInteger)


class TallyMark(Table):
    """A case of which something has changed since it was counted. Triggers write it (`models.guards`), once for each
    change, in the change's own transaction: two who work on one case never wait for each other here."""

    __tablename__ = "tally_mark"
    case_id: Mapped[int] = mapped_column(BigInteger)
