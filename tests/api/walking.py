"""Everything staff and residents may do to a few cases, one step after another, chosen by numbers.

A number chooses a step: the case, the act (mostly one that suits the state; some are tried though they don't), who does
it, and which of the act's variants. A refusal is an answer; what breaks raises.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from httpx import Response

from api import worker
from api.examples import NOTICE_2027, OPINION
from api.security import digest
from models.law.matters import Route
from models.law.people import Role
from models.tables import ApiToken, Staff, StaffRole
from tests.api.counter import ANSWERED, SOLVED, START, Api, token

MORE: dict[str, tuple[str, Role, str | None]] = {
    "above": ("政府办老孙", Role.HANDLER, "QH-GOV"),
    "supervisor2": ("督查老赵", Role.SUPERVISOR, None),
}
STAFF = ["clerk", "housing", "housing2", "transport", "supervisor", "supervisor2", "leader", "above", "discipline",
         "discipline2", "admin"]  # fmt: skip
WALLED = ["discipline", "discipline2"]
OUTSIDE = ["clerk", "housing", "transport", "supervisor", "leader", "above", "admin"]
HANDS = [("QH-ZJ", "housing"), ("QH-ZJ", "housing2"), ("QH-JT", "transport"),
         ("QH-DESK", "clerk"), ("QH-JW", "discipline")]  # fmt: skip
CLASSES: list[dict[str, str]] = [{}, {"case_class": "appeal"}, {"case_class": "appeal", "tier": "simple"},
           {"case_class": "suggestion"}, {"case_class": "inquiry"}, {"case_class": "accusation"},
           *({"case_class": "appeal", "route": str(r)} for r in Route), {"tier": "emergency"},
           {"tier": "complex", "note": "要几家一起看"}]  # fmt: skip
TWO = ("guide", "refuse", "return", "designate", "extend", "reclass", "retier")
LINKS = ["merged", "repeat", "new_facts"]
RECEIPTS = [*["delivered"] * 8, "sent", "undeliverable", "retry"]
JUMPS = [timedelta(hours=3), timedelta(days=1), timedelta(days=4), timedelta(days=16), timedelta(days=35)]
BY_STATE: dict[str, list[str]] = {
    "registered": ["accept", "accept", "accept", "notify", "forward", "take", "guide", "refuse", "return"],
    "accepted": ["assign", "assign", "assign", "reply", "return", "reclass", "retier", "extend", "designate", "take"],
    "assigned": ["reply", "reply", "reply", "assign", "take", "return", "designate", "extend", "reclass", "retier"],
    "replied": [
        "deliver",
        "deliver",
        "close",
        "close",
        "review",
        "reopen",
        "look",
        "assign",
        "rate",
        "reply",
        "rereview",
    ],
    "review": ["decide_review", "decide_review", "hearing"],
    "rereview": ["decide_review", "decide_review", "hearing"],
    "closed": ["deliver", "deliver", "reopen", "review", "rereview", "rereview", "rate"],
    "not_accepted": ["complain"],
    "no_longer_accepted": ["complain"],
    "withdrawn": ["resume"],
}
ALWAYS = [
    "deliver",
    "deliver",
    "deliver",
    "decide",
    "decide",
    "decide",
    "decide",
    "decide",
    "time",
    "time",
    "time",
    "look",
    "look",
    "formal",
    "question",
    "promise",
    "add",
    "urge",
    "complain",
    "link",
    "link",
    "unlink",
    "away",
    "supervise",
    "acknowledge",
    "calendar",
    "file",
    "file",
    "note",
    "call",
    "improve",
    "close",
    "withdraw",
]
EVERYTHING = sorted({act for acts in BY_STATE.values() for act in acts} | set(ALWAYS))


async def people(api: Api) -> None:
    """A second person wherever two are needed. Nobody logs in, so the password is another's."""
    units = {row.code: row.id for row in await api.sql("SELECT code, id FROM unit")}
    (hashed,) = (await api.sql("SELECT password_hash FROM staff LIMIT 1"))[0]
    async with api.ctx.db.write() as session:
        for login, (name, role, unit) in MORE.items():
            made = Staff(login=login, name=name, password_hash=hashed, active=True, created_at=START)
            made.roles = [StaffRole(role=role, unit_id=units[unit] if unit else None)]
            session.add(made)
            await session.flush()
            session.add(ApiToken(digest=digest(token(login)), staff_id=made.id, scopes=[], created_at=START))


LIKELY: dict[str, list[str]] = {
    "decide": ["supervisor", "supervisor2", "clerk", "leader"],
    "decide_review": ["above"],
    "hearing": ["above"],
    "look": ["supervisor", "supervisor2"],
    "take": ["transport", "housing"],
    "return": ["housing", "transport"],
    "supervise": ["supervisor"],
}
"""Who may as a rule; the others: whoever has the case, or the desk."""


@dataclass
class Walk:
    api: Api
    done: Counter[str]
    """Acts that were not refused."""
    told: list[str]
    """What was done, in order, to be read when an invariant breaks."""
    chats: dict[str, str] = field(default_factory=dict)
    """Case number to chat."""
    spin: int = 0
    at: str = ""
    next: str = ""
    """What is proposed is often decided at once."""

    async def start(self, state: str) -> None:
        self.chats[await self.api.brought_to(state, chat="chat-0", area="990121001")] = "chat-0"

    async def file(self) -> None:
        n = len(self.chats)
        if n < 3:
            kind = ["difficulty", "suggestion", "difficulty", "accusation", "difficulty", "inquiry"][self.spin % 6]
            phone = {"phone": "13800001234"} if self.spin % 5 == 0 else {}
            words = f"{n}：路灯坏了一个星期"
            made = await self.api.file(words, chat=f"chat-{n}", kind=kind, area="990121001", **phone)
            self.chats[made["case_no"]] = f"chat-{n}"

    async def step(self, chosen: int) -> str:
        """Which act it was."""
        dice = Random(chosen)
        self.spin = dice.randrange(2**20)
        number = self.at = self.at if self.next else dice.choice(sorted(self.chats))
        (row,) = await self.api.sql("SELECT * FROM case_ WHERE case_no = :n", n=number)
        suits = BY_STATE[row.state]
        act = self.next or dice.choice(dice.choice([suits, suits, suits, ALWAYS, ALWAYS, EVERYTHING]))
        who = await self.caller(row, act, dice)
        answer = await (getattr(self, act)() if hasattr(self, act) else self.on(act, row, who))
        status = answer.status_code if answer is not None else 200
        said = answer.text[:200] if answer is not None else ""
        self.next = "decide" if status == 201 and act in TWO and dice.random() < 0.6 else ""
        self.told.append(f"{chosen} {act} by {who} on {number} {row.state} {status} {said}")
        assert status < 500
        if status < 300:
            self.done[act] += 1
        return act

    async def caller(self, row: Any, act: str, dice: Random) -> str:
        """Mostly somebody who may."""
        if dice.random() < 0.2:
            return dice.choice(STAFF)
        if row.restricted:
            return dice.choice(WALLED)
        if act in LIKELY and dice.random() < 0.7:
            return dice.choice(LIKELY[act])
        near: list[Any] = await self.api.sql(
            "SELECT login FROM staff WHERE id IN (:o, :h)", o=row.owner_id, h=row.handler_id
        )
        names: list[str] = [login for (login,) in near]
        return dice.choice([*names, "clerk", "clerk"])

    def of(self, variants: list[Any]) -> Any:
        """Which variant: another part of the number than the one that chose the case."""
        return variants[self.spin // 7 % len(variants)]

    # --- the case

    async def on(self, act: str, row: Any, who: str) -> Response | None:
        if act in TWO:
            return await self.put(row, who, "proposals", {"kind": act, "reason": "已电话核实情况"} | self.wanted(act))
        if act in RESIDENT:
            return await self.resident(row, *RESIDENT[act])
        if act in ("decide", "decide_review", "hearing", "look", "unlink"):
            return await self.found(act, row, who)
        path, body = self.move(act, row)
        return await self.put(row, who, path, body)

    async def put(self, row: Any, who: str, path: str, body: Any) -> Response:
        """Now and then by somebody who has read an older version."""
        version = max(1, row.version - (self.spin % 17 == 0))
        return await self.api(
            "POST", f"/v1/cases/{row.case_no}/{path}", who, version=version, key=self.api.key(), json=body
        )

    def wanted(self, kind: str) -> dict[str, Any]:
        refusal = {"text": "您的事正由住建局办理。", "place": "住建局 0500-555-0103", "objection": "可以向县政府提出。"}
        variants: dict[str, list[dict[str, Any]]] = {
            "guide": [{"ground": "R4_litigation", "route": "litigation", **refusal},
                      {"ground": "R7_other_unit", **refusal}],
            "refuse": [{"ground": "R1_in_progress", "unit": "QH-ZJ", **refusal},
                       {"ground": "R2_final", "document": "复核意见 2025-7", "no_new_facts": True, **refusal}],
            "return": [{}],
            "designate": [{"unit": u, "handler": h, "by": "superior"} for u, h in HANDS],
            "extend": [{"days": d, "text": "事情复杂，还在查。"} for d in (10, 30, 31)],
            "reclass": [c for c in CLASSES if [*c] == ["case_class"]],
            "retier": [{"tier": t} for t in ("complex", "simple", "emergency", "normal")],
        }  # fmt: skip
        found: dict[str, Any] = self.of(variants[kind])
        return found

    def move(self, act: str, row: Any) -> tuple[str, Any]:
        words = f"{row.case_no} {row.version}：{ANSWERED}"
        day = (self.api.clock.now() + timedelta(days=self.spin % 20)).date().isoformat()
        unit, handler = self.of(HANDS)
        others = [n for n in sorted(self.chats) if n != row.case_no] or [row.case_no]
        adopted = {"adoption": "partly"} if row.case_class == "suggestion" else {}
        moves: dict[str, tuple[str, Any]] = {
            "notify": ("notify", {"text": "已收到，按信访程序转住建局。"}),
            "forward": ("forward", {"unit": unit}),
            "take": ("take", {}),
            "accept": ("accept", self.of(CLASSES)),
            "assign": ("assign", {"unit": unit, "handler": handler}),
            "reply": ("replies", self.of([
                {"text": words, **adopted}, {"text": "已办"}, {"text": words, **adopted},
                {"kind": "opinion", "opinion": {**OPINION, "facts": words}}])),
            "formal": ("replies", {"kind": self.of(["formal", "progress"]), "text": "您的来信已收到，正在办理。"}),
            "close": ("close", {} if row.state == "registered" else SOLVED),
            "promise": ("promise", {"day": day, "what": self.of(["answer", "news"]), "reason": "在等材料"}),
            "question": ("questions", {"text": "是哪一盏灯？"}),
            "call": ("co-units", {"unit": unit, "whistle": self.spin % 2 == 0}),
            "improve": ("improvements", {"unit": unit, "text": "请全面检查路灯"}),
            "note": ("notes", {"text": "已去现场"}),
            "supervise": ("supervision", {"trigger": "wrong_procedure", "note": "请纠正"}),
            "link": ("links", {"other": self.of(others), "kind": self.of(LINKS), "reason": "同一件"}),
        }  # fmt: skip
        return moves[act]

    async def found(self, act: str, row: Any, who: str) -> Response | None:
        """What is done to something of the case: to the newest there is."""
        kinds: dict[str, tuple[str, str, str, list[Any]]] = {
            "decide": ("proposal", "decided_at IS NULL", "proposals/{}/decide",
                       [{"approve": True}, {"approve": True}, {"approve": False, "answer": "不同意"}]),
            "decide_review": ("review", "decided_at IS NULL", "reviews/{}/decide",
                              [{"result": r, "text": "原答复有误。"} for r in ("revoked", "upheld", "changed")]),
            "hearing": ("review", "decided_at IS NULL", "reviews/{}/hearing",
                        [{"first": d, "last": d} for d in [self.api.clock.now().date().isoformat()]]),
            "look": ("answer", "thin AND passed IS NULL", "replies/{}/look",
                     [{"passed": True}, {"passed": False, "note": "没有说怎么办的"}]),
            "unlink": ("case_link", "undone_at IS NULL", "links/{}", [None]),
        }  # fmt: skip
        table, rule, path, bodies = kinds[act]
        which = "seq" if act == "look" else "id"
        rows = await self.api.sql(
            f"SELECT {which} FROM {table} WHERE case_id = :c AND {rule} ORDER BY id DESC", c=row.id)  # fmt: skip
        if not rows:
            return None
        if act == "unlink":
            return await self.api("DELETE", f"/v1/cases/{row.case_no}/{path.format(rows[0][0])}", who)
        return await self.put(row, who, path.format(rows[0][0]), self.of(bodies))

    async def resident(self, row: Any, path: str, variants: list[dict[str, Any]]) -> Response:
        """Now and then from another's chat."""
        chat = "chat-9" if self.spin % 19 == 0 else self.chats[row.case_no]
        body = {"case_no": row.case_no} | self.of(variants)
        if path == "reviews" and self.spin % 3 == 0:  # said the day before
            body["asked_at"] = (self.api.clock.now() - timedelta(days=1)).isoformat()
        return await self.api("POST", f"/v1/{path}", "bot", key=self.api.key(), chat=chat, json=body)

    # --- the world

    async def deliver(self) -> None:
        for _ in range(4):
            for notice in await self.api.lease():
                self.spin = self.spin * 31 % 65521 + 1
                answer = await self.api.receipt(notice, self.of(RECEIPTS), reason="channel away")
                assert answer.status_code == 204, answer.text

    async def time(self) -> None:
        """No step of the clockwork may fail: it would only be logged."""
        self.api.clock.advance(self.of(JUMPS))
        assert set(await worker.once(self.api.ctx)) == set(worker.STEPS)

    async def calendar(self) -> Response:
        """As the notice is, or with a longer holiday than was known."""
        longer = [{**a, "last": "2027-02-12"} if a["name"] == "春节" else a for a in NOTICE_2027["arrangements"]]
        body = NOTICE_2027 if self.spin % 2 else {**NOTICE_2027, "arrangements": longer}
        return await self.api("POST", "/v1/calendar", "admin", json=body)

    async def away(self) -> Response:
        now = self.api.clock.now()
        days = {"from": now.isoformat(), "until": (now + timedelta(days=5)).isoformat()}
        return await self.api("PUT", "/v1/me/away", self.of(STAFF), json=self.of([days, {"from": None, "until": None}]))

    async def acknowledge(self) -> Response | None:
        waits = "SELECT e.id, s.login FROM escalation e JOIN staff s ON s.id = e.staff_id"
        rows = await self.api.sql(f"{waits} WHERE e.acknowledged_at IS NULL ORDER BY e.id")
        if not rows:
            return None
        id, login = rows[self.spin % len(rows)]
        return await self.api("POST", f"/v1/escalations/{id}/acknowledge", login)


RESIDENT: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "withdraw": ("withdrawals", [{"pressed": p} for p in ("no", "unsaid", "yes")]),
    "resume": ("withdrawals/undo", [{}]),
    "reopen": ("reopenings", [{"text": "第二天又灭了"}, {}]),
    "review": ("reviews", [{"text": "答复没有说原因"}]),
    "rereview": ("reviews", [{}]),
    "rate": ("ratings", [{"rating": "satisfied"}, {"rating": "unsatisfied", "text": "没修好"}, {"desk": "fair"}]),
    "add": ("additions", [{"parts": [{"text": "坏的是第三盏"}]}]),
    "urge": ("urges", [{}]),
    "complain": ("complaints", [{"text": "一直没人理"}, {"text": "有人威胁我", "retaliation": True}]),
}
