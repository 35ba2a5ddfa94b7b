"""What staff have at hand: words that are half written, filters under a name of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Table


class Draft(Table):
    """What a member of staff has typed into a form and not sent, sealed. `place`: the page, as `cases/<number>`.

    `fields_sealed` NULL: nothing was typed, they only have the page open.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("staff_id", "place", "form"), Index("ix_draft_place", "place", "saved_at"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(40))
    fields_sealed: Mapped[bytes | None]
    saved_at: Mapped[datetime]


class SavedFilter(Table):
    """A filter of the list of cases, by the name that a member of staff gave it; `query_sealed`: of the list's address,
    in which a name may stand."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(40))
    query_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]
