"""What a case owes, what two people decide of it, who is told when it is late."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.law.duties import About
from models.law.facts import ProposalFacts
from models.law.grounds import ProposalKind
from models.law.matters import LinkKind, Outcome
from models.law.replies import Adoption, OpinionResult, ReplyKind
from models.law.triggers import Trigger
from models.tables.base import Table, one_of
from models.tables.cases import Case

_OWED = "met_at IS NULL AND void_at IS NULL"


class Obligation(Table):
    """A dated response the case owes, or a dated right of its resident (`right_`).

    `due_nominal` is what staff answer for (`alarm_at`: its end, or the very moment of a limit in hours), `due_at` the
    rolled end that counts for the resident's own rights. `done_at`: staff did it (`met_by`: seq of the event);
    `met_at`: the resident was told, or provably could not be. `void_at`: it is no longer owed. `limit_key` and
    `counted_from`: the profile's limit and the day from which the dates were counted; NULL when a person set them.

    `about` and `ref`: what tells it apart from others of its key; `About` says what `ref` holds.

    The clockwork: `warn_at` the owner is warned, `tell_at` the resident is told that the date may slip, `alarm_at` it
    is late and goes one step up; `warned_at`, `told_at`, `late_at` say that this was done.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        Index("ix_obligation_case", "case_id", "key"),
        *(
            Index(
                f"ix_obligation_{when}",
                f"{when}_at",
                "id",
                postgresql_where=text(f"{_OWED} AND {done}_at IS NULL"),
                sqlite_where=text(f"{_OWED} AND {done}_at IS NULL"),
            )
            for when, done in (("warn", "warned"), ("tell", "told"), ("alarm", "late"))
        ),
        Index(
            "ix_obligation_provisional",
            "due_at",
            "id",
            postgresql_where=text(f"{_OWED} AND done_at IS NULL AND provisional"),
            sqlite_where=text(f"{_OWED} AND done_at IS NULL AND provisional = 1"),
        ),
        Index("ix_obligation_met", "key", "met_at"),
        one_of("about", About),
        CheckConstraint("met_at IS NULL OR done_at IS NOT NULL", name="done_before_met"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    key: Mapped[str] = mapped_column(String(30))
    right_: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(String(12), default=About.MATTER)
    ref: Mapped[str] = mapped_column(String(40), default="")
    opened_at: Mapped[datetime]
    due_nominal: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    alarm_at: Mapped[datetime]
    provisional: Mapped[bool]
    limit_key: Mapped[str | None] = mapped_column(String(30))
    counted_from: Mapped[date | None] = mapped_column(Date)
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    tell_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    met_by: Mapped[int | None]
    void_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="raise")


class ObligationChange(Table):
    """Append-only: why a date is no longer what it was."""

    __tablename__ = "obligation_change"
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(200))
    old_nominal: Mapped[date] = mapped_column(Date)
    new_nominal: Mapped[date] = mapped_column(Date)
    old_at: Mapped[datetime]
    new_at: Mapped[datetime]


class Answer(Table):
    """The structured side of a message staff sent on the matter; its words are the event's of that `seq`.

    `thin`: very short, or the same as other cases got (`alike` is a keyed mark of its words); a supervisor looks at it
    before it counts as the answer and before the case can close. `taken_back_at`: it never left; the case went back to
    `state_before`. `form` holds the parts of an opinion letter, sealed.
    """

    __tablename__ = "answer"
    __table_args__ = (
        one_of("kind", ReplyKind),
        one_of("result", OpinionResult),
        one_of("adoption", Adoption),
        one_of("outcome", Outcome),
        UniqueConstraint("case_id", "seq"),
        CheckConstraint("(looked_at IS NULL) = (passed IS NULL)", name="looked"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(16))
    adoption: Mapped[str | None] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    form_sealed: Mapped[bytes | None]
    length: Mapped[int]
    alike: Mapped[str] = mapped_column(String(64), index=True)
    thin: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    passed: Mapped[bool | None]
    state_before: Mapped[str | None] = mapped_column(String(20))
    taken_back_at: Mapped[datetime | None]


class Proposal(Table):
    """What takes two persons. `facts` are codes and dates; reason and answer are sealed. One open per case and kind."""

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("kind", ProposalKind),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(decided_at IS NULL) = (approved IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided",
        ),
        Index(
            "uq_proposal_open",
            "case_id",
            "kind",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
            sqlite_where=text("decided_at IS NULL"),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    facts: Mapped[ProposalFacts]
    reason_sealed: Mapped[bytes]
    text_sealed: Mapped[bytes | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    answer_sealed: Mapped[bytes | None]


class Review(Table):
    """复查 (level 1) or 复核 (level 2) of the reply of event `reply_seq`: by the unit above, never the same.

    `unit_id` NULL: a body outside the system (`outside` names it) decides on the file as PDF; the outcome is recorded.
    Days of a hearing (听证) are not counted at level 2. R22 art. 35, 36.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("case_id", "level", "reply_seq"),
        CheckConstraint("level IN (1, 2)", name="level"),
        CheckConstraint("unit_id IS NULL OR unit_id <> reviewed_unit_id", name="not_itself"),
        CheckConstraint("unit_id IS NOT NULL OR outside IS NOT NULL", name="somebody"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    level: Mapped[int]
    reply_seq: Mapped[int]
    asked_at: Mapped[datetime]
    asked_seq: Mapped[int]
    reviewed_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    outside: Mapped[str | None] = mapped_column(String(200))
    hearing_from: Mapped[date | None] = mapped_column(Date)
    hearing_until: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime | None]
    decided_seq: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(String(20))


class CaseLink(Table):
    """Cases that belong together. Each keeps its own words, resident, clock and reply. `undone_at`: a mistake."""

    __tablename__ = "case_link"
    __table_args__ = (
        one_of("kind", LinkKind),
        UniqueConstraint("case_id", "other_id"),
        CheckConstraint("case_id <> other_id", name="two_cases"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reason_sealed: Mapped[bytes | None]
    undone_at: Mapped[datetime | None]


class CoUnit(Table):
    """A unit that works on a case beside the lead unit (协办), or was whistled for (吹哨) and has to muster (报到)."""

    __tablename__ = "co_unit"
    __table_args__ = (
        UniqueConstraint("case_id", "unit_id"),
        CheckConstraint("mustered_at IS NULL OR mustered_by_id IS NOT NULL", name="mustered_by"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    whistle: Mapped[bool] = mapped_column(default=False)
    called_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    called_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    called_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    mustered_at: Mapped[datetime | None]
    mustered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Improvement(Table):
    """改进建议: what a case showed to be mended for all. The unit owes a written answer."""

    __tablename__ = "improvement"
    __table_args__ = (
        Index(
            "ix_improvement_open",
            "id",
            postgresql_where=text("answered_at IS NULL"),
            sqlite_where=text("answered_at IS NULL"),
        ),
        Index("ix_improvement_made", "made_at"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    text_sealed: Mapped[bytes]
    adoption: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer_sealed: Mapped[bytes | None]


class SupervisionItem(Table):
    """督办: one for each trigger of a case (`subject` tells apart what can happen twice, as an obligation's id).
    `answer_seq`: the event with the last answer of whoever answers for the case."""

    __tablename__ = "supervision_item"
    __table_args__ = (
        one_of("trigger", Trigger),
        UniqueConstraint("case_id", "trigger", "subject"),
        Index("ix_supervision_item_open", "closed_at", "id"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_.id"))
    trigger: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(40), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"), index=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note_sealed: Mapped[bytes | None]
    answer_seq: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    result_sealed: Mapped[bytes | None]


class Escalation(Table):
    """One step of an item upwards: a named person who was there, who has to acknowledge it before `climb_at`."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("item_id", "level"),
        Index(
            "ix_escalation_climb",
            "climb_at",
            "id",
            postgresql_where=text("acknowledged_at IS NULL AND climbed_at IS NULL"),
            sqlite_where=text("acknowledged_at IS NULL AND climbed_at IS NULL"),
        ),
        Index("ix_escalation_staff", "staff_id", "acknowledged_at"),
        Index(
            "ix_escalation_waiting",
            "staff_id",
            "item_id",
            postgresql_where=text("acknowledged_at IS NULL"),
            sqlite_where=text("acknowledged_at IS NULL"),
        ),
    )
    item_id: Mapped[int] = mapped_column(ForeignKey("supervision_item.id"))
    level: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    climb_at: Mapped[datetime | None]
    climbed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    digested_on: Mapped[date | None] = mapped_column(Date)
    item: Mapped[SupervisionItem] = relationship(lazy="raise")
