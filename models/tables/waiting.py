"""What waits for whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.law.waiting import Wait
from models.tables.base import Table, one_of

_OPEN = "done_at IS NULL"


class Waiting(Table):
    """One thing that waits for a person, or for a unit (`staff_id` NULL) until somebody of it has it.

    `seq` is the event's that brought it last, `n` how often it came meanwhile; `ref` tells apart what can wait twice
    on a case. `by_id`: of staff; NULL for the resident and the clockwork. `seen_at`: the person had it before them.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        one_of("kind", Wait),
        CheckConstraint("staff_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody"),
        Index(
            "uq_waiting_open",
            "case_id",
            "kind",
            "ref",
            unique=True,
            postgresql_where=text(_OPEN),
            sqlite_where=text(_OPEN),
        ),
        Index("ix_waiting_staff", "staff_id", "id", postgresql_where=text(_OPEN), sqlite_where=text(_OPEN)),
        Index("ix_waiting_unit", "unit_id", "id", postgresql_where=text(_OPEN), sqlite_where=text(_OPEN)),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(20), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seq: Mapped[int]
    n: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
