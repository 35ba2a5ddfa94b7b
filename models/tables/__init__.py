"""The tables. Rules stand here too: CHECK, UNIQUE, foreign keys; triggers are in `models.guards`.

`*_sealed` columns hold values sealed by `models.keys`; `*_mark` columns are keyed hashes to look them up by.
"""

from models.tables.accounts import AccountProposal, SecondFactor
from models.tables.base import Id, Table, Utc
from models.tables.cases import Case, Resident, ResidentChannel
from models.tables.desk import Draft, SavedFilter
from models.tables.feed import FeedEntry, Webhook
from models.tables.ledger import AllowedMove, AuditEntry, Heartbeat, Idempotency, Notification, Task
from models.tables.live import HandOver, HandOverLine, OnDuty
from models.tables.places import (
    ApiToken,
    Area,
    CalendarDay,
    Contact,
    ImportedNotice,
    Official,
    ReplyTemplate,
    Responsibility,
    Staff,
    StaffRole,
    TokenUse,
    Topic,
    Unit,
)
from models.tables.procedure import (
    Answer,
    CaseLink,
    CoUnit,
    Escalation,
    Improvement,
    Obligation,
    ObligationChange,
    Proposal,
    Review,
    SupervisionItem,
)
from models.tables.spoken import Hotline, SpokenText
from models.tables.tallies import CaseTally, FigureTally, Grain, Tally, TallyMark
from models.tables.visits import Appointment, Hold, Slot, VisitDay
from models.tables.waiting import Waiting
from models.tables.words import (
    Accusation,
    Attachment,
    CaseCounter,
    CaseEvent,
    CaseNumber,
    CasePerson,
    CaseSearch,
    CaseWords,
    Correction,
)

__all__ = [
    "AccountProposal",
    "Accusation",
    "AllowedMove",
    "Answer",
    "ApiToken",
    "Appointment",
    "Area",
    "Attachment",
    "AuditEntry",
    "CalendarDay",
    "Case",
    "CaseCounter",
    "CaseEvent",
    "CaseLink",
    "CaseNumber",
    "CasePerson",
    "CaseSearch",
    "CaseTally",
    "CaseWords",
    "CoUnit",
    "Contact",
    "Correction",
    "Draft",
    "Escalation",
    "FeedEntry",
    "FigureTally",
    "Grain",
    "HandOver",
    "HandOverLine",
    "Heartbeat",
    "Hold",
    "Hotline",
    "Id",
    "Idempotency",
    "ImportedNotice",
    "Improvement",
    "Notification",
    "Obligation",
    "ObligationChange",
    "Official",
    "OnDuty",
    "Proposal",
    "ReplyTemplate",
    "Resident",
    "ResidentChannel",
    "Responsibility",
    "Review",
    "SavedFilter",
    "SecondFactor",
    "Slot",
    "SpokenText",
    "Staff",
    "StaffRole",
    "SupervisionItem",
    "Table",
    "Tally",
    "TallyMark",
    "Task",
    "TokenUse",
    "Topic",
    "Unit",
    "Utc",
    "VisitDay",
    "Waiting",
    "Webhook",
]
