"""What is written of a case as it goes: its timeline, and what its resident is told.

All of it works inside the caller's transaction, so that an event, the obligations it meets and the notice it owes
stand together or not at all.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self, Unpack

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import calls, journal_queries, obligation_queries, obligations, people, search_queries, waiting
from api.cases.changes import CaseChanges
from api.cases.matter import Matter
from api.cases.words import text_digest
from api.chats import queries as chats
from api.context import Context
from api.errors import VersionChanged
from api.security import Caller
from models.clock import local_date
from models.db import OWED
from models.law.channels import CHAT_CHANNELS
from models.law.events import EventKind
from models.law.facts import Attempt, Facts
from models.law.notices import NoticeKind, NoticeState
from models.law.tasks import TaskKind
from models.tables import Case, CaseEvent, Notification, Unit
from models.wire import ManualRecord

LEASE_SECONDS = 60


CLOCKWORK, RESIDENT = "clockwork", "resident"


@dataclass(frozen=True)
class Journal(Matter):
    """The timeline of a case, as one writes it: `actor` by name, and by `staff_id` a member of staff."""

    actor: str = CLOCKWORK
    staff_id: int | None = None

    @classmethod
    def by(cls, who: Caller, session: AsyncSession, ctx: Context, case: Case) -> Self:
        return cls(session, ctx, case, who.name, who.staff_id)

    async def append(
        self,
        kind: EventKind,
        /,
        *,
        facts: Facts | None = None,
        body: str | None = None,
        expected: int | None = None,
        **changes: Unpack[CaseChanges],
    ) -> CaseEvent:
        """Appends to the timeline, findable by `body`, and applies `changes` to the case.

        VersionChanged if it is not at `expected`.
        """
        case = self.case
        if expected is not None and case.version != expected:
            raise VersionChanged
        walled, owner = case.restricted or changes.get("restricted"), case.owner_id
        while True:
            added = event(self, case.version + 1, case.head, kind, facts or Facts(), body)
            if await journal_queries.advance(self.session, case, added, self.ctx.db.sqlite, **changes):
                break
            if expected is not None:
                raise VersionChanged
            await journal_queries.catch_up(self.session, case)
        if body is not None and not walled:
            said = await people.nameless(self.session, self.ctx, case, body)
            await search_queries.index(self.session, case.id, added.seq, said, self.ctx.db.sqlite)
        await waiting.follow(self, added, changes, owner)
        return added


def event(at: Journal, seq: int, previous: str, kind: EventKind, facts: Facts, body: str | None = None) -> CaseEvent:
    """The line of the timeline, not yet written, with its digest over the one before."""
    ctx, now = at.ctx, at.ctx.clock.now()
    body_digest = text_digest(body) if body is not None else None
    told = {
        "case": at.case.case_no,
        "seq": seq,
        "kind": kind,
        "at": now.isoformat(),
        "actor": at.actor,
        "facts": facts,
        "body": body_digest,
    }
    return CaseEvent(
        case_id=at.case.id,
        seq=seq,
        kind=kind,
        at=now,
        staff_id=at.staff_id,
        actor=at.actor,
        facts=facts,
        body_sealed=ctx.keys.seal(body, "event") if body is not None else None,
        body_digest=body_digest,
        previous=previous,
        digest=chain(previous, told),
    )


async def owe(
    at: Matter, kind: NoticeKind, facts: Facts, event_seq: int | None, meets: Iterable[str] = ()
) -> Notification:
    """A message owed to the resident. No chat: a call task for the desk; nobody to call: undeliverable, said why.

    `meets`: keys of obligations that are met once it was delivered (`obligations.done` gives them).
    """
    session, ctx, case, now = at.session, at.ctx, at.case, at.ctx.clock.now()
    if "phone" not in facts:
        facts = {**facts, "phone": (await session.get_one(Unit, case.lead_unit_id)).phone or ""}
    if kind.row.says_when and "answer_by" not in facts:
        day = obligation_queries.promised(await obligation_queries.open_obligations(session, case.id), local_date(now))
        facts = {**facts, "answer_by": day.isoformat()} if day else facts
    channel = await chats.channel_told(session, case)
    chat = channel in CHAT_CHANNELS
    notice = Notification(
        case_id=case.id,
        kind=kind,
        channel=channel,
        channel_id=case.channel_id,
        event_seq=event_seq,
        facts=facts,
        meets=list(meets),
        state=NoticeState.DUE if chat else NoticeState.MANUAL,
        created_at=now,
        due_at=now,
    )
    session.add(notice)
    session.info[OWED] = True
    if not chat and not (case.person and (case.person.phone_sealed or case.person.address_sealed)):
        notice.state, notice.reason = NoticeState.UNDELIVERABLE, "no phone or address was given"
        await obligations.settle(session, ctx, notice, now)
    elif not chat:
        await session.flush()
        await calls.add(at, notice, TaskKind.CALL_RESIDENT)
    return notice


def attempt(ctx: Context, given: ManualRecord, by: str) -> Attempt:
    """How a person told a notice, or tried to, as the notice keeps it; `by`: a login."""
    whom = base64.b64encode(ctx.keys.seal(given.whom, "whom")).decode() if given.whom else None
    return Attempt(how=given.how, result=given.result, whom=whom, at=given.model_dump(mode="json")["at"], by=by)


def lease(ctx: Context, notice: Notification) -> str:
    """Leases a notice that is due to whoever asked: proof and time limit for the receipt."""
    token = secrets.token_urlsafe(16)
    notice.state, notice.lease = NoticeState.LEASED, token
    notice.lease_until = ctx.clock.now() + timedelta(seconds=LEASE_SECONDS)
    notice.attempts = (notice.attempts or 0) + 1
    return token


def unit_facts(unit: Unit) -> Facts:
    return {"unit": unit.name, "phone": unit.phone or ""}


def chain(previous: str, event: Mapping[str, object]) -> str:
    """The digest of an event over the one before it: removing or altering one shows in all that follow."""
    raw = json.dumps([previous, event], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(raw.encode()).hexdigest()
