"""What is counted, read from the database by a connection of its own, apart from what the clockwork says of itself."""

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.law.notices import NoticeKind

TOLD = "('slipping', 'progress', 'promised', 'extended', 'reply', 'review_decided')"
"""Notices that say how it stands; *accepted* and *assigned* do not speak of a date that slips."""
PROMISES = "('intake_notice', 'handle', 'news', 'review_decision', 'rereview_decision', 'call_back')"
"""Of which a resident is told before they slip."""
_ENDED = "('closed', 'not_accepted', 'no_longer_accepted', 'withdrawn')"
_STAFF = ", ".join(f"'{k}'" for k in NoticeKind if k.row.to_staff)
_DUE = """
SELECT min(at) FROM (
  SELECT min(warn_at) AS at FROM obligation
    WHERE met_at IS NULL AND void_at IS NULL AND warned_at IS NULL AND done_at IS NULL AND warn_at > :t
  UNION ALL SELECT min(tell_at) FROM obligation
    WHERE met_at IS NULL AND void_at IS NULL AND told_at IS NULL AND done_at IS NULL AND tell_at > :t
  UNION ALL SELECT min(alarm_at) FROM obligation
    WHERE met_at IS NULL AND void_at IS NULL AND late_at IS NULL AND alarm_at > :t
  UNION ALL SELECT min(climb_at) FROM escalation
    WHERE acknowledged_at IS NULL AND climbed_at IS NULL AND climb_at > :t
)
"""
_PAST = """
SELECT id FROM obligation WHERE met_at IS NULL AND void_at IS NULL AND NOT right_
AND alarm_at > :since AND alarm_at <= :t
"""
_HEARD = f"""
SELECT 1 FROM notification n JOIN obligation o ON o.case_id = n.case_id
  WHERE o.id = :id AND n.kind IN {TOLD} AND n.delivered_at IS NOT NULL AND n.delivered_at <= :t
    AND n.created_at >= coalesce(o.told_at, o.alarm_at)
UNION ALL
SELECT 1 FROM supervision_item i JOIN escalation e ON e.item_id = i.id
  WHERE i.obligation_id = :id AND e.acknowledged_at IS NOT NULL AND e.acknowledged_at <= :t
LIMIT 1
"""
_OPEN = f"SELECT count(*) FROM case_ WHERE state NOT IN {_ENDED} AND "


def stored(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@dataclass
class Tally:
    """`silent`: obligations that at some moment looked at were past due, with neither a delivered message to their
    resident nor an acknowledged escalation."""

    path: Path
    silent: set[int] = field(default_factory=set)
    looks: int = 0
    without_owner: int = 0
    without_due: int = 0

    def __post_init__(self) -> None:
        self._db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
        self._since = ""
        self._unheard: set[int] = set()

    def close(self) -> None:
        self._db.close()

    def one(self, sql: str, **values: Any) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return row[0] if row else None

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values).fetchall()

    def next_due(self, after: datetime) -> datetime | None:
        found = self.one(_DUE, t=stored(after))
        return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None

    def look(self, at: datetime) -> None:
        """At an instant at which something falls due, once everybody who acts at it has acted. What was heard of once
        is heard of; only what nobody has heard of yet is looked at again."""
        now = stored(at)
        self.looks += 1
        self._unheard |= {id for (id,) in self.rows(_PAST, since=self._since, t=now)}
        self._since = now
        for id in list(self._unheard):
            met = self.one("SELECT met_at IS NOT NULL OR void_at IS NOT NULL FROM obligation WHERE id = :id", id=id)
            if met or self.one(_HEARD, id=id, t=now):
                self._unheard.discard(id)
            else:
                self.silent.add(id)
        self.without_owner = max(self.without_owner, self.one(_OPEN + "owner_id IS NULL"))
        self.without_due = max(self.without_due, self.one(_OPEN + "due_at IS NULL"))

    def late(self, at: datetime) -> list[tuple[int, str, bool, bool, bool]]:
        """What staff owed and was not met when its date passed: (id, key, told before it, promised, escalated)."""
        return [
            (id, key, bool(told), bool(promised), bool(escalated))
            for id, key, told, promised, escalated in self.rows(
                f"""
                SELECT o.id, o.key,
                  EXISTS (SELECT 1 FROM notification n WHERE n.case_id = o.case_id AND n.kind = 'slipping'
                    AND n.created_at = o.told_at AND n.delivered_at < o.alarm_at),
                  o.key IN {PROMISES},
                  EXISTS (SELECT 1 FROM supervision_item i JOIN escalation e ON e.item_id = i.id
                    WHERE i.obligation_id = o.id)
                FROM obligation o
                WHERE NOT o.right_ AND o.alarm_at <= :t AND (o.met_at IS NULL OR o.met_at >= o.alarm_at)
                  AND (o.void_at IS NULL OR o.void_at >= o.alarm_at)
                """,
                t=stored(at),
            )
        ]

    def totals(self, at: datetime) -> dict[str, int]:
        """Everything that the database itself can say at the end."""
        late = self.late(at)
        of_residents = f"kind NOT IN ({_STAFF})"
        closed_unheard = """
            SELECT count(*) FROM case_ c WHERE c.ending = 'answered' AND NOT EXISTS (
              SELECT 1 FROM notification n WHERE n.case_id = c.id AND n.kind = 'reply'
                AND n.state IN ('delivered', 'undeliverable'))"""
        repeated = f"""
            SELECT count(*) - count(DISTINCT case_id || kind || coalesce(event_seq, date(created_at))) FROM notification
            WHERE {of_residents}"""
        return {
            "cases": self.one("SELECT count(*) FROM case_"),
            "open_without_owner": self.without_owner,
            "open_without_due": self.without_due,
            "obligations_opened": self.one("SELECT count(*) FROM obligation WHERE NOT right_"),
            "obligations_met": self.one("SELECT count(*) FROM obligation WHERE NOT right_ AND met_at IS NOT NULL"),
            "obligations_late": len(late),
            "late_not_escalated": sum(not escalated for *_, escalated in late),
            "told_before_slip": sum(told for _, _, told, promised, _ in late if promised),
            "slipped_untold": sum(not told for _, _, told, promised, _ in late if promised),
            "closed_without_reply": self.one(closed_unheard),
            "ended_other_ways": self.one("SELECT count(*) FROM case_ WHERE ending <> 'answered'"),
            "silent": len(self.silent),
            "notices_owed": self.one(f"SELECT count(*) FROM notification WHERE {of_residents}"),
            "notices_delivered": self.one(
                f"SELECT count(*) FROM notification WHERE {of_residents} AND state = 'delivered'"
            ),
            "notices_undeliverable": self.one(
                f"SELECT count(*) FROM notification WHERE {of_residents} AND state = 'undeliverable'"
            ),
            "notices_repeated": self.one(repeated),
        }

    def kinds(self) -> Counter[str]:
        return Counter(dict(self.rows("SELECT key, count(*) FROM obligation GROUP BY key")))
