"""What a case leaves in the tables: itself, its person and words, and what was done, told and found of it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models.clock import end_of, local_date
from models.keys import Keys
from models.numbers import tail
from models.search import grams, normalise
from models.tables import (
    Answer,
    Area,
    AuditEntry,
    Case,
    CaseEvent,
    CasePerson,
    CaseSearch,
    CaseWords,
    Escalation,
    HandOver,
    HandOverLine,
    Improvement,
    Notification,
    Obligation,
    Proposal,
    Resident,
    ResidentChannel,
    Staff,
    SupervisionItem,
    Table,
    Task,
    Topic,
    Unit,
    Waiting,
)

PLACES = ("村口", "学校门口", "老街", "河边", "三组", "菜市场", "卫生院旁", "文化广场", "桥头", "小区北门")
MATTERS = (
    "的路灯坏了", "污水横流", "井盖松动", "垃圾无人清运", "施工噪声扰民", "自来水发黄", "公交总是晚点", "路面塌陷",
)  # fmt: skip
WISHES = (
    "，请尽快派人查看。", "，已经半个月没人管，麻烦协调处理。", "，老人孩子出门很不方便。",
    "，晚上更严重，希望给个说法。",
)  # fmt: skip
ANSWERS = ("已派人到现场查看，今天修好了。", "经核实，情况属实，已责成施工单位整改。", "已列入下月计划，届时再告知您。")
NAMES = [f"{family}{given}" for family in "赵钱孙李周吴郑王" for given in ("秀兰", "建国", "桂英", "志强", "小燕")]
RARE, RARE_WORDS = "银杏", "银杏落果满地打滑"
COMMON, COMMON_WORDS = "路灯", "路灯坏了"
ONE_IN = 2000
"""Cases with the rare words."""
DAYS_OWED = 60
Row = tuple[type[Table], dict[str, Any]]


def words(rng: random.Random, n: int) -> str:
    said = "".join(rng.choice(part) for part in (PLACES, MATTERS, WISHES))
    return f"{RARE_WORDS}，{said}" if n % ONE_IN == 0 else f"{said}门牌{rng.randrange(1, 900)}号"


@dataclass(frozen=True)
class Given:
    """What stands beside a case: ids, whose unit has it, who answers, when it came; whether it is open."""

    n: int
    at: datetime
    is_open: bool
    unit: int
    staff: int
    other: int
    topic: int
    area: int

    @property
    def due(self) -> datetime:
        return end_of(local_date(self.at) + timedelta(days=DAYS_OWED))

    @property
    def done(self) -> datetime:
        """When it was answered; one in nine is late with it."""
        return self.at + timedelta(days=DAYS_OWED + 9 if self.n % 9 == 0 else self.n % 40 + 1)

    @property
    def state(self) -> str:
        """Of an open one: half are assigned, the others stand at one of the steps around it."""
        return ("assigned", "registered", "assigned", "accepted", "replied")[self.n % 5] if self.is_open else "closed"

    @property
    def is_walled(self) -> bool:
        return self.n % 200 == 77

    @property
    def is_answered(self) -> bool:
        return self.state in ("replied", "closed")


class Traces:
    """Makes them; `nouns`: the ids of what cases refer to, `now`: by which some are late."""

    def __init__(self, keys: Keys, nouns: Mapping[type[Table], list[int]], now: datetime, is_sqlite: bool) -> None:
        self._keys, self._nouns, self._now, self._sqlite = keys, nouns, now, is_sqlite
        self._rng = random.Random(7)

    def of(self, n: int, at: datetime, is_open: bool) -> list[Row]:
        g = self._given(n, at, is_open)
        said = words(self._rng, n)
        rows = [*self._case(g), *self._said(g, said), *self._owed(g), *self._happened(g), *self._told(g)]
        return [*rows, *self._beside(g)] if not g.is_walled else rows

    def _given(self, n: int, at: datetime, is_open: bool) -> Given:
        """Few units, topics and places have most of the cases, as it is."""

        def one(of: type[Table], often: float = 1.0) -> int:
            ids = self._nouns[of]
            return ids[int(len(ids) * self._rng.random() ** often)]

        unit, topic, area = one(Unit, 3), one(Topic, 2), one(Area, 2)
        given = Given(n, at, is_open, unit, one(Staff), one(Staff), topic, area)
        if given.staff == given.other:
            given = replace(given, other=next(id for id in self._nouns[Staff] if id != given.staff))
        return given

    def _case(self, g: Given) -> Iterator[Row]:
        n, keys, phone = g.n, self._keys, f"139{g.n:08}"
        yield Resident, {"id": n, "created_at": g.at}
        yield ResidentChannel, {
            "id": n, "resident_id": n, "channel": "telegram", "locale": "zh_Hans", "created_at": g.at,
            "address_mark": keys.mark(f"telegram:old-{n}", "address"),
            "address_sealed": keys.seal(f"old-{n}", "address"),
        }  # fmt: skip
        number = f"9901212{n:012}"
        rated = not g.is_open and n % 5 < 2
        yield Case, {
            "id": n, "case_no": number, "number_tail": tail(number), "code_mark": "0" * 64, "code_key": 1,
            "intake_key": f"plenty:{n}", "kind": "accusation" if g.is_walled else "difficulty",
            "restricted": g.is_walled,
            "topic_id": g.topic, "area_id": g.area, "channel": ("telegram", "web", "sms")[n % 3],
            "petition_date": local_date(g.at), "registered_at": g.at, "state": g.state, "anonymous": n % 5 == 0,
            "updated_at": g.at if g.is_open else g.done, "consent": "2026-11",
            "ending": None if g.is_open else "answered", "ended_at": None if g.is_open else g.done,
            "case_class": None if g.state == "registered" else "accusation" if g.is_walled else "appeal",
            "route": None if g.state == "registered" else "petition", "profile": "national",
            "rating": ("satisfied", "fair", "unsatisfied")[n % 3] if rated else None,
            "resolved": n % 4 != 0 if rated else None, "urge_count": int(n % 31 == 0),
            "urged_at": g.at + timedelta(days=9) if n % 31 == 0 else None,
            "asked_at": g.at + timedelta(days=2) if g.state == "assigned" and n % 7 == 0 else None,
            "lead_unit_id": g.unit, "answerable_unit_id": g.unit,
            "handler_id": None if g.state in ("registered", "accepted") else g.staff, "owner_id": g.staff,
            "due_at": g.due if g.is_open and g.state != "replied" else None, "resident_id": n, "channel_id": n,
            "version": 3 if g.is_answered else 1, "head": "0" * 64,
        }  # fmt: skip
        name = self._rng.choice(NAMES)
        known = {
            "name_sealed": keys.seal(name, "name"), "name_mark": keys.mark(name, "name-mark"),
            "phone_sealed": keys.seal(phone, "phone"), "phone_mark": keys.mark(phone, "phone-mark"),
            "phone_last4": phone[-4:],
        }  # fmt: skip
        yield CasePerson, {"case_id": n, **(dict.fromkeys(known) if n % 5 == 0 or g.is_walled else known)}

    def _said(self, g: Given, said: str) -> Iterator[Row]:
        if g.is_walled:
            return
        sealed = self._keys.seal(said, "words")
        yield CaseWords, {"case_id": g.n, "seq": 1, "body_sealed": sealed, "digest": "0" * 64, "said_at": g.at}
        yield self._found(g, 0, said)
        if g.is_answered and g.n % 4 == 0:
            yield self._found(g, 2, self._rng.choice(ANSWERS))

    def _found(self, g: Given, seq: int, said: str) -> Row:
        body = normalise(said)
        held = {"case_id": g.n, "seq": seq, "body": body, "grams": [] if self._sqlite else grams(body)}
        return CaseSearch, held

    def _owed(self, g: Given) -> Iterator[Row]:
        noticed = g.at + timedelta(days=15)
        for key, due, done in (
            ("intake_notice", noticed, g.at + timedelta(days=3) if g.state != "registered" else None),
            ("handle", g.due, g.done if g.is_answered else None),
        ):
            yield Obligation, {
                "case_id": g.n, "key": key, "right_": False, "opened_at": g.at, "provisional": False,
                "due_nominal": local_date(due), "due_at": due, "alarm_at": due, "warn_at": due - timedelta(days=5),
                "warned_at": due - timedelta(days=5) if done is None else None, "done_at": done, "met_at": done,
                "late_at": due if done is None and due < self._now else None,
            }  # fmt: skip

    def _dates(self, g: Given) -> dict[str, Any]:
        due = local_date(g.due).isoformat()
        where = {"unit": "住建局", "phone": "0500-555-0100"}
        return {"told_by": due, "reopen_on": due, "review_on": due, "level": 1, **where}

    def _happened(self, g: Given) -> Iterator[Row]:
        sealed = self._keys.seal(ANSWERS[g.n % 3], "event")
        steps: list[tuple[str, datetime, int | None, bytes | None]] = [("received", g.at, None, None)]
        if g.is_answered:
            steps += [
                ("reply", g.done, g.staff, sealed),
                ("closed" if not g.is_open else "note", g.done, g.staff, None),
            ]
        for seq, (kind, at, staff, body) in enumerate(steps, 1):
            yield CaseEvent, {
                "case_id": g.n, "seq": seq, "kind": kind, "at": at, "staff_id": staff, "body_sealed": body,
                "actor": "resident" if staff is None else "staff", "previous": "", "digest": "0" * 64,
                "facts": {"channel": "telegram", **self._dates(g)},
            }  # fmt: skip
        if g.is_answered:
            yield Answer, {
                "case_id": g.n, "seq": 2, "kind": "answer", "length": 20, "alike": self._keys.mark(str(g.n), "alike"),
                "at": g.done, "thin": False,
            }  # fmt: skip

    def _told(self, g: Given) -> Iterator[Row]:
        kinds = [("received", 1, g.at), *([("reply", 2, g.done), ("closed", 3, g.done)] if g.is_answered else [])]
        for kind, seq, at in kinds:
            yield Notification, {
                "case_id": g.n, "kind": kind, "channel": "telegram", "channel_id": g.n, "event_seq": seq,
                "facts": self._dates(g),
                "meets": [], "state": "delivered", "created_at": at, "due_at": at, "sent_at": at, "delivered_at": at,
            }  # fmt: skip
        if g.n % 2:
            number = f"9901212{g.n:012}"
            yield AuditEntry, {"at": g.at, "actor": "staff", "action": "reveal", "target": number, "reason": "电话核实"}

    def _beside(self, g: Given) -> Iterator[Row]:
        """What some cases have: what waits for a person, calls, what is supervised, decided, suggested, talked of."""
        over = None if g.is_open else g.done
        whose = {"case_id": g.n, "unit_id": g.unit}
        if g.n % 3 == 0:
            yield Waiting, {
                **whose, "kind": "assigned", "ref": "", "staff_id": g.staff, "seq": 1, "at": g.at, "done_at": over,
            }  # fmt: skip
        if g.n % 8 == 0:
            yield Task, {
                **whose, "kind": "call_resident", "facts": {}, "channel_id": g.n, "opened_at": g.at, "done_at": over,
                "done_by_id": over and g.staff, "result": over and "reached",
            }  # fmt: skip
        if g.n % 15 == 0:
            yield SupervisionItem, {
                **whose, "id": g.n, "trigger": "past_limit", "opened_at": g.at, "closed_at": over,
                "closed_by_id": over and g.other,
            }  # fmt: skip
            yield Escalation, {
                "item_id": g.n, "level": 1, "staff_id": g.other, "at": g.at, "acknowledged_at": over,
                "acknowledged_by_id": over and g.other,
            }  # fmt: skip
        if g.n % 20 == 0:
            yield Proposal, {
                **whose, "kind": "extend", "facts": {"days": 30},
                "reason_sealed": self._keys.seal("复杂", "proposal-reason"),
                "proposed_by_id": g.staff, "proposed_at": g.at, "decided_by_id": over and g.other, "decided_at": over,
                "approved": over and True,
            }  # fmt: skip
        if g.n % 50 == 0:
            yield Improvement, {
                **whose, "made_by_id": g.staff, "made_at": g.at,
                "text_sealed": self._keys.seal("建议", "improvement-text"),
                "adoption": over and "adopted", "answered_at": over, "answered_by_id": over and g.staff,
                "answer_sealed": over and self._keys.seal("采纳", "improvement-answer"),
            }  # fmt: skip
        if g.n % 20 == 5 and over is not None:
            yield HandOver, {
                "id": g.n, "channel_id": g.n, "case_id": g.n, "reason": "asked", "opened_at": g.at, "waits_since": g.at,
                "spoke_at": g.at, "taken_at": g.at, "taken_by_id": g.staff, "ended_at": over, "ended": "handed_back",
            }  # fmt: skip
            for voice in ("resident", "staff"):
                sealed = self._keys.seal("你好", "talk")
                yield HandOverLine, {"hand_over_id": g.n, "at": g.at, "voice": voice, "body_sealed": sealed}
