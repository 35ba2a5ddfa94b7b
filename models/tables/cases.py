"""Residents and their cases."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.law.channels import Channel
from models.law.grounds import Guidance
from models.law.matters import CaseClass, Kind, Route, Tier
from models.law.replies import Rating
from models.law.states import ENDED, Ending, State
from models.tables.base import Table, one_of
from models.tables.places import Area, Staff, Topic, Unit

if TYPE_CHECKING:
    from models.tables.words import CasePerson, CaseWords

_ENDED = ", ".join(f"'{s}'" for s in sorted(ENDED))
_OPEN = f"state NOT IN ({_ENDED})"


class Resident(Table):
    __tablename__ = "resident"
    created_at: Mapped[datetime]
    channels: Mapped[list["ResidentChannel"]] = relationship(lazy="raise", back_populates="resident")


class ResidentChannel(Table):
    """A chat of a resident. `address_mark` is the keyed hash of `channel:address`."""

    __tablename__ = "resident_channel"
    __table_args__ = (one_of("channel", Channel),)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    address_mark: Mapped[str] = mapped_column(String(64), unique=True)
    address_sealed: Mapped[bytes]
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    unreachable_since: Mapped[datetime | None]
    resident: Mapped[Resident] = relationship(lazy="raise", back_populates="channels")


class Case(Table):
    """信访事项. `state` is what the events say, kept for queries. `version` = seq of its last event = ETag.

    `channel` is the form it came in by; `channel_id` the chat that is told now. `code_issue` counts lost query codes.

    Who answers: `lead_unit_id` is the unit it lies with, `handler_id` the person it was assigned to, `owner_id` the
    named person who answers for it at this moment (never NULL while it is open). `answerable_unit_id` is the first
    receiver until the lead unit has taken it (首接负责). `due_at` is the next alarm of what staff owe; NULL
    when that is nothing. `asked_at`: the resident was asked, and has not answered. `to_write_up`: the original holds no
    words, and nobody has written up what is said or seen in it.
    """

    __tablename__ = "case_"
    __table_args__ = (
        one_of("state", State),
        one_of("kind", Kind),
        one_of("case_class", CaseClass),
        one_of("route", Route),
        one_of("tier", Tier),
        one_of("ending", Ending),
        one_of("guided", Guidance),
        one_of("rating_desk", Rating),
        one_of("channel", Channel),
        one_of("rating", Rating),
        CheckConstraint("petitioner_count >= 1", name="petitioner_count"),
        CheckConstraint("(urge_count = 0) = (urged_at IS NULL)", name="urged_at"),
        CheckConstraint("restricted OR case_class IS NULL OR case_class <> 'accusation'", name="accusation_walled"),
        CheckConstraint("restricted OR kind <> 'accusation'", name="accusation_kind_walled"),
        CheckConstraint(
            "state NOT IN ('assigned') OR (lead_unit_id IS NOT NULL AND handler_id IS NOT NULL)", name="owner"
        ),
        CheckConstraint(f"NOT ({_OPEN}) OR owner_id IS NOT NULL", name="open_has_owner"),
        CheckConstraint(f"({_OPEN}) = (ending IS NULL)", name="ending_said"),
        Index("ix_case_unit_state_due", "lead_unit_id", "state", "due_at", "id"),
        Index("ix_case_registered", "registered_at", "id"),
        Index(
            "ix_case_open_due",
            "due_at",
            "id",
            postgresql_where=text(_OPEN),
            sqlite_where=text(_OPEN),
        ),
        Index(
            "ix_case_open_owner",
            "owner_id",
            "due_at",
            "id",
            postgresql_where=text(_OPEN),
            sqlite_where=text(_OPEN),
        ),
        Index("ix_case_unit_registered", "lead_unit_id", "registered_at", "id"),
        Index("ix_case_answerable_registered", "answerable_unit_id", "registered_at", "id"),
        Index("ix_case_owner_registered", "owner_id", "registered_at", "id"),
        Index("ix_case_topic_updated", "topic_id", "updated_at", "id"),
        Index("ix_case_ended", "ended_at", "id"),
        Index(
            "ix_case_walled",
            "registered_at",
            "id",
            postgresql_where=text("restricted"),
            sqlite_where=text("restricted = 1"),
        ),
        Index(
            "ix_case_open_urged",
            "urged_at",
            "id",
            postgresql_where=text(f"urged_at IS NOT NULL AND {_OPEN}"),
            sqlite_where=text(f"urged_at IS NOT NULL AND {_OPEN}"),
        ),
        Index("ix_case_area_registered", "area_id", "registered_at", "id"),
        Index("ix_case_topic_registered", "topic_id", "registered_at", "id"),
        Index("ix_case_handler_due", "handler_id", "due_at"),
        Index("ix_case_owner_due", "owner_id", "due_at"),
        Index("ix_case_updated", "updated_at", "id"),
        Index(
            "ix_case_urged",
            "urged_at",
            "id",
            postgresql_where=text("urged_at IS NOT NULL"),
            sqlite_where=text("urged_at IS NOT NULL"),
        ),
        Index(
            "ix_case_asked",
            "asked_at",
            "id",
            postgresql_where=text("asked_at IS NOT NULL"),
            sqlite_where=text("asked_at IS NOT NULL"),
        ),
        Index("ix_case_chat_registered", "channel_id", "registered_at"),
        Index(
            "ix_case_to_write_up",
            "registered_at",
            "id",
            postgresql_where=text("to_write_up"),
            sqlite_where=text("to_write_up = 1"),
        ),
    )
    case_no: Mapped[str] = mapped_column(String(30), unique=True)
    number_tail: Mapped[str] = mapped_column(String(8), index=True, default="", server_default="")
    code_mark: Mapped[str] = mapped_column(String(64))
    code_key: Mapped[int]
    code_issue: Mapped[int] = mapped_column(default=0)
    intake_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    case_class: Mapped[str | None] = mapped_column(String(12))
    route: Mapped[str | None] = mapped_column(String(16))
    tier: Mapped[str | None] = mapped_column(String(10))
    guided: Mapped[str | None] = mapped_column(String(16))
    ending: Mapped[str | None] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(String(40))
    resolved: Mapped[bool | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    place_sealed: Mapped[bytes | None]
    title_sealed: Mapped[bytes | None]
    summary_sealed: Mapped[bytes | None]
    elsewhere: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(10))
    petition_date: Mapped[date] = mapped_column(Date)
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20))
    restricted: Mapped[bool] = mapped_column(default=False)
    anonymous: Mapped[bool] = mapped_column(default=False)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    petitioner_count: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    attended_count: Mapped[int | None]
    consent: Mapped[str] = mapped_column(String(40))
    profile: Mapped[str] = mapped_column(String(40))
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    answerable_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    forwarder_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    forwarded_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    hops: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    extended_days: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    destination: Mapped[str | None] = mapped_column(String(200))
    lead_official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"), index=True)
    due_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    rating: Mapped[str | None] = mapped_column(String(12))
    rating_desk: Mapped[str | None] = mapped_column(String(12))
    first_here: Mapped[bool] = mapped_column(default=True)
    backlog: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case_.id"), index=True)
    urge_count: Mapped[int] = mapped_column(default=0)
    urged_at: Mapped[datetime | None]
    many_today: Mapped[bool] = mapped_column(default=False)
    to_write_up: Mapped[bool] = mapped_column(default=False, server_default=false())
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id"))
    version: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")

    topic: Mapped[Topic | None] = relationship(lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")
    lead_unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[lead_unit_id])
    handler: Mapped[Staff | None] = relationship(lazy="raise", foreign_keys=[handler_id])
    owner: Mapped[Staff | None] = relationship(lazy="raise", foreign_keys=[owner_id])
    chat: Mapped[ResidentChannel | None] = relationship(lazy="raise")
    person: Mapped["CasePerson | None"] = relationship(lazy="raise", back_populates="case")
    words: Mapped[list["CaseWords"]] = relationship(lazy="raise", order_by="CaseWords.seq")
