"""The procedure: what a case owes, what two people decide, who is told when it is late"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.migrations import checks

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("name", name=op.f("uq_heartbeat_name")),
    )
    op.create_table(
        "contact",
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=100), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("outcome IN ('mediation', 'legal_aid', 'aid', 'lawyer')", name=op.f("ck_contact_outcome")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_contact_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("outcome", "name", name=op.f("uq_contact_outcome_name")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_area_id"), ["area_id"], unique=False)

    op.create_table(
        "responsibility",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_responsibility_area_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_responsibility_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_responsibility_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("topic_id", "area_id", name=op.f("uq_responsibility_topic_id_area_id")),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("adoption", sa.String(length=12), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("alike", sa.String(length=64), nullable=False),
        sa.Column("thin", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("adoption IN ('adopted', 'partly', 'not_adopted')", name=op.f("ck_answer_adoption")),
        sa.CheckConstraint("kind IN ('formal', 'progress', 'answer', 'opinion')", name=op.f("ck_answer_kind")),
        sa.CheckConstraint("outcome IN ('mediation', 'legal_aid', 'aid', 'lawyer')", name=op.f("ck_answer_outcome")),
        sa.CheckConstraint("result IN ('supported', 'explained', 'not_supported')", name=op.f("ck_answer_result")),
        sa.CheckConstraint("(looked_at IS NULL) = (passed IS NULL)", name=op.f("ck_answer_looked")),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_answer_case_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_answer_contact_id")),
        sa.ForeignKeyConstraint(["looked_by_id"], ["staff.id"], name=op.f("fk_answer_looked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_answer_case_id_seq")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_alike"), ["alike"], unique=False)

    op.create_table(
        "case_link",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('repeat', 'merged', 'new_facts')", name=op.f("ck_case_link_kind")),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_link_two_cases")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_case_link_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_case_link_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["case_.id"], name=op.f("fk_case_link_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("case_id", "other_id", name=op.f("uq_case_link_case_id_other_id")),
    )
    with op.batch_alter_table("case_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_link_other_id"), ["other_id"], unique=False)

    op.create_table(
        "co_unit",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("whistle", sa.Boolean(), nullable=False),
        sa.Column("called_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("called_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mustered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mustered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("mustered_at IS NULL OR mustered_by_id IS NOT NULL", name=op.f("ck_co_unit_mustered_by")),
        sa.ForeignKeyConstraint(["called_by_id"], ["staff.id"], name=op.f("fk_co_unit_called_by_id")),
        sa.ForeignKeyConstraint(["called_unit_id"], ["unit.id"], name=op.f("fk_co_unit_called_unit_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_co_unit_case_id")),
        sa.ForeignKeyConstraint(["mustered_by_id"], ["staff.id"], name=op.f("fk_co_unit_mustered_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_co_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_unit")),
        sa.UniqueConstraint("case_id", "unit_id", name=op.f("uq_co_unit_case_id_unit_id")),
    )
    with op.batch_alter_table("co_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_unit_called_unit_id"), ["called_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_co_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "improvement",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("adoption", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name=op.f("fk_improvement_answered_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_improvement_case_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_improvement_made_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_improvement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
    )
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_improvement_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_improvement_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('refuse', 'return', 'extend', 'reclass', 'retier', 'designate')", name=op.f("ck_proposal_kind")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (approved IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_proposal_decided"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_proposal_two_persons")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_proposal_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["staff.id"], name=op.f("fk_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_proposal_open",
            ["case_id", "kind"],
            unique=True,
            postgresql_where=sa.text("decided_at IS NULL"),
            sqlite_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "review",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reply_seq", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=False),
        sa.Column("reviewed_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outside", sa.String(length=200), nullable=True),
        sa.Column("hearing_from", sa.Date(), nullable=True),
        sa.Column("hearing_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_seq", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("level IN (1, 2)", name=op.f("ck_review_level")),
        sa.CheckConstraint("unit_id IS NOT NULL OR outside IS NOT NULL", name=op.f("ck_review_somebody")),
        sa.CheckConstraint("unit_id IS NULL OR unit_id <> reviewed_unit_id", name=op.f("ck_review_not_itself")),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_review_case_id")),
        sa.ForeignKeyConstraint(["reviewed_unit_id"], ["unit.id"], name=op.f("fk_review_reviewed_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_review_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("case_id", "level", "reply_seq", name=op.f("uq_review_case_id_level_reply_seq")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "obligation_change",
        sa.Column("obligation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("old_nominal", sa.Date(), nullable=False),
        sa.Column("new_nominal", sa.Date(), nullable=False),
        sa.Column("old_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_obligation_change_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_change")),
    )
    with op.batch_alter_table("obligation_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obligation_change_obligation_id"), ["obligation_id"], unique=False)

    op.create_table(
        "supervision_item",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trigger", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("obligation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "trigger IN ('past_limit', 'not_fed_back', 'wrong_procedure', 'shirking', 'false_report', 'not_carried_out', 'plainly_wrong', 'refuses_duty', 'many_unsolved', 'knowledge', 'thin_reply', 'idle', 'ageing', 'hops', 'dispute', 'not_mustered', 'complaint', 'pressed', 'retaliation', 'urgent')",
            name=op.f("ck_supervision_item_trigger"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_supervision_item_case_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"], name=op.f("fk_supervision_item_closed_by_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_supervision_item_obligation_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["staff.id"], name=op.f("fk_supervision_item_opened_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supervision_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_item")),
        sa.UniqueConstraint("case_id", "trigger", "subject", name=op.f("uq_supervision_item_case_id_trigger_subject")),
    )
    with op.batch_alter_table("supervision_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_item_obligation_id"), ["obligation_id"], unique=False)
        batch_op.create_index("ix_supervision_item_open", ["closed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_item_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("climb_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("climbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digested_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["staff.id"], name=op.f("fk_escalation_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["supervision_item.id"], name=op.f("fk_escalation_item_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_escalation_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("item_id", "level", name=op.f("uq_escalation_item_id_level")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_escalation_climb",
            ["climb_at", "id"],
            unique=False,
            postgresql_where=sa.text("acknowledged_at IS NULL AND climbed_at IS NULL"),
            sqlite_where=sa.text("acknowledged_at IS NULL AND climbed_at IS NULL"),
        )
        batch_op.create_index("ix_escalation_staff", ["staff_id", "acknowledged_at"], unique=False)

    _widen()
    _add_columns()
    _fill()
    _bind()


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
OWED = "met_at IS NULL AND void_at IS NULL"
ENDED = "'closed', 'no_longer_accepted', 'not_accepted', 'withdrawn'"


def _columns(table: str, *columns: sa.Column[Any]) -> None:
    with op.batch_alter_table(table, schema=None) as batch:
        for column in columns:
            batch.add_column(column)


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in names]


def _flag(value: str, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text(value)) for name in names]


def _widen() -> None:
    for table, column, width in (
        ("allowed_move", "before", 20), ("allowed_move", "after", 20), ("case_", "state", 20), ("case_event", "kind", 20)
    ):  # fmt: skip
        with op.batch_alter_table(table, schema=None) as batch:
            batch.alter_column(column, type_=sa.String(width), existing_nullable=False)


def _add_columns() -> None:
    _columns("area", *_optional(sa.String(40), "profile"))
    _columns("unit", *_optional(ID, "head_id"))
    _columns("staff", *_optional(ID, "deputy_id", "channel_id"), *_optional(TIME, "away_from", "away_until"))
    _columns(
        "case_",
        *_optional(sa.String(10), "tier"),
        *_optional(sa.String(12), "rating_desk"),
        *_optional(sa.String(16), "route", "guided"),
        *_optional(sa.String(20), "ending"),
        *_optional(sa.String(40), "cause"),
        *_optional(sa.String(200), "destination"),
        *_optional(sa.Boolean(), "resolved", "first_national"),
        *_optional(TIME, "ended_at", "forwarded_at", "taken_at"),
        *_optional(ID, "answerable_unit_id", "forwarder_id", "owner_id", "merged_into_id"),
        *_number("hops", "returns", "extended_days", "extensions"),
        *_flag("true", "first_here"),
        *_flag("false", "backlog", "major_urgent"),
    )
    _columns("notification", *_optional(ID, "staff_id"), *_optional(sa.String(100), "meets"))
    _columns(
        "obligation",
        *_optional(TIME, "alarm_at", "warn_at", "warned_at", "tell_at", "told_at", "late_at", "done_at", "void_at"),
        *_flag("false", "right_"),
        sa.Column("subject", sa.String(40), nullable=False, server_default=""),
    )


def _fill() -> None:
    """An open case is answered for by its handler, else by whoever is there; what was met was done by then."""
    op.execute("UPDATE case_ SET answerable_unit_id = lead_unit_id")
    op.execute(
        "UPDATE case_ SET owner_id = coalesce(handler_id, registered_by_id, (SELECT min(s.id) FROM staff s"
        " JOIN staff_role r ON r.staff_id = s.id WHERE s.active AND r.unit_id = case_.lead_unit_id),"
        " (SELECT min(id) FROM staff WHERE active))"
    )
    op.execute("UPDATE case_ SET ending = 'answered', ended_at = updated_at WHERE state = 'closed'")
    op.execute("UPDATE obligation SET alarm_at = due_at, done_at = met_at")


def _checks(table: str, **rules: str) -> None:
    """Makes these CHECKs anew."""
    checks.make(op.get_bind(), table, {f"ck_{table}_{name}": rule for name, rule in rules.items()})


def _keys(table: str, **targets: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch:
        for column, target in targets.items():
            batch.create_index(batch.f(f"ix_{table}_{column}"), [column], unique=False)
            batch.create_foreign_key(batch.f(f"fk_{table}_{column}"), target, [column], ["id"])


def _bind() -> None:
    _keys("unit", head_id="staff")
    _keys("staff", deputy_id="staff", channel_id="resident_channel")
    _keys("case_", answerable_unit_id="unit", forwarder_id="unit", merged_into_id="case_")
    with op.batch_alter_table("case_", schema=None) as batch:
        batch.create_foreign_key(batch.f("fk_case__owner_id"), "staff", ["owner_id"], ["id"])
        batch.create_index("ix_case_owner_due", ["owner_id", "due_at"], unique=False)
        batch.alter_column("answerable_unit_id", existing_type=ID, nullable=False)
        batch.drop_index("ix_case_open_due")
        for name in ("hops", "returns", "extended_days", "extensions", "first_here", "backlog", "major_urgent"):
            batch.alter_column(name, server_default=None)
    op.create_index("ix_case_open_due", "case_", ["due_at", "id"], **_where(f"state NOT IN ({ENDED})"))
    with op.batch_alter_table("notification", schema=None) as batch:
        batch.create_foreign_key(batch.f("fk_notification_staff_id"), "staff", ["staff_id"], ["id"])
        batch.create_index("ix_notification_staff", ["staff_id", "id"], unique=False)
        batch.alter_column("case_id", existing_type=ID, nullable=True)
    with op.batch_alter_table("obligation", schema=None) as batch:
        batch.alter_column("alarm_at", existing_type=TIME, nullable=False)
        batch.alter_column("right_", server_default=None)
        batch.alter_column("subject", server_default=None)
        batch.create_index("ix_obligation_met", ["key", "met_at"], unique=False)
    for when, done in (("warn", "warned"), ("tell", "told"), ("alarm", "late")):
        open_ = _where(f"{OWED} AND {done}_at IS NULL")
        op.create_index(f"ix_obligation_{when}", "obligation", [f"{when}_at", "id"], **open_)
    _checks(
        "case_",
        state="state IN ('registered', 'accepted', 'assigned', 'replied', 'review', 'rereview', 'closed', 'not_accepted', 'no_longer_accepted', 'withdrawn')",
        channel="channel IN ('web', 'telegram', 'console', 'visit', 'phone', 'letter', 'staff')",
        route="route IN ('petition', 'litigation', 'procuratorate', 'police', 'arbitration', 'party_appeal', 'admin_procedure', 'duty_request', 'information', 'market')",
        tier="tier IN ('emergency', 'utilities', 'simple', 'normal', 'complex')",
        ending="ending IN ('answered', 'guided', 'merged', 'not_accepted', 'no_longer_accepted', 'withdrawn')",
        guided="guided IN ('R4_litigation', 'R5_statutory', 'R7_other_unit', 'R8_discipline')",
        rating_desk="rating_desk IN ('satisfied', 'fair', 'unsatisfied')",
        open_has_due="NOT (state NOT IN ('closed', 'no_longer_accepted', 'not_accepted', 'withdrawn')) OR due_at IS NOT NULL",
        open_has_owner="NOT (state NOT IN ('closed', 'no_longer_accepted', 'not_accepted', 'withdrawn')) OR owner_id IS NOT NULL",
        ending_said="(state NOT IN ('closed', 'no_longer_accepted', 'not_accepted', 'withdrawn')) = (ending IS NULL)",
    )
    _checks(
        "case_event",
        kind="kind IN ('received', 'notified', 'forwarded', 'taken', 'guided', 'accepted', 'assigned', 'proposed', 'decided', 'not_accepted', 'no_longer_accepted', 'returned', 'designated', 'extended', 'reclassed', 'retiered', 'co_unit', 'whistled', 'mustered', 'lead_official', 'linked', 'note', 'question', 'answer', 'addition', 'progress', 'promised', 'reply', 'looked', 'closed', 'rated', 'called_back', 'reopened', 'review_asked', 'hearing', 'review_decided', 'right_ended', 'withdrawn', 'resumed', 'complained', 'retaliation', 'slipping', 'supervised', 'improvement', 'walled', 'urged', 'moved', 'code_reissued', 'anonymity', 'written_up', 'recounted')",
    )
    _checks(
        "notification",
        kind="kind IN ('received', 'notified', 'forwarded', 'guided', 'accepted', 'assigned', 'not_accepted', 'no_longer_accepted', 'extended', 'question', 'progress', 'promised', 'reply', 'closed', 'reopened', 'review_asked', 'review_decided', 'right_ending', 'right_ended', 'withdrawn', 'resumed', 'slipping', 'recounted', 'appointment_made', 'appointment_cancelled', 'moved', 'code_reissued', 'escalation', 'digest', 'urgent')",
        one_person="(case_id IS NULL) <> (staff_id IS NULL)",
    )
    _checks(
        "task",
        kind="kind IN ('call_resident', 'undelivered', 'crisis', 'erasure', 'many_cases', 'call_back')",
    )
    _checks(
        "resident_channel",
        channel="channel IN ('web', 'telegram', 'console', 'visit', 'phone', 'letter', 'staff')",
    )
    _checks(
        "staff",
        away="(away_from IS NULL) = (away_until IS NULL)",
        deputy="deputy_id IS NULL OR deputy_id <> id",
    )
    _checks(
        "obligation",
        done_before_met="met_at IS NULL OR done_at IS NOT NULL",
    )


def _where(rule: str) -> dict[str, Any]:
    return {"unique": False, "postgresql_where": sa.text(rule), "sqlite_where": sa.text(rule)}
