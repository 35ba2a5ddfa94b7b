"""Visit days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.law.visits import MAX_PARTY, AppointmentState
from models.tables.base import Table, one_of
from models.tables.cases import Case
from models.tables.places import Area, Official


class VisitDay(Table):
    __tablename__ = "visit_day"
    token: Mapped[str] = mapped_column(String(20), unique=True)
    date: Mapped[date] = mapped_column(Date, index=True)
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str] = mapped_column(String(200))
    venue_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"), index=True)
    companions: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    area: Mapped[Area] = relationship(lazy="raise")
    official: Mapped[Official] = relationship(lazy="raise")


class Slot(Table):
    """`taken` counts bookings and live holds; the CHECK is what makes overbooking impossible.

    `capacity` 0: it went when its day got other hours, and stays for what was booked and cancelled there."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
        UniqueConstraint("visit_day_id", "starts_at"),
    )
    token: Mapped[str] = mapped_column(String(20), unique=True)
    visit_day_id: Mapped[int] = mapped_column(ForeignKey("visit_day.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    visit_day: Mapped[VisitDay] = relationship(lazy="raise")


class Hold(Table):
    """A place kept while somebody fills in the form. One per session, prolonged by asking again."""

    __tablename__ = "hold"
    session: Mapped[str] = mapped_column(String(64), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    until: Mapped[datetime] = mapped_column(index=True)


class Appointment(Table):
    __tablename__ = "appointment"
    __table_args__ = (
        one_of("state", AppointmentState),
        CheckConstraint(f"people >= 1 AND people <= {MAX_PARTY}", name="people"),
        Index(
            "uq_appointment_open_case",
            "case_id",
            unique=True,
            postgresql_where=text("state = 'booked'"),
            sqlite_where=text("state = 'booked'"),
        ),
    )
    booking_no: Mapped[str] = mapped_column(String(20), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    people: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    moved_from: Mapped[datetime | None]
    slot: Mapped[Slot] = relationship(lazy="raise")
    case: Mapped[Case] = relationship(lazy="raise")
