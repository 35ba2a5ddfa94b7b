"""Accounts: what is proposed of those that read accusations, and the second factor of whoever has one."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.law.accounts import AccountAct, AccountAsked
from models.tables.base import Table, one_of


class AccountProposal(Table):
    """`asked`: what the act takes: name, roles, who takes over. One open for each login."""

    __tablename__ = "account_proposal"
    __table_args__ = (
        one_of("act", AccountAct),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(decided_at IS NULL) = (approved IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided",
        ),
        Index(
            "uq_account_proposal_open",
            "login",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
            sqlite_where=text("decided_at IS NULL"),
        ),
    )
    act: Mapped[str] = mapped_column(String(16))
    login: Mapped[str] = mapped_column(String(50))
    asked: Mapped[AccountAsked] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]


class SecondFactor(Table):
    """Codes of an app beside the password. `on_at`: since when they are asked for; NULL until a first one was given.
    `step`: of the last code that was used, so that none is used twice. `recovery`: digests of the codes that are left.
    """

    __tablename__ = "second_factor"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), unique=True)
    secret_sealed: Mapped[bytes]
    begun_at: Mapped[datetime]
    on_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(BigInteger, default=0)
    recovery: Mapped[list[str]] = mapped_column(default=list)
