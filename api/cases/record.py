"""What is written of a case: its original, its timeline, what it owes and what its resident is told.

Every function works inside the caller's transaction, so that an event, the obligations it meets and the notice it
owes stand together or not at all.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, queries
from api.cases.owners import owner_of
from api.context import Context
from api.errors import Unprocessable, VersionChanged
from models.clock import end_of, local_date
from models.db import OWED
from models.deadlines import Due
from models.law.channels import CHAT_CHANNELS, Channel
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import CASES_A_DAY, Kind
from models.law.notices import NoticeKind, NoticeState
from models.law.tasks import TaskKind
from models.numbers import case_no, query_code
from models.tables import (
    Accusation,
    Area,
    Case,
    CaseEvent,
    CasePerson,
    CaseWords,
    Notification,
    ResidentChannel,
    Task,
    Topic,
    Unit,
)
from models.wire import CaseReceipt, Part, ResidentRef

LEASE_SECONDS = 60
WORDS = "words"
WALLED = "accusation"


@dataclass
class Intake:
    """A matter to be registered, from a chat or taken down by staff."""

    key: str
    channel: Channel
    kind: Kind
    parts: list[Part]
    consent: str
    petition_date: Any
    topic: str | None = None
    area: str | None = None
    place: str | None = None
    elsewhere: bool = False
    petitioner_count: int = 1
    attended_count: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    on_behalf: bool = False
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    resident: ResidentRef | None = None
    registered_by: int | None = None
    actor: str = "resident"
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filed:
    case: Case
    code: str
    due: Due
    notice: Notification


async def take_number(ctx: Context, county: str, at: datetime) -> str:
    """A case number in a short transaction of its own: the day's counter is not held while the case is written."""
    day = local_date(at)
    async with ctx.db.write() as session:
        return case_no(county, day, await queries.next_number(session, ctx.db.sqlite, county, day))


async def county_of(session: AsyncSession, ctx: Context, area: str | None) -> str:
    """The county whose series numbers the case: the place's, else the desk's. Refuses an unknown area."""
    if area is None:
        return ctx.settings.county
    found = await queries.area(session, area)
    if found is None:
        raise Unprocessable("no such area", field="area")
    return found.code[:6]


async def register(session: AsyncSession, ctx: Context, number: str, intake: Intake) -> Filed:
    """Writes the case, its original, its first event, its first obligation and the *received* notice."""
    now = ctx.clock.now()
    restricted = intake.kind is Kind.ACCUSATION
    topic, area = await _classified(session, ctx, intake)
    desk = await (queries.discipline_unit(session) if restricted else queries.receiving_desk(session))
    channel = await channel_of(session, ctx, intake.resident) if intake.resident else None
    profile = await ctx.profile_for(session, area, local_date(now))
    due = profile.due(Duty.INTAKE_NOTICE, local_date(now), ctx.calendar)
    owner = await owner_of(session, desk, now)
    code = _code(ctx, ctx.keys.current, intake.key, 0)
    number_today = await _count_today(session, ctx, channel.id, now) + 1 if channel else 1
    case = Case(
        case_no=number,
        code_mark=ctx.keys.mark(f"{number}:{code}", "query-mark"),
        code_key=ctx.keys.current,
        intake_key=intake.key,
        kind=intake.kind,
        topic_id=topic.id if topic else None,
        area_id=area.id,
        place_sealed=ctx.keys.seal(intake.place, "place") if intake.place else None,
        elsewhere=intake.elsewhere,
        channel=intake.channel,
        petition_date=intake.petition_date,
        registered_at=now,
        registered_by_id=intake.registered_by,
        updated_at=now,
        state="registered",
        restricted=restricted,
        anonymous=not intake.name and not intake.phone,
        on_behalf=intake.on_behalf,
        petitioner_count=intake.petitioner_count,
        attended_count=intake.attended_count,
        answers=intake.answers,
        consent=intake.consent,
        profile=profile.name,
        lead_unit_id=desk.id,
        answerable_unit_id=desk.id,
        owner_id=owner.id,
        due_at=end_of(due.nominal),
        many_today=number_today > CASES_A_DAY,
        channel_id=channel.id if channel else None,
        resident_id=channel.resident_id if channel else None,
        version=1,
    )
    session.add(case)
    await session.flush()
    _person(session, ctx, case.id, intake)
    words = await keep_words(session, ctx, case, intake.parts, now)
    if not restricted:
        await queries.index_words(session, case.id, words, ctx.db.sqlite)
    facts = {"channel": intake.channel, "told_by": due.nominal.isoformat(), **intake.facts}
    if intake.answers:  # the timeline is hashed: what was answered is proved with it
        facts["answers"] = intake.answers
    event = _event(ctx, case, 1, "", EventKind.RECEIVED, now, intake.actor, intake.registered_by, facts, None)
    session.add(event)
    case.head = event.digest
    await obligations.open_(session, ctx, case, Duty.INTAKE_NOTICE)
    if case.elsewhere and not restricted:
        await obligations.open_(session, ctx, case, Duty.FORWARD)
    if case.many_today:
        await _tell_many(session, case, desk, number_today, now)
    told = {"told_by": due.nominal.isoformat(), "phone": desk.phone or ""}
    notice = await owe(
        session, ctx, case, NoticeKind.RECEIVED, told, 1, has_phone=intake.phone is not None, address=intake.address
    )
    await session.flush()
    return Filed(case, code, due, notice)


async def _count_today(session: AsyncSession, ctx: Context, channel_id: int, now: datetime) -> int:
    """Cases this chat has filed since local midnight; of two at once the second waits, so that none is miscounted."""
    await queries.lock_chat(session, channel_id)
    return await queries.filed_since(session, channel_id, end_of(local_date(now) - timedelta(days=1)))


async def _tell_many(session: AsyncSession, case: Case, desk: Unit, number: int, now: datetime) -> None:
    """One task a day for each chat: the clerk looks for duplicates. Nothing is held back for it."""
    day = end_of(local_date(now) - timedelta(days=1))
    if await queries.many_told(session, case.channel_id, case.restricted, day):
        return
    facts = {"count": number}
    session.add(
        Task(
            kind=TaskKind.MANY_CASES,
            unit_id=desk.id,
            case_id=case.id,
            channel_id=case.channel_id,
            facts=facts,
            opened_at=now,
        )
    )


def _code(ctx: Context, key: int, intake_key: str, issue: int) -> str:
    return query_code(ctx.keys.key("query", key), f"{intake_key}#{issue}" if issue else intake_key)


def code_of(ctx: Context, case: Case) -> str:
    """The query code that opens the case now. It is computed; only its mark is stored."""
    return _code(ctx, case.code_key, case.intake_key, case.code_issue)


async def new_code(session: AsyncSession, ctx: Context, case: Case) -> str:
    """Another query code; the one before opens nothing any more."""
    issue = await queries.next_issue(session, case.id)
    code = _code(ctx, ctx.keys.current, case.intake_key, issue)
    mark = ctx.keys.mark(f"{case.case_no}:{code}", "query-mark")
    await queries.set_case(session, case.id, code_mark=mark, code_key=ctx.keys.current)
    return code


async def receipt_again(session: AsyncSession, ctx: Context, case: Case) -> CaseReceipt:
    """What the receipt said: the code is computed anew, the same; the day stands on record."""
    told = (await queries.told_by(session, [case]))[case.id]
    provisional = not ctx.calendar.confirmed(told)
    return CaseReceipt(case_no=case.case_no, query_code=code_of(ctx, case), told_by=told, provisional=provisional)


async def _classified(session: AsyncSession, ctx: Context, intake: Intake) -> tuple[Topic | None, Area]:
    topic = await queries.topic(session, intake.topic) if intake.topic else None
    if intake.topic and topic is None:
        raise Unprocessable("no such topic", field="topic")
    area = await queries.area(session, intake.area or ctx.settings.county)
    if area is None:
        raise Unprocessable("no such area", field="area")
    return topic, area


async def channel_of(session: AsyncSession, ctx: Context, ref: ResidentRef) -> ResidentChannel:
    name = f"{ref.channel}:{ref.address}"
    found = await queries.channel_by_mark(session, ctx.keys.marks(name, "address"))
    if found is None:
        values = {
            "channel": ref.channel,
            "address_mark": ctx.keys.mark(name, "address"),
            "address_sealed": ctx.keys.seal(ref.address, "address"),
            "locale": ref.locale,
            "created_at": ctx.clock.now(),
        }
        return await queries.new_channel(session, ctx.db.sqlite, values)
    if found.locale != ref.locale:
        found.locale = ref.locale
    return found


def _person(session: AsyncSession, ctx: Context, case_id: int, intake: Intake) -> None:
    def sealed(value: str | None, purpose: str) -> bytes | None:
        return ctx.keys.seal(value, purpose) if value else None

    session.add(
        CasePerson(
            case_id=case_id,
            name_sealed=sealed(intake.name, "name"),
            **_phone(ctx, intake.phone),
            address_sealed=sealed(intake.address, "postal"),
        )
    )


def _phone(ctx: Context, phone: str | None) -> dict[str, Any]:
    """The columns of a phone number."""
    digits = "".join(c for c in phone or "" if c.isdigit())
    return {
        "phone_sealed": ctx.keys.seal(phone, "phone") if phone else None,
        "phone_last4": digits[-4:] or None,
        "phone_mark": ctx.keys.mark(digits, "phone-mark") if digits else None,
    }


async def name_person(session: AsyncSession, ctx: Context, case_id: int, name: str | None, phone: str | None) -> None:
    """Seals a name or a phone left later; what is None stays as it is."""
    columns = {"name_sealed": ctx.keys.seal(name, "name")} if name else {}
    await queries.set_person(session, case_id, **columns, **(_phone(ctx, phone) if phone else {}))


async def keep_words(
    session: AsyncSession, ctx: Context, case: Case, parts: list[Part], at: datetime, first: int = 1
) -> str:
    """Seals the parts as the case's original, in order; attached files become the case's. Returns the text in clear.

    Unprocessable if a file is unknown or belongs to another case.
    """
    wanted = [p.file for p in parts if p.file]
    files = await queries.free_attachments(session, wanted)
    if missing := [f for f in wanted if f not in files]:
        raise Unprocessable(f"no such file waiting to be attached: {missing[0]}", field="parts")
    table, purpose = (Accusation, WALLED) if case.restricted else (CaseWords, WORDS)
    for seq, part in enumerate(parts, first):
        file = files.get(part.file) if part.file else None
        if file is not None:
            file.case_id = case.id
        session.add(
            table(
                case_id=case.id,
                seq=seq,
                body_sealed=ctx.keys.seal(part.text, purpose) if part.text is not None else None,
                digest=file.sha256 if file else text_digest(part.text or ""),
                said_at=at,
                attachment_id=file.id if file else None,
            )
        )
    await session.flush()
    return "\n".join(p.text for p in parts if p.text)


def text_digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _event(
    ctx: Context,
    case: Case,
    seq: int,
    previous: str,
    kind: EventKind,
    at: datetime,
    actor: str,
    staff_id: int | None,
    facts: dict[str, Any],
    body: str | None,
) -> CaseEvent:
    body_digest = text_digest(body) if body is not None else None
    told = {
        "case": case.case_no,
        "seq": seq,
        "kind": kind,
        "at": at.isoformat(),
        "actor": actor,
        "facts": facts,
        "body": body_digest,
    }
    return CaseEvent(
        case_id=case.id,
        seq=seq,
        kind=kind,
        at=at,
        staff_id=staff_id,
        actor=actor,
        facts=facts,
        body_sealed=ctx.keys.seal(body, "event") if body is not None else None,
        body_digest=body_digest,
        previous=previous,
        digest=queries.chain(previous, told),
    )


async def append(
    session: AsyncSession,
    ctx: Context,
    case: Case,
    kind: EventKind,
    actor: str,
    *,
    staff_id: int | None = None,
    facts: dict[str, Any] | None = None,
    body: str | None = None,
    expected: int | None = None,
    **changes: Any,
) -> CaseEvent:
    """Appends to the timeline and applies `changes` to the case. VersionChanged if it is not at `expected`."""
    taken = await queries.bump(session, case.id, expected)
    if taken is None:
        raise VersionChanged
    seq, head = taken
    now = ctx.clock.now()
    event = _event(ctx, case, seq, head, kind, now, actor, staff_id, facts or {}, body)
    session.add(event)
    await session.flush()
    await queries.set_case(session, case.id, head=event.digest, updated_at=now, **changes)
    return event


async def owe(
    session: AsyncSession,
    ctx: Context,
    case: Case,
    kind: NoticeKind,
    facts: dict[str, Any],
    event_seq: int | None,
    *,
    has_phone: bool,
    address: str | None = None,
    meets: Iterable[str] = (),
) -> Notification:
    """A message owed to the resident. No chat: a call task for the desk; nobody to call: undeliverable, said why.

    `meets`: keys of obligations that are met once it was delivered (`obligations.done` gives them).
    """
    now = ctx.clock.now()
    if "phone" not in facts:
        facts = {**facts, "phone": (await session.get_one(Unit, case.lead_unit_id)).phone or ""}
    if kind.row.says_when and "answer_by" not in facts:
        day = queries.promised(await queries.open_obligations(session, case.id), local_date(now))
        facts = {**facts, "answer_by": day.isoformat()} if day else facts
    channel = await queries.channel_told(session, case)
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
    if not chat and not has_phone and not address:
        notice.state, notice.reason = NoticeState.UNDELIVERABLE, "no phone or address was given"
        await obligations.settle(session, ctx, notice, now)
    elif not chat:
        await session.flush()
        desk = await queries.receiving_desk(session)
        unit = case.lead_unit_id if case.restricted else desk.id
        session.add(
            Task(
                kind=TaskKind.CALL_RESIDENT,
                unit_id=unit,
                case_id=case.id,
                notification_id=notice.id,
                facts={"notice": kind},
                opened_at=now,
            )
        )
    return notice


def lease(ctx: Context, notice: Notification) -> str:
    """Leases a notice that is due to whoever asked: proof and time limit for the receipt."""
    token = secrets.token_urlsafe(16)
    notice.state, notice.lease = NoticeState.LEASED, token
    notice.lease_until = ctx.clock.now() + timedelta(seconds=LEASE_SECONDS)
    notice.attempts = (notice.attempts or 0) + 1
    return token


def unit_facts(unit: Unit) -> dict[str, str]:
    return {"unit": unit.name, "phone": unit.phone or ""}
