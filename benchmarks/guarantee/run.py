"""The plan carried out: residents, the desk, units and superiors act at their times, the clockwork between."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api import worker
from api.calendar import service as calendar
from api.cases.step import Step, StepCall, run
from api.cases.steps import accept, assign, close, look, reply
from api.intake import service as intake
from api.notifications import service as notifications
from api.supervision import service as supervision
from benchmarks.guarantee.faults import LATE_NOTICE, NONE, Faults
from benchmarks.guarantee.plan import SEED, Matter
from benchmarks.guarantee.tally import Tally
from benchmarks.guarantee.town import Town
from models.clock import ZONE, local_date
from models.law.channels import Channel
from models.law.duties import Duty
from models.law.matters import CaseClass, Cause, Resolved
from models.law.replies import ReplyKind
from models.wire import (
    Accept,
    Assign,
    CaseCreate,
    CaseReceipt,
    Close,
    LeaseWanted,
    Look,
    Moved,
    Part,
    Receipt,
    Reply,
    ResidentRef,
)

DAILY = time(9)
SUPERIORS_LOOK = time(10)
ACKNOWLEDGED = 0.9
"""Of the steps up; the others are left to climb."""
LEASES = 20
SOLVED = Close(cause=Cause.OTHER, resolved=Resolved.YES)
Act = Callable[[datetime], Awaitable[None]]


@dataclass
class Course:
    """What became of one matter."""

    matter: Matter
    case_no: str = ""
    case_id: int = 0
    reply_seq: int | None = None
    formal: bool = False
    version: int = 0


@dataclass
class Run:
    town: Town
    tally: Tally
    matters: list[Matter]
    until: datetime
    faults: Faults = NONE
    courses: list[Course] = field(default_factory=list)
    reached: Counter[tuple[str, int]] = field(default_factory=Counter)
    rounds: int = 0

    def __post_init__(self) -> None:
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()
        self._dice = random.Random(SEED + 2)
        self._escalated = 0
        self._told: list[tuple[int, int]] = []
        self._units = sorted(set(self.town.handlers) - {self.faults.silent_unit})

    def _at(self, when: datetime, act: Act) -> None:
        heapq.heappush(self._agenda, (when, next(self._order), act))

    async def go(self) -> None:
        """Until the end; at every instant at which something falls due, and daily at nine, it is looked at."""
        for matter in self.matters:
            self._file_later(matter)
        if self.faults.notice_comes is not None:
            self._at(self.faults.notice_comes.astimezone(UTC), self._notice_comes)
        nine = _next(DAILY, self.town.clock.now())
        due = self.tally.next_due(self.town.clock.now())
        while True:
            acts = self._agenda[0][0] if self._agenda else None
            now = min(at for at in (acts, nine, due) if at is not None)
            if now > self.until:
                return
            self.town.clock.set(now)
            if now in (nine, due):
                await self._round(now)
            while self._agenda and self._agenda[0][0] == now:
                await heapq.heappop(self._agenda)[2](now)
            await self._courier(now)
            self._tell_superiors()
            if now in (nine, due):
                self.tally.look(now)
            nine = _next(DAILY, now) if now == nine else nine
            due = self.tally.next_due(now)

    # --- the machine

    async def _round(self, now: datetime) -> None:
        """The worker's; while it stands still, whoever asks the API something makes it go, once it is late enough."""
        self.rounds += 1
        if self.faults.worker_stands(now):
            await worker.take_over(self.town.ctx)
        else:
            await worker.once(self.town.ctx)

    async def _courier(self, now: datetime) -> None:
        """Whatever is due is delivered, unless the channel is down: then it is tried again later."""
        if not self.town.wakeup.called:
            return
        down, ctx = self.faults.channel_down(now), self.town.ctx
        wanted = LeaseWanted(channels=[Channel.WEB], limit=LEASES)
        while True:
            async with ctx.db.write() as session:
                leased = await notifications.lease(session, ctx, wanted)
                for n in leased:
                    told = Receipt(lease=n.lease, outcome="retry" if down else "delivered")
                    await notifications.receipt(session, ctx, n.id, told)
                    self.reached[n.address, n.id] += not down
            if not leased:
                self.town.wakeup.called = False
                return
            if down:
                self._at(now + notifications.RETRY * 12, self._try_again)
                self.town.wakeup.called = False
                return

    async def _try_again(self, _now: datetime) -> None:
        self.town.wakeup.called = True

    def _tell_superiors(self) -> None:
        """Each step up that is new is acknowledged the next morning by whoever was told, or left to climb."""
        sql = "SELECT id, staff_id FROM escalation WHERE id > :last ORDER BY id"
        for id, staff in self.tally.rows(sql, last=self._escalated):
            self._escalated = id
            if self._dice.random() < ACKNOWLEDGED:
                if not self._told:
                    self._at(_next(SUPERIORS_LOOK, self.town.clock.now()), self._acknowledge)
                self._told.append((id, staff))

    async def _acknowledge(self, _now: datetime) -> None:
        told, self._told = self._told, []
        async with self.town.ctx.db.write() as session:
            for id, staff in told:
                await supervision.acknowledge(session, self.town.ctx, self.town.people[staff], id)

    async def _notice_comes(self, _now: datetime) -> None:
        async with self.town.ctx.db.write() as session:
            await calendar.bring(session, self.town.ctx, "admin", LATE_NOTICE)
        await self.town.ctx.renew(at_once=True)

    # --- people

    def _file_later(self, matter: Matter) -> None:
        course = Course(matter)
        self.courses.append(course)
        self._at(matter.submitted, lambda _: self._file(course))

    async def _file(self, course: Course) -> None:
        m, ctx = course.matter, self.town.ctx
        ref = ResidentRef(channel=Channel.WEB, address=f"chat-{m.message_id}")
        given = CaseCreate(parts=[Part(text=m.text)], consent="2026-11", resident=ref)
        filed = await intake.file_case(ctx, self.town.bot, m.message_id, given)
        receipt = CaseReceipt.model_validate_json(bytes(filed.body))
        if (notice := receipt.notice) is not None:
            async with ctx.db.write() as session:
                told = Receipt(lease=notice.lease, outcome="delivered")
                await notifications.receipt(session, ctx, notice.id, told)
                self.reached[notice.address, notice.id] += 1
        course.case_no, course.version = receipt.case_no, 1
        course.case_id = self.tally.one("SELECT id FROM case_ WHERE case_no = :n", n=receipt.case_no)
        if self._of_silent_unit(course):
            return
        if m.accepted is not None:
            self._at(m.accepted, lambda _: self._accept(course))
        if m.replied is not None:
            self._at(m.replied, lambda _: self._reply(course))

    def _of_silent_unit(self, course: Course) -> bool:
        return course.matter.unit is not None and course.matter.unit == self.faults.silent_unit

    def _version(self, course: Course) -> int:
        return int(self.tally.one("SELECT version FROM case_ WHERE id = :id", id=course.case_id))

    async def _accept(self, course: Course) -> None:
        async with self.town.ctx.db.write() as session:
            await self._take_up(session, course)
        self.town.wakeup.called = True

    async def _take_up(self, session: AsyncSession, course: Course) -> int:
        """Accepted by the desk and assigned to a named person. The version after it."""
        ctx, clerk, number = self.town.ctx, self.town.clerk, course.case_no
        unit = course.matter.unit or self._units[course.case_id % len(self._units)]
        version, given = self._version(course), Accept(case_class=CaseClass.OTHER)
        moved = await _do(
            accept.STEP,
            StepCall(session=session, ctx=ctx, who=clerk, case_no=number, given=given, version=version),
        )
        whom = Assign(unit=unit, handler=self.town.handlers[unit].login or "")
        return (
            await _do(
                assign.STEP,
                StepCall(session=session, ctx=ctx, who=clerk, case_no=number, given=whom, version=moved.version),
            )
        ).version

    async def _reply(self, course: Course) -> None:
        """At its real time. One that says nothing on the matter is sent by turns as what it is, and as an answer."""
        m, ctx, clerk = course.matter, self.town.ctx, self.town.clerk
        said = ReplyKind.FORMAL if m.formal and course.case_id % 2 else ReplyKind.ANSWER
        async with ctx.db.write() as session:
            state, version = self.tally.rows("SELECT state, version FROM case_ WHERE id = :i", i=course.case_id)[0]
            if state == "registered":
                version = await self._take_up(session, course)
            given = Reply(text=m.reply or "", kind=said)
            moved = await _do(
                reply.STEP,
                StepCall(session=session, ctx=ctx, who=clerk, case_no=course.case_no, given=given, version=version),
            )
        course.reply_seq, course.formal = moved.event, m.formal
        self.town.wakeup.called = True
        if said is ReplyKind.ANSWER:
            self._at(_next(SUPERIORS_LOOK, self.town.clock.now()), lambda _: self._finish(course))

    async def _finish(self, course: Course) -> None:
        """A supervisor looks at a thin answer; what was answered is closed once it was delivered."""
        ctx, number = self.town.ctx, course.case_no
        sql = "SELECT thin, passed FROM answer WHERE case_id = :i AND seq = :s"
        thin, passed = self.tally.rows(sql, i=course.case_id, s=course.reply_seq)[0]
        async with ctx.db.write() as session:
            if thin and passed is None:
                word = Look(passed=not course.formal, note="请重新答复。" if course.formal else None)
                await _do(
                    look.STEP,
                    StepCall(
                        session=session,
                        ctx=ctx,
                        who=self.town.supervisor,
                        case_no=number,
                        given=word,
                        id=course.reply_seq or 0,
                    ),
                )
                if course.formal:
                    return
        delivered = "SELECT state FROM notification WHERE case_id = :i AND kind = 'reply' ORDER BY id DESC LIMIT 1"
        if self.tally.one(delivered, i=course.case_id) != "delivered":
            self._at(self.town.clock.now() + timedelta(days=1), lambda _: self._finish(course))
            return
        async with ctx.db.write() as session:
            await _do(
                close.STEP,
                StepCall(
                    session=session,
                    ctx=ctx,
                    who=self.town.clerk,
                    case_no=number,
                    given=SOLVED,
                    version=self._version(course),
                ),
            )
        self.town.wakeup.called = True

    # --- what came of it

    def results(self) -> dict[str, Any]:
        """The counts by their names; `on_time_*`: (replies in time, replies), counted from the submission."""
        answered = [c for c in self.courses if c.matter.replied is not None and c.reply_seq is not None]
        formal = [c for c in answered if c.formal]
        met = "SELECT 1 FROM obligation WHERE case_id = :i AND key = 'handle' AND met_at IS NOT NULL"
        counted = sum(self.tally.one(met, i=c.case_id) is not None for c in formal)
        totals = self.tally.totals(self.until)
        totals["notices_repeated"] += sum(n - 1 for n in self.reached.values() if n > 1)
        return {
            **totals,
            "formal_replies": len(formal),
            "formal_counted_as_answer": counted,
            "on_time_15": self._on_time(answered, Duty.INTAKE_NOTICE),
            "on_time_60": self._on_time(answered, Duty.HANDLE),
        }

    def _nominal(self, m: Matter, limit: str) -> date:
        return self.town.ctx.profile.due(limit, local_date(m.submitted), self.town.ctx.calendar).nominal

    def _on_time(self, courses: list[Course], limit: str) -> tuple[int, int]:
        in_time = [_day(c.matter.replied) <= self._nominal(c.matter, limit) for c in courses]
        return sum(in_time), len(in_time)

    def lines(self) -> list[dict[str, Any]]:
        """One for each case; moments in local time. `due_nominal`: the last day for the answer, 60 days after the
        submission; `notice_due`: 15 days after it."""
        return [self._line(c) for c in self.courses]

    def _line(self, c: Course) -> dict[str, Any]:
        delivered = "SELECT max(delivered_at) FROM notification WHERE case_id = :i AND event_seq = :s"
        told = "SELECT min(delivered_at) FROM notification WHERE case_id = :i AND kind = 'slipping'"
        escalated = """SELECT min(e.at) FROM escalation e JOIN supervision_item i ON i.id = e.item_id
            WHERE i.case_id = :i AND i.obligation_id IS NOT NULL"""
        return {
            "message_id": c.matter.message_id,
            "case_no": c.case_no,
            "submitted": _local(c.matter.submitted),
            "notice_due": self._nominal(c.matter, Duty.INTAKE_NOTICE).isoformat(),
            "due_nominal": self._nominal(c.matter, Duty.HANDLE).isoformat(),
            "replied": _local(c.matter.replied) if c.reply_seq is not None else None,
            "delivered": _moment(self.tally.one(delivered, i=c.case_id, s=c.reply_seq)),
            "escalated_at": _moment(self.tally.one(escalated, i=c.case_id)),
            "told_at": _moment(self.tally.one(told, i=c.case_id)),
        }


async def _do(step: Step[Any], call: StepCall[Any]) -> Moved:
    return Moved.model_validate(await run(step, call))


def _next(hour: time, after: datetime) -> datetime:
    """The next time it is that hour, later than `after`."""
    at = datetime.combine(local_date(after), hour, ZONE)
    return (at if at > after else at + timedelta(days=1)).astimezone(UTC)


def _day(at: datetime | None) -> date:
    return local_date(at) if at is not None else date.max


def _local(at: datetime | None) -> str | None:
    return at.astimezone(ZONE).isoformat(timespec="seconds") if at is not None else None


def _moment(stored: str | None) -> str | None:
    return _local(datetime.fromisoformat(stored).replace(tzinfo=UTC)) if stored else None
