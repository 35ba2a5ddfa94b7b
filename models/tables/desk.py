"""What staff have at hand: words that are half written."""

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
