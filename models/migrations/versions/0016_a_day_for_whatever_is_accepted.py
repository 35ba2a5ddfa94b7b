"""Whatever is accepted has a day: cases that owed nothing owe their answer; a day that is met is a case's date no more"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from models.clock import SystemClock
from models.migrations import checks

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ENDED = "'closed', 'no_longer_accepted', 'not_accepted', 'withdrawn'"
OPEN = "met_at IS NULL AND void_at IS NULL AND done_at IS NULL AND NOT right_"
DAYS = 60
"""From today: the days that were not counted are nobody's fault, and a day that is over would help nobody."""


def upgrade() -> None:
    bind = op.get_bind()
    checks.drop(bind, "case_", "ck_case__open_has_due")
    owes = f"SELECT 1 FROM obligation o WHERE o.case_id = c.id AND {OPEN}"
    states = "c.state IN ('accepted', 'assigned') OR c.state = 'registered' AND c.guided IS NULL"
    case_ids = (
        bind.exec_driver_sql(f"SELECT c.id FROM case_ c WHERE ({states}) AND NOT EXISTS ({owes})").scalars().all()
    )
    if case_ids:
        op.bulk_insert(_obligation(), [_answer(id, SystemClock().now()) for id in case_ids])
    alarm = f"SELECT min(alarm_at) FROM obligation WHERE case_id = case_.id AND {OPEN}"
    bind.exec_driver_sql(f"UPDATE case_ SET due_at = ({alarm}) WHERE state NOT IN ({ENDED})")


def _answer(case_id: int, now: datetime) -> dict[str, object]:
    zone = ZoneInfo("Asia/Shanghai")
    day = now.astimezone(zone).date() + timedelta(days=DAYS)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)

    def before(days: int) -> datetime:
        return datetime.combine(day - timedelta(days=days), time(9), zone).astimezone(UTC)

    return {
        "case_id": case_id, "key": "handle", "right_": False, "about": "matter", "ref": "", "opened_at": now,
        "due_nominal": day, "due_at": end, "alarm_at": end, "provisional": False, "warn_at": before(7),
        "tell_at": before(2),
    }  # fmt: skip


def _obligation() -> sa.TableClause:
    moment = sa.DateTime(timezone=True)
    return sa.table(
        "obligation",
        sa.column("case_id", sa.Integer()),
        *(sa.column(name, sa.String()) for name in ("key", "about", "ref")),
        *(sa.column(name, sa.Boolean()) for name in ("right_", "provisional")),
        *(sa.column(name, moment) for name in ("opened_at", "due_at", "alarm_at", "warn_at", "tell_at")),
        sa.column("due_nominal", sa.Date()),
    )
