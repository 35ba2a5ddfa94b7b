"""The places, and the people who answer."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.law.matters import Outcome
from models.law.people import Role
from models.law.states import State
from models.tables.base import Table, one_of


class Area(Table):
    """Five levels and the grid (省 市 县 乡镇 村居 网格), as a tree. `code` is the administrative code.

    `profile` names the deadline profile of the area and of all below it that name none.
    """

    __tablename__ = "area"
    code: Mapped[str] = mapped_column(String(15), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    profile: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Topic(Table):
    """The content classification (内容分类), three levels."""

    __tablename__ = "topic"
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    common: Mapped[bool] = mapped_column(default=False)
    placed: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)


class Unit(Table):
    """A department, township or desk. Accusations go only to units whose `discipline` is true. What has no English form
    is spelt in pinyin.

    `head_id` is who answers for it (负责人): work without a named person is theirs, and escalations go to them;
    `deputy_id` does while the head is away. One that is switched off is given nothing new.
    """

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    phone: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[str | None] = mapped_column(String(100))
    hours_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    desk: Mapped[bool] = mapped_column(default=False)
    discipline: Mapped[bool] = mapped_column(default=False)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", use_alter=True), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", use_alter=True), index=True)
    address: Mapped[str | None] = mapped_column(String(200))
    address_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Responsibility(Table):
    """The responsibility list (责任清单): this topic and all below it, in this area and all below it, is this unit's.

    The longest topic wins, then the smallest area. It suggests; a person confirms.
    """

    __tablename__ = "responsibility"
    __table_args__ = (UniqueConstraint("topic_id", "area_id"),)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)


class Contact(Table):
    """Where else help is to be had (人民调解、法律援助、帮扶救助): named to the resident, with a phone."""

    __tablename__ = "contact"
    __table_args__ = (one_of("outcome", Outcome), UniqueConstraint("outcome", "name"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    outcome: Mapped[str] = mapped_column(String(12))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str | None] = mapped_column(String(100))
    place: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class ReplyTemplate(Table):
    """Words to begin a reply with: offered for cases of this topic and those below it, in this state; NULL: of any."""

    __tablename__ = "reply_template"
    __table_args__ = (one_of("state", State),)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    state: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Official(Table):
    """The name is spelt in English by itself. `staff_id` is the account of the same person, if they have one."""

    __tablename__ = "official"
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    post_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    portfolio: Mapped[str] = mapped_column(String(200))
    portfolio_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    level: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", use_alter=True), index=True)
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Staff(Table):
    """`deputy_id` does their work while they are away (`away_from` to `away_until`, or switched off).

    `channel_id` is the chat they asked to be told in; without one, messages wait in the inbox of the staff's pages.
    `password_given`: by somebody else; the pages ask them to choose their own.
    `factor_due_at`: from then on nothing is open to them without the second factor that a role of theirs needs.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("(away_from IS NULL) = (away_until IS NULL)", name="away"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> id", name="deputy"),
    )
    login: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(300))
    password_given: Mapped[bool] = mapped_column(default=False, server_default=false())
    factor_due_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    away_from: Mapped[datetime | None]
    away_until: Mapped[datetime | None]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("resident_channel.id", use_alter=True), index=True)
    roles: Mapped[list["StaffRole"]] = relationship(lazy="raise", back_populates="staff")


class StaffRole(Table):
    """A role in a unit. `unit_id` NULL: the role is not bound to one unit (admin, supervisor of all)."""

    __tablename__ = "staff_role"
    __table_args__ = (one_of("role", Role), UniqueConstraint("staff_id", "role", "unit_id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    staff: Mapped[Staff] = relationship(lazy="raise", back_populates="roles")


class ApiToken(Table):
    """Opaque and revocable; only its SHA-256 is held. A session of a member of staff, or with a `name` a token they
    made for a machine, or a service's token with scopes. `agent`: the browser or program it was made from."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (service IS NULL)", name="one_owner"),)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    service: Mapped[str | None] = mapped_column(String(50))
    name: Mapped[str | None] = mapped_column(String(100))
    agent: Mapped[str | None] = mapped_column(String(200))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TokenUse(Table):
    """When a token was last used, to a few minutes. Apart from it, so that its writing wakes no cache."""

    __tablename__ = "token_use"
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"), unique=True)
    at: Mapped[datetime]


class CalendarDay(Table):
    """Our own calendar: the official notices that were imported. A day without a row is as `models.calendar` says."""

    __tablename__ = "calendar_day"
    date: Mapped[date] = mapped_column(Date, unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    confirmed: Mapped[bool]
    name: Mapped[str | None] = mapped_column(String(50))


class ImportedNotice(Table):
    """Append-only: each holiday notice as it was imported. The newest id is the version of the calendar."""

    __tablename__ = "imported_notice"
    year: Mapped[int] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(200))
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
